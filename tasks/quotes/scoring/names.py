"""How often speakers have the right name, and how honest `confidence` and `name_confidence` are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.quotes.scoring.compare import Judged, Outcome, compare
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.score import is_name_right

BINS = 10
SURE = 0.95


@dataclass(frozen=True, slots=True)
class NameFigures:
    """What becomes of the names of quotes that are found: shares 0-1, None where there is nothing to judge."""

    named: int
    """Gold quotes with a name that are found; 0 where the corpus is one of statements, which has figures of its own."""
    right: float | None
    """The share of these with the right name."""
    calibration_error: float | None
    """Expected calibration error of `name_confidence` on all quotes found; right without a name in the gold is none."""
    sure: int
    """Quotes found with a `name_confidence` of SURE or more."""
    sure_wrong: float | None
    """The share of these with a wrong name."""


def match_names(gold: Document, predicted: Document) -> list[Outcome]:
    """Return the gold quotes of a document that are found, with what was found."""
    return [one for one in compare(gold, predicted).outcomes if one.gold and one.predicted]


def judge_name(outcome: Outcome) -> Judged:
    """Return the `name_confidence` of a quote that is found, and whether its name, or that it has none, is right."""
    assert outcome.gold
    assert outcome.predicted
    gold, predicted = outcome.gold.quote, outcome.predicted.quote
    right = is_name_right(gold, predicted) if gold.get("speaker_name") else not predicted["speaker_name"]
    return predicted["name_confidence"], right


def build_name_figures(found: Sequence[Outcome], sources: Sequence[Judged]) -> NameFigures:
    """Return the figures of quotes that are found, and of judged statements."""
    judged = [*map(judge_name, found), *sources]
    named = [judge_name(one)[1] for one in found if one.gold and one.gold.quote.get("speaker_name")]
    sure = [right for confidence, right in judged if confidence >= SURE]
    return NameFigures(
        named=len(named),
        right=sum(named) / len(named) if named else None,
        calibration_error=find_calibration_error(judged),
        sure=len(sure),
        sure_wrong=1 - sum(sure) / len(sure) if sure else None,
    )


def find_calibration_error(judged: Iterable[Judged]) -> float | None:
    """Return the expected calibration error in ten equal bins of confidence, 0-1; None where nothing was judged.

    The mean distance of confidence and share right (Naeini et al., AAAI 2015).
    """
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for confidence, right in judged:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    total = sum(map(len, bins))
    gaps = (abs(sum(confidence for confidence, _ in one) - sum(right for _, right in one)) for one in bins)
    return sum(gaps) / total if total else None
