"""What the tagger sees of each word piece beside the piece itself: marks, letter shape, line breaks, the parse."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_TYPE, HEAD, IDX, SENT_START, TAG
from spacy.tokens import Doc

from tasks.quotes.casing import find_only_case
from tasks.quotes.marks import Region, find_regions
from tasks.quotes.tagging.pieces import Ints, Longs, Pieces, Range

TAGS, DEPS, ENTITIES = map(str.split, Path(__file__).with_name("labels.txt").read_text().splitlines())
"""The labels of spaCy's English pipelines that are learned; a label's number is 1 + its place, 0 is none."""
MARK_STATES = ("outside", "inside", "inside unclosed", "opening mark", "closing mark", "inside nested")
SHAPES = ("other", "lower", "title", "upper", "digit")
ONE_CASE = [SHAPES.index(name) for name in ("lower", "upper")]
INPUT_SIZES = (len(MARK_STATES), len(SHAPES), 2, len(TAGS) + 1, len(DEPS) + 1, len(ENTITIES) + 1, 2)
"""How many values each column of ``Features.inputs`` has: mark, shape, new line, tag, dep, entity, new sentence."""
SHAPE_INPUT, ENTITY_INPUT = 1, 5
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
    is_parsed: bool
    children: Ints
    """All tokens below others, sorted by head."""
    lasts: Longs
    """Of each head's children up to this one, the last token of their subtrees; plus head times the token count."""
    firsts: Longs
    """Of each head's children from this one on, the first token of their subtrees; plus head times the token count."""

    def find_children(self, head: int, tokens: Range) -> Ints:
        """Return the children of a head whose subtrees meet a range of tokens (and some others, in crossed trees)."""
        base = head * len(self.heads)
        begin = np.searchsorted(self.lasts, base + tokens[0], side="left")
        return self.children[begin : np.searchsorted(self.firsts, base + tokens[1] - 1, side="right")]


@dataclass(frozen=True, slots=True)
class Features:
    """One document as the tagger sees it: a row or number for each piece, and the tree over its tokens."""

    inputs: NDArray[np.int32]
    """[pieces, len(INPUT_SIZES)]"""
    token: Ints
    sentence: Ints
    paragraph: Ints
    region: Ints
    """Number of the outermost quoted region the piece lies in, -1 outside."""
    region_starts: Ints
    """First piece of each outermost region."""
    tree: Tree


def build_features(doc: Doc, pieces: Pieces) -> Features:
    """Return the features of an annotated document; works, less well, without tags, parse or entities."""
    text = doc.text  # spaCy builds it anew at every access
    codes, regions = read_codes(text), find_regions(text)
    outer = [region for region in regions if region.depth == 0]
    tree, labels, token_starts = read_doc(doc)
    token = np.maximum(np.searchsorted(token_starts, pieces.starts, side="right") - 1, 0).astype(np.int32)
    lines = np.searchsorted(np.flatnonzero(codes == ord("\n")), pieces.starts)
    paragraph = np.cumsum(np.diff(lines, prepend=lines[:1]) > 0, dtype=np.int32)  # lines without pieces do not count
    sentence = tree.sentence[token]
    marks, shapes = mark_states(len(codes), regions)[pieces.starts], letter_shapes(codes, pieces)
    if find_only_case(text):
        shapes = np.where(np.isin(shapes, ONE_CASE), SHAPES.index("title"), shapes)  # any word may be a name
    new_line, new_sentence = np.diff(paragraph, prepend=-1) != 0, np.diff(sentence, prepend=-1) != 0
    region_of_char = np.full(len(codes) + 1, -1, dtype=np.int32)
    for number, region in enumerate(outer):
        region_of_char[region.start : region.end] = number
    region_starts = np.searchsorted(pieces.starts, [region.start for region in outer]).astype(np.int32)
    inputs = np.stack([marks, shapes, new_line, *labels[:, token], new_sentence], axis=1).astype(np.int32)
    return Features(inputs, token, sentence, paragraph, region_of_char[pieces.starts], region_starts, tree)


