"""Pair quotation marks: text -> quoted regions, for any string and any of the usual styles of marks."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.quote import WORD, Span, Spans

CLOSERS = {'"': '"”', "“": '"”', "”": '"”', "„": "“”", "‟": "”", "‘": "’'", "‚": "‘’", "'": "'’"}
"""What closes a region that this mark opened."""
CLOSERS |= {"«": "»", "»": "«", "‹": "›", "›": "‹"}  # guillemets point outwards or, in German and Danish, inwards
SINGLES = "‘‚'"
DEEPEST = 6
"""Marks that would open a region deeper than this are passed over (they are noise, and cost time)."""
MARK = re.compile("[\"“”„‟«»‹›‘’‚']")
ELISION = re.compile(r"['’‘](?:\d0s|em|tis|twas|til|cause|bout|round|n|cos)\b", re.IGNORECASE)
BLANK = re.compile(r"\s+")
SINGLE_CLOSER = re.compile(r"(?<=[^\s])['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Region:
    """A quoted stretch, marks included: ``text[start:end]``."""

    start: int
    end: int
    closed: bool
    """False where the closing mark is missing and the end of the paragraph stands in for it."""
    depth: int
    """0 for an outermost region, 1 for a quotation inside it, and so on."""
    continues: bool = False
    """Left open, and the next paragraph opens again: a quotation of several paragraphs."""

    @property
    def span(self) -> Span:
        """Return start and end."""
        return self.start, self.end

    def trim(self, text: str) -> Span:
        """Return the span less white space at its end."""
        return self.start, self.start + len(text[self.start : self.end].rstrip())


@lru_cache(maxsize=1)
def find_regions(text: str) -> tuple[Region, ...]:
    """Return all quoted regions in order of their start; empty where the text has no marks. Never raises.

    Kept for the last text: each rule on a document asks for them anew.
    """
    regions: list[Region] = []
    start = 0
    if "``" in text:  # old wires write ``...''
        text = text.replace("``", "“`").replace("''", "`”")
    for line in text.split("\n"):
        regions += pair_paragraph(text, start, start + len(line))
        start += len(line) + 1
    starts = {region.start for region in regions}
    for number, region in enumerate(regions):
        following = None if region.closed else BLANK.match(text, region.end)
        if following and following.end() in starts:  # the next paragraph begins with an opening mark again
            regions[number] = replace(region, continues=True)
    return tuple(sorted(regions, key=lambda region: (region.start, -region.end)))


def pair_paragraph(text: str, start: int, end: int) -> list[Region]:
    """Return the regions of one paragraph; marks do not pair across its end."""
    regions: list[Region] = []
    stack: list[int] = []
    last_closer = max((match.start() for match in SINGLE_CLOSER.finditer(text, start, end)), default=-1)
    for match in MARK.finditer(text, start, end):
        at = match.start()
        opener = find_opener(text, stack, at, last_closer)
        if opener is not None:
            regions.append(Region(stack[opener], at + 1, True, opener))
            del stack[opener:]
        elif text[at] == "“" and stack and text[stack[-1]] == "“":
            regions.append(Region(stack[-1], at, False, len(stack) - 1))
            stack[-1] = at
        elif len(stack) < DEEPEST and opens(text, at, start, end, last_closer):
            stack.append(at)
    kept = [at for at in stack if text[at] not in SINGLES or not text[start:at].strip()]  # single marks open paragraphs
    return regions + [Region(at, end, False, depth) for depth, at in enumerate(kept) if text[at + 1 : end].strip()]


def find_opener(text: str, stack: list[int], at: int, last_closer: int) -> int | None:
    """Return the place in the stack of the opening mark that the mark at ``at`` closes, or None."""
    for place in range(len(stack) - 1, -1, -1):
        mark = text[stack[place]]
        if text[at] in CLOSERS[mark]:
            return place if mark not in SINGLES or closes_single(text, at, last_closer) else None
        if mark not in SINGLES:
            return None
    return None


def closes_single(text: str, at: int, last_closer: int) -> bool:
    """Return whether a single mark closes a quotation and is no apostrophe ("don’t", "the workers’ rights")."""
    before, after = text[at - 1], text[at + 1 : at + 2]
    if before.isspace() or after.isalnum():
        return False
    if before in "sS" and after == " " and text[at + 2 : at + 3].islower():
        return last_closer <= at
    return True


def opens(text: str, at: int, start: int, end: int, last_closer: int) -> bool:
    """Return whether a mark that closes nothing opens a region."""
    mark = text[at]
    before, after = text[at - 1 : at] if at > start else "", text[at + 1 : at + 2] if at + 1 < end else ""
    if mark in "“„‟«‹":
        return True
    if mark == '"':
        return not (before.isdigit() and not after.isalnum())
    if mark in "”»›":
        return not before.isalnum() and after.isalnum()
    # a single one opens before a word, after none, with a closing one ahead; "’90s" does not
    if mark not in SINGLES or before.isalnum() or not after or after.isspace() or ELISION.match(text, at):
        return False
    return mark == "‘" or last_closer > at + 1


def find_quoted(text: str) -> NDArray[np.bool_]:
    """Return for each character of a text whether it stands inside quotation marks."""
    quoted = np.zeros(len(text), np.bool_)
    for region in find_regions(text):
        quoted[region.start : region.end] = True
    return quoted


def find_quoted_share(text: str, content: Spans, quoted: NDArray[np.bool_]) -> float:
    """Return the share of the words of a content that stand inside quotation marks, given which characters do."""
    words = [match.start() for start, end in content for match in WORD.finditer(text, start, end)]
    return float(quoted[words].mean()) if words else 0.0
