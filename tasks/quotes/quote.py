"""The records of quote attribution: spans, a raw attribution, a finished quote."""

from dataclasses import dataclass
from typing import Literal

type Span = tuple[int, int]
"""Half-open, in characters of the text: ``text[start:end]``."""

type Spans = tuple[Span, ...]
"""In text order, not overlapping, none empty."""

type QuoteType = Literal["direct", "indirect", "mixed"]
type SpeakerLabel = Literal["person", "organisation", "place", "group", "unknown"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quote as the tagger finds it: where its parts are, nothing resolved yet."""

    content: Spans
    cue: Span | None
    speaker: Span | None
    is_speech: bool
    score: float
    """0-1, as the tagger gives it, not yet calibrated."""


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
