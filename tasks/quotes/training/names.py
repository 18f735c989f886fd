"""What the names of an annotated document teach: for each word piece the labels that it may have, a bit a label.

Gold corpora mark persons, organisations and places alone. What else spaCy labels, dates and nationalities and works,
it teaches itself; where there is no gold, so are names, by its labels and by what `naming/` makes of them: where the
two differ, either may be right.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from tasks.quotes.naming.resolve import resolve
from tasks.quotes.scoring.score_entities import KIND_OF
from tasks.quotes.tagging.features import ENTITIES
from tasks.quotes.tagging.names import number_label
from tasks.quotes.tagging.pieces import Longs, Pieces, find_pieces
from tasks.quotes.training.examples import find_ranges, label

type Entity = tuple[int, int, str]
"""Start and end in characters, label."""

KINDS = np.array(["", *(KIND_OF.get(name.lower(), "") for name in ENTITIES for _ in "BI")])
"""The kind of each label; none for what gold corpora do not mark."""


def build_names(doc: Doc, pieces: Pieces, gold: Sequence[Entity] | None, has_gaps: bool) -> Longs:
    """Return the labels that each piece may have.

    ``gold`` is None where nobody marked the names. A gold that ``has_gaps`` misses names: what is a name in spaCy's
    eyes, or in those of `naming/`, and not in the gold's, may be one.
    """
    found = [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
    mended = [(entity.start, entity.end, entity.label) for entity in resolve(doc, ()).entities]
    opinions = [label_pieces(pieces, entities) for entities in (found, mended)]
    if gold is None:
        return allow(opinions[0]) | allow(opinions[1])
    allowed = np.zeros(len(pieces.ids), dtype=np.int64)
    for row in opinions:
        is_kind = KINDS[row] != ""  # such a name is not in the gold: it is none, or one that was missed
        allowed |= np.where(is_kind, 1 | (allow(row) if has_gaps else 1), allow(row))
    for start, end, kind in gold:
        first, last = find_pieces(pieces, start, end)
        for place in range(first, last):
            allowed[place] = allow_kind(kind, [int(row[place]) for row in opinions], place > first)
    return allowed


def label_pieces(pieces: Pieces, entities: Iterable[Entity]) -> Longs:
    """Return the number of each piece's label."""
    known = (entity for entity in entities if entity[2] in ENTITIES)
    groups = ((number_label(name), find_ranges([(start, end)], pieces)) for start, end, name in known)
    return label(len(pieces.ids), *groups)


def allow(labels: NDArray[np.int64]) -> Longs:
    """Return the set of each label alone."""
    return np.left_shift(np.int64(1), labels)


def allow_kind(kind: str, opinions: Sequence[int], inside: bool) -> int:
    """Return the labels that a piece of a name of this kind may have: of its kind, those of the opinions where any is.

    "Place" is a country or town, a region or a building to spaCy.
    """
    begins = [number for number in range(1, len(KINDS), 2) if KINDS[number] == kind]
    seen = [number for number in begins if {number, number + 1} & set(opinions)]
    return sum(1 << (number + inside) for number in seen or begins)
