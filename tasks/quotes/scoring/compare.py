"""Compare the predicted with the gold quotes of one document: as sets of words, one to one, best overlap first.

Quotes are sets of words, so quote marks and edge punctuation never matter. A quote here is one in the corpora's
format: a mapping with `type`, `content`, `cue`, `speaker`, `speaker_name` and, in gold, `nested` and `cue_kind`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tasks.quotes.quote import WORD
from tasks.quotes.scoring.corpus import Document

type Annotation = Mapping[str, Any]
type Extent = Literal["quote", "quoted"]
"""What is compared: whole quotes, or each stretch of them inside one pair of double quote marks."""
type WordSet = frozenset[int]
type Judged = tuple[float, bool]
"""A confidence, and whether the quote that has it is right."""

DOUBLE_QUOTED = re.compile(r"""[“"]([^“”"\n]*)[”"\n]?""")
MATCH_IOU = 0.5
QUOTED_WORDS = 3
"""Shorter stretches inside quote marks are mostly terms and titles."""
SPARED_SHARE = 0.5


class Words:
    """The words of a text, addressed by their number."""

    def __init__(self, text: str, pattern: re.Pattern[str] = WORD) -> None:
        spans = [found.span() for found in pattern.finditer(text)]
        self.starts, self.ends = [start for start, _ in spans], [end for _, end in spans]

    def inside(self, spans: Sequence[Sequence[int]] | None) -> WordSet:
        """Return the words that any of the spans touches."""
        ranges = ((bisect_right(self.ends, start), bisect_left(self.starts, end)) for start, end in spans or ())
        return frozenset(word for first, last in ranges for word in range(first, last))


@dataclass(frozen=True, slots=True)
class Unit:
    """A quote, or the part of it inside one pair of quote marks, as the words of its content."""

    quote: Annotation
    words: WordSet
    speaker: WordSet


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold quote with the predicted one that matches it, or one of them alone: a miss, a false claim."""

    gold: Unit | None
    predicted: Unit | None

    @property
    def speaker_right(self) -> bool:
        """Both are there, and their speakers overlap or neither has one."""
        if not self.gold or not self.predicted:
            return False
        shared = self.gold.speaker & self.predicted.speaker
        return bool(shared) if self.gold.speaker else not self.predicted.speaker


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the quotes of one document; ignored gold quotes and what was found in them are left out."""

    outcomes: Sequence[Outcome]
    asked: WordSet
    """Words of the content of all gold quotes that count."""
    found: WordSet
    """Words of the content of all predicted quotes, without those that only ignored gold quotes hold."""
    quoted: WordSet
    """Words inside double quote marks."""


def compare(gold: Document, predicted: Document, extent: Extent = "quote", speech_only: bool = False) -> Comparison:
    """Pair the quotes of one document.

    Gold quotes inside others (`nested`) are ignored: neither demanded nor punished. With `speech_only` so are
    indirect and mixed ones whose `cue_kind` is not speech.
    """
    words, regions = Words(gold["text"]), find_double_quoted(gold["text"])
    wanted = list(cut_units(gold["quotes"], words, extent, regions))
    claimed = list(cut_units(predicted["quotes"], words, extent, regions))
    counted = [(place, unit) for place, unit in enumerate(wanted) if not is_ignored(unit.quote, speech_only)]
    asked = unite(unit for _, unit in counted)
    spared = unite(unit for unit in wanted if is_ignored(unit.quote, speech_only)) - asked
    matches = match(wanted, claimed)
    outcomes = [Outcome(unit, claimed[matches[place]] if place in matches else None) for place, unit in counted]
    matched = set(matches.values())
    free = [unit for place, unit in enumerate(claimed) if place not in matched]
    outcomes += [Outcome(None, unit) for unit in free if len(unit.words & spared) < SPARED_SHARE * len(unit.words)]
    return Comparison(outcomes, asked, unite(claimed) - spared, words.inside(regions))


def judge(gold: Document, predicted: Document) -> list[Judged]:
    """Return the `confidence` of each predicted quote that counts, and whether it matches with the right speaker."""
    outcomes = compare(gold, predicted).outcomes
    return [(one.predicted.quote["confidence"], one.speaker_right) for one in outcomes if one.predicted]


def find_double_quoted(text: str) -> list[tuple[int, int]]:
    """Return stretches between double quote marks, as the metric sees them.

    A mark left open closes at the end of its paragraph. This is simpler than `marks.find_regions` on purpose: it
    is part of the metric's definition.
    """
    return [found.span(1) for found in DOUBLE_QUOTED.finditer(text) if found[1]]


def cut_units(
    quotes: Sequence[Annotation], words: Words, extent: Extent, regions: Sequence[tuple[int, int]]
) -> Iterator[Unit]:
    """Yield the units of each quote that have words; with `quoted` only those of three words or more."""
    for quote in quotes:
        speaker = words.inside(quote.get("speaker"))
        content, least = quote["content"], 1 if extent == "quote" else QUOTED_WORDS
        parts = [content] if extent == "quote" else [clip(content, region) for region in regions]
        for part in map(words.inside, parts):
            if len(part) >= least:
                yield Unit(quote, part, speaker)


def clip(spans: Sequence[Sequence[int]], region: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the spans as far as they lie inside the region."""
    first, last = region
    return [(max(start, first), min(end, last)) for start, end in spans if start < last and end > first]


def match(gold: Sequence[Unit], predicted: Sequence[Unit]) -> dict[int, int]:
    """Return gold place -> predicted place, one to one, best intersection over union first, earlier quotes first."""
    candidates = sorted(
        (-len(one.words & other.words) / len(one.words | other.words), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if one.words & other.words
    )
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for iou, i, j in candidates:
        if -iou >= MATCH_IOU and i not in matches and j not in taken:
            matches[i] = j
            taken.add(j)
    return matches


def is_ignored(quote: Annotation, speech_only: bool) -> bool:
    """Return whether a gold quote does not count."""
    attitude = quote["type"] != "direct" and quote.get("cue_kind", "speech") != "speech"
    return bool(quote.get("nested")) or (speech_only and attitude)


def unite(units: Iterable[Unit]) -> WordSet:
    """Return all words of the units."""
    return frozenset().union(*(unit.words for unit in units))
