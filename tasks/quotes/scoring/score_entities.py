"""The metric of named entities: predicted persons, organisations and places against a gold corpus, in percent.

A hit has the same kind and the same words; a leading "the", a closing "'s" and edge punctuation don't count.
Labels of other kinds (dates, numbers, nationalities) are left out on both sides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.score import Rate, find_rate

KINDS = {
    "person": ("person", "per"),
    "organisation": ("org", "organization", "organisation"),
    "place": ("gpe", "loc", "fac", "location", "facility", "place"),
}
KIND_OF = {label: kind for kind, labels in KINDS.items() for label in labels}
LEAD = re.compile(r"\W*(?:the\s+)?\W*", re.IGNORECASE)
TAIL = re.compile(r"(?:['’]s)?\W*$", re.IGNORECASE)


def score_entities(gold: Iterable[Document], predicted: Mapping[str, Document]) -> dict[str, Rate]:
    """Return kind (and "all") -> its rate and the counts `gold` and `pred`.

    Gold documents without a prediction are left out, and unseen kinds.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document in gold:
        if (other := predicted.get(document["doc_id"])) is not None:
            ours = collect(document["text"], document["entities"])
            theirs = collect(document["text"], other["entities"])
            for name, group in (("hit", ours & theirs), ("pred", theirs), ("gold", ours)):
                for kind, *_ in group:
                    counts[kind][name] += 1
                    counts["all"][name] += 1
    return {
        kind: find_rate(count) | {"gold": count["gold"], "pred": count["pred"]}
        for kind, count in sorted(counts.items())
    }


def collect(text: str, entities: Iterable[Sequence[int | str]]) -> set[tuple[str, int, int]]:
    """Kind, start and end of each entity, `[start, end, label]`, that has a kind."""
    return {
        (kind, *strip_entity(text, int(start), int(end)))
        for start, end, label in entities
        if (kind := KIND_OF.get(str(label).lower()))
    }


def strip_entity(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without a leading article, a closing possessive and edge punctuation."""
    if lead := LEAD.match(text[start:end]):
        start += lead.end()
    tail = TAIL.search(text[start:end])
    return start, start + tail.start() if tail else end
