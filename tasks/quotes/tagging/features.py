"""What the tagger sees of each word piece beside the piece itself: marks, letter shape, line breaks, the parse."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_TYPE, HEAD, SENT_START, TAG
from spacy.tokens import Doc

from tasks.quotes.marks import Region, find_regions
from tasks.quotes.tagging.labels import DEPS, ENTITIES, TAGS
from tasks.quotes.tagging.pieces import Ints, Pieces

MARK_STATES = ("outside", "inside", "inside unclosed", "opening mark", "closing mark", "inside nested")
SHAPES = ("other", "lower", "title", "upper", "digit")
INPUT_SIZES = (len(MARK_STATES), len(SHAPES), 2, len(TAGS) + 1, len(DEPS) + 1, len(ENTITIES) + 1, 2)
"""How many values each column of ``Features.inputs`` has: mark, shape, new line, tag, dep, entity, new sentence."""
PARSE_INPUTS = slice(3, 7)
"""The columns that need spaCy's annotations."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The dependency parse as arrays over tokens; ``deps`` is 0 everywhere where there is no parse."""

    heads: Ints
    deps: Ints
    left: Ints
    right: Ints
    """First and last token of the token's subtree."""
    sentence: Ints


@dataclass(frozen=True, slots=True)
class Features:
    """One document as the tagger sees it: a row or number for each piece, and the tree over its tokens."""

    inputs: NDArray[np.int32]
    """[pieces, len(INPUT_SIZES)]"""
    token: Ints
    paragraph: Ints
    region: Ints
    """Number of the outermost quoted region the piece lies in, -1 outside."""
    region_starts: Ints
    """First piece of each outermost region."""
    tree: Tree

    @property
    def sentence(self) -> Ints:
        """The sentence of each piece."""
        return self.tree.sentence[self.token]


def build_features(doc: Doc, pieces: Pieces) -> Features:
    """The features of one annotated document; works, less well, on a document without tags, parse or entities."""
    text = doc.text  # spaCy builds it anew at every access
    codes, regions = read_codes(text), find_regions(text)
    outer = [region for region in regions if region.depth == 0]
    tree, labels = read_doc(doc)
    token_starts = np.array([token.idx for token in doc], dtype=np.int32)
    token = np.maximum(np.searchsorted(token_starts, pieces.starts, side="right") - 1, 0).astype(np.int32)
    paragraph = number_paragraphs(codes, pieces)
    sentence = tree.sentence[token]
    columns = [
        mark_states(len(codes), regions)[pieces.starts],
        letter_shapes(codes, pieces),
        starts_new(paragraph),
        *labels[:, token],
        starts_new(sentence),
    ]
    region_of_char = np.full(len(codes) + 1, -1, dtype=np.int32)
    for number, region in enumerate(outer):
        region_of_char[region.start : region.end] = number
    region_starts = np.searchsorted(pieces.starts, [region.start for region in outer]).astype(np.int32)
    inputs = np.stack(columns, axis=1).astype(np.int32)
    return Features(inputs, token, paragraph, region_of_char[pieces.starts], region_starts, tree)


def read_codes(text: str) -> NDArray[np.uint32]:
    """The code point of every character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def mark_states(length: int, regions: Sequence[Region]) -> Ints:
    """The quote-mark state of every character, as an index into MARK_STATES."""
    states = np.zeros(length + 1, dtype=np.int32)
    for region in regions:
        states[region.start : region.end] = 5 if region.depth else 1 if region.closed else 2
        states[region.start] = 3
        if region.closed:
            states[region.end - 1] = 4
    return states


def number_paragraphs(codes: NDArray[np.uint32], pieces: Pieces) -> Ints:
    """The paragraph of each piece, counted from 0; lines without pieces do not count."""
    lines = np.searchsorted(np.flatnonzero(codes == ord("\n")), pieces.starts)
    return np.cumsum(np.diff(lines, prepend=lines[:1]) > 0, dtype=np.int32)


def starts_new(numbers: Ints) -> Ints:
    """1 where the number differs from the one before (and at the very first piece)."""
    return np.asarray(np.diff(numbers, prepend=-1) != 0, dtype=np.int32)


@cache
def letter_classes() -> NDArray[np.int8]:
    """Other, lower, upper or digit (0-3) of every character of the basic plane."""
    chars = [chr(code) for code in range(0x10000)]
    return np.array([char.islower() + 2 * char.isupper() + 3 * char.isdigit() for char in chars], dtype=np.int8)


@cache
def letters() -> NDArray[np.bool_]:
    """Whether each character of the basic plane is a letter or digit."""
    return np.array([chr(code).isalnum() for code in range(0x10000)], dtype=np.bool_)


def letter_shapes(codes: NDArray[np.uint32], pieces: Pieces) -> Ints:
    """The shape of each piece, as an index into SHAPES; the base model lower-cases, so it can't know."""
    classes = letter_classes()[np.minimum(codes, 0xFFFF)]
    first = classes[pieces.starts]
    second = classes[np.minimum(pieces.starts + 1, pieces.ends - 1)]
    tests = [first == 1, (first == 2) & (second == 1), first == 2, first == 3]
    return np.asarray(np.select(tests, [1, 2, 3, 4], 0), dtype=np.int32)


def read_doc(doc: Doc) -> tuple[Tree, Ints]:
    """The tree of a document and its label numbers, [3, tokens]: tag, dep, entity."""
    table: NDArray[np.uint64] = doc.to_array([TAG, DEP, ENT_TYPE, HEAD, SENT_START]).reshape(len(doc), 5)  # type: ignore[assignment]
    strings = doc.vocab.strings
    labels = np.stack(
        [number_labels(table[:, column], names, strings) for column, names in enumerate((TAGS, DEPS, ENTITIES))]
    )
    heads = np.arange(len(doc), dtype=np.int64) + table[:, 3].astype(np.int64)
    sentence = np.cumsum(table[:, 4] == 1, dtype=np.int32)
    left, right = subtree_edges(heads)
    return Tree(heads.astype(np.int32), labels[1], left, right, sentence), labels


def number_labels(hashes: NDArray[np.uint64], names: Sequence[str], strings: object) -> Ints:
    """Label hashes of spaCy -> 1 + index into names, 0 for all others."""
    numbers = {strings[name]: 1 + index for index, name in enumerate(names)}  # type: ignore[index]
    values, inverse = np.unique(hashes, return_inverse=True)
    return np.array([numbers.get(int(value), 0) for value in values], dtype=np.int32)[inverse]


def subtree_edges(heads: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """First and last token of every token's subtree, by passing edges up the tree until nothing changes."""
    left, right = np.arange(len(heads)), np.arange(len(heads))
    for _ in range(len(heads)):
        before = left.sum() - right.sum()
        np.minimum.at(left, heads, left)
        np.maximum.at(right, heads, right)
        if left.sum() - right.sum() == before:
            break
    return left.astype(np.int32), right.astype(np.int32)
