"""Named entities of a document, from the encoder's scores of name labels."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc
from spacy.util import filter_spans

from tasks.quotes.tagging import decode
from tasks.quotes.tagging.features import ENTITIES
from tasks.quotes.tagging.page import Page
from tasks.quotes.tagging.pieces import Floats, Longs, Range

NAME_LABELS = ("O", *(f"{mark}-{name}" for name in ENTITIES for mark in "BI"))
LATER = (0, *(number for inside in range(2, len(NAME_LABELS), 2) for number in (inside, inside)))
"""The label that the later pieces of a word have, by the label of its first piece."""
LABELS = range(len(NAME_LABELS))
MOVES = np.array(
    [[0 if now in (0, before, before + 1) or now % 2 else decode.NEVER for now in LABELS] for before in LABELS],
    dtype=np.float32,
)
"""[from, to]: what is inside must have begun."""
LEAST_NAME = 0.02
"""Words less likely than this to be in a name are in none."""
QUANTITIES = frozenset(["CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME"])
"""What is no name: the same words may be different things."""


def number_label(name: str) -> int:
    """Return the number of the label that begins an entity of this name; the next number goes on inside it."""
    return 1 + 2 * ENTITIES.index(name)


def set_names(doc: Doc, page: Page, scores: Floats) -> None:
    """Replace the entities of a document by what the scores of its pieces [pieces, labels] say."""
    found = [(page.span(words), label) for words, label in find_names(page, scores)]
    spans = [doc.char_span(*edges, label, alignment_mode="expand") for edges, label in found]
    doc.set_ents(filter_spans([span for span in spans if span is not None]))


def find_names(page: Page, scores: Floats) -> list[tuple[Range, str]]:
    """Return the words and the label of each entity; one name has one label everywhere."""
    if not scores.size:
        return []
    chances = decode.score_words(decode.log_softmax(scores), page.firsts[:-1], LATER)
    labels = decode.label_words(chances, MOVES, LEAST_NAME)
    spans = find_spans(labels)
    names = [ENTITIES[(int(labels[first]) - 1) // 2] for first, _ in spans]
    return list(zip(spans, agree(page, spans, names, chances), strict=True))


def find_spans(labels: Longs) -> list[Range]:
    """Return the words of each entity in a row of labels."""
    begins = np.flatnonzero(labels % 2)
    outside = np.append(np.flatnonzero((labels == 0) | (labels % 2 == 1)), len(labels))
    ends = outside[np.searchsorted(outside, begins, side="right")]
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def agree(page: Page, spans: Sequence[Range], names: Sequence[str], chances: Floats) -> list[str]:
    """Return a label for each span: for a name that stands several times the one that is likeliest in all places."""
    groups: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, (words, name) in enumerate(zip(spans, names, strict=True)):
        if name not in QUANTITIES:
            groups[tuple(page.pieces.ids[slice(*page.word_pieces(words))].tolist())].append(number)
    agreed = list(names)
    for numbers in groups.values():
        total = chances[[spans[number][0] for number in numbers], 1::2].sum(axis=0)
        best = max({names[number] for number in numbers}, key=lambda name: total[ENTITIES.index(name)])
        for number in numbers:
            agreed[number] = best
    return agreed