def read_codes(text: str) -> NDArray[np.uint32]:
    """Return the code point of every character, 0xFFFF for those beyond the basic plane."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), 0xFFFF)


def mark_states(length: int, regions: Sequence[Region]) -> Ints:
    """Return the quote-mark state of every character, as an index into MARK_STATES."""
    states = np.zeros(length + 1, dtype=np.int32)
    for region in regions:
        states[region.start : region.end] = 5 if region.depth else 1 if region.closed else 2
        states[region.start] = 3
        if region.closed:
            states[region.end - 1] = 4
    return states


@cache
def classify_characters() -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return of all characters of the basic plane other, lower, upper or digit (0-3), and if each is alphanumeric."""
    chars = [chr(code) for code in range(0x10000)]
    classes = [char.islower() + 2 * char.isupper() + 3 * char.isdigit() for char in chars]
    return np.array(classes, dtype=np.int8), np.array([char.isalnum() for char in chars], dtype=np.bool_)


def letter_shapes(codes: NDArray[np.uint32], pieces: Pieces) -> Ints:
    """Return the shape of each piece, as an index into SHAPES; the base model lower-cases, so it can't know."""
    classes = classify_characters()[0][codes]
    first = classes[pieces.starts]
    second = classes[np.minimum(pieces.starts + 1, pieces.ends - 1)]
    tests = [first == 1, (first == 2) & (second == 1), first == 2, first == 3]
    return np.asarray(np.select(tests, [1, 2, 3, 4], 0), dtype=np.int32)


def read_doc(doc: Doc) -> tuple[Tree, Ints, Ints]:
    """Return the tree of a document, its label numbers [3, tokens] (tag, dep, entity), and where its tokens start."""
    table: NDArray[np.uint64] = doc.to_array([TAG, DEP, ENT_TYPE, HEAD, SENT_START, IDX]).reshape(len(doc), 6)  # type: ignore[assignment]
    strings = doc.vocab.strings
    named = enumerate((TAGS, DEPS, ENTITIES))
    labels = np.stack([number_labels(table[:, column], names, strings) for column, names in named])
    heads = np.arange(len(doc), dtype=np.int64) + table[:, 3].astype(np.int64)
    sentence = np.cumsum(table[:, 4] == 1, dtype=np.int32)
    return build_tree(heads, labels[1], sentence), labels, table[:, 5].astype(np.int32)


def build_tree(heads: Longs, deps: Ints, sentence: Ints) -> Tree:
    """Return the tree of these heads, the roots their own."""
    left, right = find_edges(heads)
    below = np.flatnonzero(heads != np.arange(len(heads)))
    tokens = below[np.argsort(heads[below], kind="stable")]
    base = heads[tokens] * len(heads)
    lasts = np.maximum.accumulate(base + right[tokens])
    firsts = np.minimum.accumulate((base + left[tokens])[::-1])[::-1]
    is_parsed = bool(deps.any())
    return Tree(heads.astype(np.int32), deps, left, right, sentence, is_parsed, tokens.astype(np.int32), lasts, firsts)


def number_labels(hashes: NDArray[np.uint64], names: Sequence[str], strings: object) -> Ints:
    """Return 1 + the index into names for label hashes of spaCy, 0 for all others."""
    numbers = {strings[name]: 1 + index for index, name in enumerate(names)}  # type: ignore[index]
    values, inverse = np.unique(hashes, return_inverse=True)
    return np.array([numbers.get(int(value), 0) for value in values], dtype=np.int32)[inverse]


def find_edges(heads: Longs) -> tuple[Ints, Ints]:
    """Return the first and last token of every token's subtree.

    Edges are passed to the head, then two levels up, four, and so on: a few steps for the deepest of trees.
    """
    left, right = np.arange(len(heads)), np.arange(len(heads))
    above, done = heads, False
    while not done:
        np.minimum.at(left, above, left.copy())
        np.maximum.at(right, above, right.copy())
        done = bool((above == above[above]).all())
        above = above[above]
    return left.astype(np.int32), right.astype(np.int32)
