"""The metric of quote attribution: predicted quotes against a gold corpus, in percent.

match   quotes whose content words overlap with an intersection over union of at least 0.5, one to one
exact   quotes whose content words are all the same
spk     of the matched gold quotes that have a speaker: the share whose predicted speaker overlaps it
e2e     quotes that match and whose speaker overlaps (no gold speaker: none predicted)
name    quotes that match and whose `speaker_name` is the gold name or one of its aliases; gold quotes without
        a name are left out
tok     words inside any content
source, cue, content   exact spans of each part, in characters (the figure that CofeNet reports, COLING 2022)
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tasks.quotes.quote import find_type
from tasks.quotes.scoring.compare import Annotation, Comparison, Extent, Outcome, compare
from tasks.quotes.scoring.corpus import Document

TYPES = ("all", "direct", "indirect", "mixed")
PARTS = {"source": "speaker", "cue": "cue", "content": "content"}
"""Name of the figure -> key of the quote."""
TITLES = {
    "mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "prof", "professor", "president", "prime",
    "minister", "senator", "sen", "gov", "governor", "rep", "representative", "judge", "justice", "king",
    "queen", "prince", "princess", "general", "gen", "col", "capt", "sgt", "the", "a", "an",
}  # fmt: skip

type Rate = dict[str, float]
"""Precision, recall and F1 (`p`, `r`, `f`), in percent, to one decimal."""
type Score = dict[str, Any]
"""The figures of one corpus by the names above, as the official script writes them.

`tok` and the parts have a rate each; each of TYPES has the counts `gold` and `pred`, the share `spk`, and a rate
for `match`, `exact`, `e2e` and, where names were asked for, `name`.
"""


def score(
    gold: Iterable[Document],
    predicted: Mapping[str, Document],
    extent: Extent = "quote",
    speech_only: bool = False,
    names: bool = False,
) -> Score:
    """Score predictions (by `doc_id`); gold documents without a prediction are left out.

    `extent` "quoted" scores each stretch of three or more words inside one pair of double quote marks as a quote of
    its own, and has no parts. With `speech_only`, indirect and mixed gold quotes whose cue is none of speech neither
    count nor cost.
    """
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in (*TYPES, "tok", *PARTS)}
    for document in gold:
        if (other := predicted.get(document["doc_id"])) is not None:
            count_outcomes(compare(document, other, extent, speech_only), counts)
            count_parts(document, other, counts)
    types = {kind: build_type_score(counts[kind], names) for kind in TYPES}
    parts = {part: find_rate(counts[part]) for part in PARTS} if extent == "quote" else {}
    return {"tok": find_rate(counts["tok"]), **types, **parts}


def count_outcomes(comparison: Comparison, counts: Mapping[str, Counter[str]]) -> None:
    """Add what became of the quotes of one document."""
    asked, found = comparison.asked, comparison.found
    counts["tok"].update(hit=len(asked & found), pred=len(found), gold=len(asked))
    for outcome in comparison.outcomes:
        for kind in {"all", find_kind(outcome, comparison)}.intersection(TYPES):
            counts[kind].update(count_outcome(outcome))


def find_kind(outcome: Outcome, comparison: Comparison) -> str:
    """Return the gold type, or for a false claim what it looks like."""
    if outcome.gold:
        return str(outcome.gold.quote["type"])
    words = outcome.predicted.words if outcome.predicted else frozenset()
    return find_type(len(words & comparison.quoted) / len(words)) if words else "none"


def count_outcome(outcome: Outcome) -> Counter[str]:
    """Return one pair, miss or false claim as counts."""
    gold, predicted = outcome.gold, outcome.predicted
    both = bool(gold and predicted)
    named = bool(gold and gold.quote.get("speaker_name"))
    return Counter(
        gold=gold is not None,
        pred=predicted is not None,
        match=both,
        exact=bool(gold and predicted and gold.words == predicted.words),
        asked=both and bool(gold and gold.speaker),
        spk=bool(gold and predicted and gold.speaker & predicted.speaker),
        e2e=outcome.speaker_right,
        named=named,
        pred_named=predicted is not None and (gold is None or named),
        name=bool(gold and predicted and named and is_name_right(gold.quote, predicted.quote)),
    )


def count_parts(gold: Document, predicted: Document, counts: Mapping[str, Counter[str]]) -> None:
    """Add the exact spans of each part."""
    wanted = [quote for quote in gold["quotes"] if not quote.get("nested")]
    for part, key in PARTS.items():
        ours, theirs = collect_spans(wanted, key), collect_spans(predicted["quotes"], key)
        counts[part].update(hit=len(ours & theirs), pred=len(theirs), gold=len(ours))


def collect_spans(quotes: Iterable[Annotation], key: str) -> set[tuple[int, int]]:
    """Return all spans of one part."""
    return {(start, end) for quote in quotes for start, end in quote.get(key) or ()}


def is_name_right(gold: Annotation, predicted: Annotation) -> bool:
    """Return whether the predicted name is the gold one or an alias, titles, accents and case aside."""
    accepted = {normalise_name(name) for name in (gold["speaker_name"], *(gold.get("speaker_aliases") or ()))}
    return normalise_name(predicted.get("speaker_name")) in accepted - {""}


def normalise_name(name: str | None) -> str:
    """Return lower-case ASCII words without titles and possessives; "" for no name."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"'s\b", "", plain))
    return " ".join(word for word in words if word not in TITLES)


def build_type_score(count: Counter[str], names: bool) -> dict[str, Any]:
    """Return the figures of one type from its counts."""
    return {
        "gold": count["gold"],
        "pred": count["pred"],
        "match": find_rate(count, "match"),
        "exact": find_rate(count, "exact"),
        "spk": round(100 * count["spk"] / count["asked"], 1) if count["asked"] else 0.0,
        "e2e": find_rate(count, "e2e"),
    } | ({"name": find_rate(count, "name", "pred_named", "named")} if names else {})


def find_rate(count: Mapping[str, int], hit: str = "hit", pred: str = "pred", gold: str = "gold") -> Rate:
    """Return precision, recall and F1 from counts; 0 where there is nothing to divide by."""
    return build_rate(
        count[hit] / count[pred] if count[pred] else 0.0,
        count[hit] / count[gold] if count[gold] else 0.0,
    )


def build_rate(p: float, r: float) -> Rate:
    """Return precision and recall, 0-1, as a rate."""
    return {"p": round(100 * p, 1), "r": round(100 * r, 1), "f": round(200 * p * r / (p + r), 1) if p + r else 0.0}
