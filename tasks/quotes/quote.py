"""The records of quote attribution: spans and what they share, an attribution before naming, a finished quote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

type Span = tuple[int, int]
"""Half-open, in characters of the text: ``text[start:end]``."""

type Spans = tuple[Span, ...]
"""In text order, not overlapping, none empty."""

type QuoteType = Literal["direct", "indirect", "mixed"]
type SpeakerLabel = Literal["person", "organisation", "document", "place", "group", "unknown"]
type SpeakerPronoun = Literal["he", "she", "they"]

WORD = re.compile(r"\w+(?:['’]\w+)?")
DIRECT_SHARE = 0.9
"""Content is direct when this share of its words stands inside quotation marks (as in PolNeAR's gold)."""


def find_type(share: float) -> QuoteType:
    """Return the type of a quote with this share of its words inside quotation marks."""
    if share >= DIRECT_SHARE:
        return "direct"
    return "mixed" if share else "indirect"


def overlap(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def find_likeness(one: Spans, other: Spans) -> float:
    """Return the characters in both contents over those in either, 0-1."""
    both = count_shared(one, other)
    return both / (sum(end - start for start, end in (*one, *other)) - both)


def count_shared(one: Spans, other: Spans) -> int:
    """Return how many characters two contents share, by one sweep over the text: each may have hundreds of spans."""
    shared = place = further = 0
    while place < len(one) and further < len(other):
        shared += overlap(one[place], other[further])
        if one[place][1] <= other[further][1]:
            place += 1
        else:
            further += 1
    return shared


def find_hull(spans: Spans) -> Span:
    """Return the smallest span that holds them all."""
    return min(start for start, _ in spans), max(end for _, end in spans)


def find_meetings(ones: Sequence[Span], others: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the place of a span and the place of one of the others for all that overlap, by one sweep over the text."""
    every = sorted((span, side, place) for side, spans in enumerate((ones, others)) for place, span in enumerate(spans))
    begun: list[list[tuple[int, int]]] = [[], []]
    for (start, end), side, place in every:
        begun[1 - side] = [one for one in begun[1 - side] if one[0] > start]
        yield from ((other, place) if side else (place, other) for _, other in begun[1 - side])
        begun[side].append((end, place))


def join(text: str, spans: Sequence[Span]) -> Spans:
    """Return spans in order; those that overlap, or have nothing but white space between them, become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quote before naming: where its parts are, how sure it is, and which rule made it."""

    content: Spans
    cue: Span | None
    speaker: Span | None
    is_speech: bool = True
    score: float = 0.0
    """0-1, as the tagger or the rule gives it, not yet calibrated."""
    rule: str | None = None
    """Name of the rule in `rules.order.RULES` that made it; None where the tagger did."""

    @property
    def parts(self) -> Spans:
        """Return all its spans: content, cue and speaker."""
        return (*self.content, *(part for part in (self.cue, self.speaker) if part))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of those whom a speaker mention may stand for."""

    name: str
    """As it is shown to people."""
    score: float
    """0-1: how likely it is the one."""
    reasons: tuple[tuple[str, float], ...]
    """What counted for it (above 0) or against it (below), and how much: the largest first."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a speaker mention stands for inside its document."""

    name: str | None
    """The fullest name of the cluster, null when nobody is named ("officials", an unresolved "he")."""
    label: SpeakerLabel
    cluster_id: int | None
    """Equal for two mentions of one speaker; shared with the named entities of that cluster."""
    mention: str | None = None
    """The fullest words that the article has for the speaker; a pronoun only where nothing else is known."""
    title: str | None = None
    """The role or title that the article gives the speaker anywhere, in its words."""
    organisation: str | None = None
    """The full name of the organisation that the speaker speaks for or belongs to."""
    pronoun: SpeakerPronoun | None = None
    """How the article refers to the person; None where it uses no pronoun, or for what is no person."""
    confidence: float = 0.0
    """0-1, calibrated: of the speakers with this value, the share whose name (or its absence) is right."""
    candidates: tuple[Candidate, ...] = ()
    """Whom the mention may stand for, the likeliest few, first one first; none where there was nothing to choose."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote, finished: a row of the table `quotes`."""

    type: QuoteType
    content: Spans
    cue: Span | None
    cue_lemma: str | None
    speaker: Span | None
    speaker_name: str | None
    speaker_label: SpeakerLabel
    speaker_cluster_id: int | None
    is_speech: bool
    confidence: float
    """0-1, calibrated: the share of quotes of this confidence that are right, speaker included."""
    rule: str | None = None
    """Name of the rule that made it; None where the tagger did."""
    speaker_mention: str | None = None
    speaker_title: str | None = None
    speaker_organisation: str | None = None
    speaker_pronoun: SpeakerPronoun | None = None
    name_confidence: float = 0.0
    """0-1, calibrated: the share of quotes of this value whose name, or its absence, is right."""
    candidates: tuple[Candidate, ...] = ()
    """Whom the speaker may be, the likeliest few: to explain the name, no column."""
