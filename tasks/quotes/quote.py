"""The records of quote attribution: spans, an attribution before naming, a finished quote."""

import re
from dataclasses import dataclass
from typing import Literal

type Span = tuple[int, int]
"""Half-open, in characters of the text: ``text[start:end]``."""

type Spans = tuple[Span, ...]
"""In text order, not overlapping, none empty."""

type QuoteType = Literal["direct", "indirect", "mixed"]
type SpeakerLabel = Literal["person", "organisation", "place", "group", "unknown"]

WORD = re.compile(r"\w+(?:['’]\w+)?")
DIRECT_SHARE = 0.9
"""Content is direct when this share of its words stands inside quotation marks (as in PolNeAR's gold)."""


def find_type(share: float) -> QuoteType:
    """Return the type of a quote with this share of its words inside quotation marks."""
    if share >= DIRECT_SHARE:
        return "direct"
    return "mixed" if share else "indirect"


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
class Speaker:
    """Who a speaker mention stands for inside its document."""

    name: str | None
    """The fullest name of the cluster, null when nobody is named ("officials", an unresolved "he")."""
    label: SpeakerLabel
    cluster_id: int | None
    """Equal for two mentions of one speaker; shared with the named entities of that cluster."""


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
