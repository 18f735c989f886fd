"""The figures of sourced statements, and the misses.

statements   recall: gold statements that one predicted, or several of one speaker together, cover by half of their
             words; precision: the same with the roles swapped, so that sentences may be split or joined
e2e          of these, those with the right name
name, kind, title   of the gold statements found, the share with the right name (of each kind of source too), with the
             right kind of source, with a title that shares half of the words
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tasks.quotes.scoring.compare import Judged
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.score import build_rate
from tasks.quotes.scoring.sourcing.names import is_same_title
from tasks.quotes.scoring.sourcing.statements import Sourced, find_covering, is_named_right, read_sourced

KINDS = ("person", "organisation", "document")

type SourcingScore = dict[str, Any]
"""The figures of one corpus by the names above, in percent: rates, and shares, None where nothing was found.

With them the counts `gold`, `pred` and `left_out`, gold statements that their articles do not have; `names` has the
share of each of KINDS.
"""


def score_sourcing(gold: Iterable[Document], predicted: Mapping[str, Document]) -> SourcingScore:
    """Score the predicted quotes (by `doc_id`) as statements; all quotes given count."""
    counts: Counter[str] = Counter()
    for document in gold:
        counts += count(read_sourced(document, predicted[document["doc_id"]]))
    return {
        "gold": counts["gold"],
        "pred": counts["pred"],
        "left_out": counts["left_out"],
        "statements": build_rate(find_share(counts, "right", "pred"), find_share(counts, "found", "gold")),
        "e2e": build_rate(find_share(counts, "right named", "pred"), find_share(counts, "named", "gold")),
        "name": percent(counts, "named", "found"),
        "names": {kind: percent(counts, f"named {kind}", f"found {kind}") for kind in KINDS},
        "kind": percent(counts, "kind", "kinds"),
        "title": percent(counts, "title", "titles"),
    }


def count(article: Sourced) -> Counter[str]:
    """Return what became of the statements of one article."""
    counts = Counter(gold=len(article.gold), pred=len(article.predicted), left_out=article.left_out)
    for gold in article.gold:
        if answers := find_covering(gold, article.predicted):
            named = any(is_named_right(gold, one) for one in answers)
            counts.update({"found": 1, f"found {gold.kind}": 1, "named": named, f"named {gold.kind}": named})
            if gold.kind:
                counts.update(kinds=1, kind=any(one.kind == gold.kind for one in answers))
            if gold.title:
                counts.update(titles=1, title=any(is_same_title(gold.title, one.title) for one in answers))
    for claim in article.predicted:
        answers = find_covering(claim, article.gold)
        named = any(is_named_right(gold, claim) for gold in answers)
        counts.update({"right": bool(answers), "right named": named})
    return counts


def find_share(counts: Mapping[str, int], part: str, whole: str) -> float:
    """Return one count over another, 0 where there is nothing to divide by."""
    return counts[part] / counts[whole] if counts[whole] else 0.0


def percent(counts: Mapping[str, int], part: str, whole: str) -> float | None:
    """Return one count over another in percent, to one decimal; None where there is nothing to divide by."""
    return round(100 * find_share(counts, part, whole), 1) if counts[whole] else None


def judge_sources(gold: Document, predicted: Document) -> list[Judged]:
    """Return the `name_confidence` of each predicted quote that is in the gold, and whether its name is right."""
    article = read_sourced(gold, predicted)
    found = [(claim, find_covering(claim, article.gold)) for claim in article.predicted]
    return [
        (claim.origin["name_confidence"], any(is_named_right(one, claim) for one in answers))
        for claim, answers in found
        if answers
    ]
