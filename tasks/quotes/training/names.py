"""What the names of an annotated document teach: for each word piece the labels that it may have, a bit a label.

Gold corpora mark persons, organisations and places. Where there is no gold, those are taught on which spaCy and what
`naming/` mends of it agree, and no other word with a capital is judged: to judge only those that spaCy missed would
teach that the people of a corpus are no names. What else spaCy labels, dates and nationalities and works, it teaches,
as `naming/` mends it: where the two differ, either may be right.
"""

import re
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

_WORD = re.compile(r"[\w'’-]+")

type Entity = tuple[int, int, str]
"""Start and end in characters, label."""

KINDS = np.array(["", *(KIND_OF.get(name.lower(), "") for name in ENTITIES for _ in "BI")])
"""The kind of each label; none for what gold corpora do not mark."""


def build_names(doc: Doc, pieces: Pieces, gold: Sequence[Entity] | None) -> Longs:
    """Return the labels that each piece may have; none where it is not to be judged.

    ``gold`` is None where nobody marked the names.
    """
    found = [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
    mended = [(entity.start, entity.end, entity.label) for entity in resolve(doc, ()).entities]
    opinions = [label_pieces(pieces, entities) for entities in (found, mended)]
    allowed = np.zeros(len(pieces.ids), dtype=np.int64)
    for row in opinions:
        allowed |= np.where(KINDS[row] != "", 1, allow(row))  # a person that is not in the gold is no name
    if gold is None:
        named = (KINDS[opinions[0]] != "") | (KINDS[opinions[1]] != "")
        agreed = named & (opinions[0] == opinions[1])
        doubtful = named | ((allowed == 1) & find_capitalised(doc.text, pieces))
        return np.where(agreed, allow(opinions[0]), np.where(doubtful, 0, allowed))
    for start, end, kind in gold:
        first, last = find_pieces(pieces, start, end)
        for place in range(first, last):
            allowed[place] = allow_kind(kind, [int(row[place]) for row in opinions], place > first)
    return allowed


def find_capitalised(text: str, pieces: Pieces) -> NDArray[np.bool_]:
    """Return for each piece whether its word has a capital there or before."""
    is_capitalised = np.zeros(len(text) + 1, dtype=np.bool_)
    for word in _WORD.finditer(text):
        capital = next((place for place in range(*word.span()) if text[place].isupper()), word.end())
        is_capitalised[capital : word.end()] = True
    return is_capitalised[pieces.starts]


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
