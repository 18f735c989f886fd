"""Score who is who across articles: B-cubed, and pairs of mentions.

A gold mention is covered when a predicted one overlaps it; the one that overlaps most counts. All figures but
`coverage` are of covered mentions; what is predicted elsewhere neither helps nor harms.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypedDict

from tasks.quotes.scoring.corpus import Document

KINDS: Final = ("person", "organisation")
type Mention = Sequence[Any]
"""Start, end, id, and for gold the kind."""
type Pair = tuple[Hashable, Hashable, Hashable]
"""Document, gold id, predicted id."""


class Rate(TypedDict):
    """Precision, recall and F1 in percent, one decimal."""

    p: float
    r: float
    f: float


class PeopleScore(TypedDict):
    """The figures of one kind, or of both."""

    coverage: float
    b3: Rate
    pairs: Rate
    across: Rate
    """Of pairs of mentions in different documents."""
    mentions: int
    entities: int
    """Gold ids that are covered."""
    predicted: int
    """Ids predicted for them."""


def score_people(gold: Sequence[Document], found: Mapping[str, Sequence[Mention]]) -> dict[str, PeopleScore]:
    """Return the figures of all mentions and of each kind; `found` holds the predicted mentions of each document."""
    return {kind: score_kind(gold, found, kind) for kind in ("all", *KINDS)}


def score_kind(gold: Sequence[Document], found: Mapping[str, Sequence[Mention]], kind: str) -> PeopleScore:
    """Return the figures of one kind of mention, or of "all"."""
    wanted = [
        (document["doc_id"], n, mention)
        for document in gold
        for n, mention in enumerate(document["mentions"])
        if kind in ("all", mention[3])
    ]
    rows = list(cover(wanted, found))
    pairs, across = find_pairs(rows)
    return {
        "coverage": show(find_ratio(len(rows), len(wanted))),
        "b3": find_b_cubed(rows),
        "pairs": pairs,
        "across": across,
        "mentions": len(wanted),
        "entities": len({gold_id for _, gold_id, _ in rows}),
        "predicted": len({found_id for *_, found_id in rows}),
    }


def cover(wanted: Iterable[tuple[str, int, Mention]], found: Mapping[str, Sequence[Mention]]) -> Iterator[Pair]:
    """Yield the covered mentions; one whose id is null stands for itself alone."""
    for document, number, mention in wanted:
        overlaps = [(min(mention[1], end) - max(mention[0], start), id_) for start, end, id_ in found.get(document, ())]
        best = max(overlaps, key=lambda pair: pair[0], default=(0, None))
        if best[0] > 0:
            yield document, mention[2], ("alone", document, number) if best[1] is None else best[1]


def find_b_cubed(rows: Sequence[Pair]) -> Rate:
    """Return B-cubed precision, recall and F1 (Bagga and Baldwin, 1998)."""
    gold, predicted = Counter(row[1] for row in rows), Counter(row[2] for row in rows)
    both = Counter(row[1:] for row in rows)
    precision = sum(n * n / predicted[found_id] for (_, found_id), n in both.items())
    recall = sum(n * n / gold[gold_id] for (gold_id, _), n in both.items())
    return build_rate(find_ratio(precision, len(rows)), find_ratio(recall, len(rows)))


def find_pairs(rows: Sequence[Pair]) -> tuple[Rate, Rate]:
    """Return the rates of pairs that are put together: of all, and of those across documents."""
    columns = [(1, 2), (2,), (1,)]
    counts = [count_pairs(Counter(tuple(row[n] for n in chosen) for row in rows)) for chosen in columns]
    inside = [count_pairs(Counter((row[0], *(row[n] for n in chosen)) for row in rows)) for chosen in columns]
    across = [one - other for one, other in zip(counts, inside, strict=True)]
    return build_pair_rate(*counts), build_pair_rate(*across)


def build_pair_rate(hits: int, found: int, wanted: int) -> Rate:
    """Return the rate of pairs from their numbers."""
    return build_rate(find_ratio(hits, found), find_ratio(hits, wanted))


def count_pairs(counts: Counter[tuple[Hashable, ...]]) -> int:
    """Return how many pairs can be made inside groups of these sizes."""
    return sum(n * (n - 1) // 2 for n in counts.values())


def find_ratio(hits: float, of: float) -> float:
    """Return a share, 0 of nothing."""
    return hits / of if of else 0.0


def build_rate(precision: float, recall: float) -> Rate:
    """Return a rate from shares."""
    f = find_ratio(2 * precision * recall, precision + recall)
    return {"p": show(precision), "r": show(recall), "f": show(f)}


def show(share: float) -> float:
    """Return a share in percent, one decimal."""
    return round(100 * share, 1)
