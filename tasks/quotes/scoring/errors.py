"""The misses of quote attribution: which there are, of which kind, and a fair choice of them to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from random import Random

from tasks.quotes.scoring.compare import Annotation, Outcome, Unit, compare
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.score import is_name_right

MEANINGS = {
    "missed": "a gold quote that no predicted one touches",
    "claimed too much": "a predicted quote that no gold one explains",
    "wrong extent": "gold and predicted content overlap, by less than half of their words together",
    "wrong speaker": "content matches, the speaker does not",
    "wrong name": "content and speaker match, the speaker's name is another",
}
"""The kinds of misses, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class QuoteError:
    """One miss, with what stands in the gold and what was predicted instead."""

    kind: str
    """One of MEANINGS."""
    doc_id: str
    text: str
    gold: Annotation | None
    predicted: Annotation | None


def find_errors(gold: Document, predicted: Document) -> list[QuoteError]:
    """Return the misses of one document on whole quotes, those of the gold first; an overlapping pair is one miss."""
    outcomes = compare(gold, predicted).outcomes
    claims = [outcome.predicted for outcome in outcomes if outcome.predicted and not outcome.gold]
    build = partial(QuoteError, doc_id=gold["doc_id"], text=gold["text"])
    errors = []
    for outcome in outcomes:
        if wanted := outcome.gold:
            found = outcome.predicted or take_overlapping(wanted, claims)
            if kind := find_mistake(outcome, wanted, found):
                errors.append(build(kind, gold=wanted.quote, predicted=found.quote if found else None))
    return errors + [build("claimed too much", gold=None, predicted=claim.quote) for claim in claims]


def find_mistake(outcome: Outcome, gold: Unit, found: Unit | None) -> str | None:
    """Return what is wrong with a gold quote that `found` matches or only overlaps; None where all is right."""
    if not found or not outcome.predicted:
        return "wrong extent" if found else "missed"
    if not outcome.speaker_right:
        return "wrong speaker"
    return "wrong name" if gold.quote.get("speaker_name") and not is_name_right(gold.quote, found.quote) else None


def take_overlapping(unit: Unit, claims: list[Unit]) -> Unit | None:
    """Take the claim that shares most words with the unit out of the list; None where none shares any."""
    best = max(claims, key=lambda claim: len(claim.words & unit.words), default=None)
    if best is None or not best.words & unit.words:
        return None
    claims.remove(best)
    return best


def choose_errors(errors: Sequence[QuoteError], count: int, seed: int = 0) -> list[QuoteError]:
    """Return `count` misses, the kinds in turn and within a kind the documents; the same for the same seed."""
    lots = Random(seed)
    by_kind = [spread([error for error in errors if error.kind == kind], lots) for kind in MEANINGS]
    return list(take_turns(by_kind))[:count]


def spread(errors: Sequence[QuoteError], lots: Random) -> list[QuoteError]:
    """Return all of them in drawn order, but each document once before any comes again."""
    by_document: dict[str, list[QuoteError]] = {}
    for error in lots.sample(errors, len(errors)):
        by_document.setdefault(error.doc_id, []).append(error)
    return list(take_turns(list(by_document.values())))


def take_turns(rows: Sequence[Sequence[QuoteError]]) -> Iterator[QuoteError]:
    """Return the first of each row, then the second of each, and so on."""
    return (error for turn in zip_longest(*rows) for error in turn if error is not None)
