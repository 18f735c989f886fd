"""A document as the rules see it: its quotations and its lines, found once for all of them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from tasks.quotes.marks import Region, find_regions
from tasks.quotes.quote import Attribution, Span, overlap

STAMP = re.compile(
    r"(?:^|(?<=\n))[^\S\n]*(?:(?:\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?|\d{1,3}(?:\+\d)?(?:['’′]|\smins?)|"
    r"[EFH]T)\s?[:–—-]?\s+)?"
)
"""What a live blog has before an entry: the time, the minute of a match, full time."""
BREAK = re.compile(r"\n|(?<=[.?!…”\"]) (?=[QA]: )")
"""Where a line ends, also before the next question or answer in it."""
LONGEST_STAMP = 20
LONGEST_LINE = 5000
"""Longer lines are of no fixed form, so that no line whatever costs much time."""


class QuotedText:
    """An annotated document with its quotations and lines; what it is asked takes no time in its length."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.text = doc, doc.text  # spaCy builds the text anew at every access
        self.quotations = [region for region in find_regions(self.text) if region.depth == 0]
        """The outermost quoted regions, in order; `starts` and `ends` are theirs."""
        self.starts, self.ends = [one.start for one in self.quotations], [one.end for one in self.quotations]
        self.breaks = [match.start() for match in BREAK.finditer(self.text)]
        self.stops = [match.start() for match in re.finditer(r"\. ", self.text)]
        """Where a full stop with a space behind it stands."""
        edges = pairwise([-1, *self.breaks, len(self.text)])
        lines = [(before + 1, end) for before, end in edges if end - before <= LONGEST_LINE]
        self.lines = [line for line in lines if self.text[slice(*line)].strip()]
        """The lines that hold more than white space and are not endless."""

    def find_line(self, place: int) -> Span:
        """Return the start and end of the line that a place is in."""
        number = bisect_left(self.breaks, place)
        start = self.breaks[number - 1] + 1 if number else 0
        return start, self.breaks[number] if number < len(self.breaks) else len(self.text)

    def find_end_before(self, place: int) -> int:
        """Return where the text before a place ends, white space left out."""
        while place and self.text[place - 1].isspace():
            place -= 1
        return place

    def find_start_after(self, place: int) -> int:
        """Return where the text goes on at or after a place, white space left out."""
        while place < len(self.text) and self.text[place].isspace():
            place += 1
        return place

    def opens_line(self, region: Region) -> bool:
        """Return whether nothing but white space, or the time in a live blog, stands before a quotation in its line."""
        start = self.find_line(region.start)[0]
        return STAMP.fullmatch(self.text, max(start, region.start - LONGEST_STAMP), region.start) is not None

    def find_inside(self, content: Sequence[Span]) -> dict[int, int]:
        """Return the number of each quotation that holds some of a content -> how many characters of it."""
        inside = defaultdict[int, int](int)
        for span in content:
            for number in range(bisect_right(self.ends, span[0]), bisect_left(self.starts, span[1])):
                inside[number] += overlap(span, self.quotations[number].span)
        return inside


def read_form(match: re.Match[str], content: Span, speaker: Span | None = None) -> Attribution:
    """Return what a form attributes: its group `speaker` unless that is given, its group `cue` where it has any."""
    return Attribution((content,), match.span("cue") if match["cue"] else None, speaker or match.span("speaker"))


def find_unclaimed(article: QuotedText, found: Sequence[Attribution]) -> list[Region]:
    """Return the quotations of which nothing is content, cue or speaker of any attribution."""
    claimed = mark(article, (part for item in found for part in item.parts))
    return [region for region in article.quotations if not claimed[region.start : region.end].any()]


def mark(article: QuotedText, spans: Iterable[Span]) -> NDArray[np.bool_]:
    """Return for each character of the text whether it stands in any of some spans."""
    marked = np.zeros(len(article.text), dtype=np.bool_)
    for start, end in spans:
        marked[start:end] = True
    return marked


def has_any(places: Sequence[int], start: int, end: int) -> bool:
    """Return whether any of some rising places lies in a half-open range."""
    return bisect_left(places, start) < bisect_left(places, end)
