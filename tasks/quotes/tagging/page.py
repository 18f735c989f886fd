"""One document as the tagger works on it: pieces, their features, and the words that pieces make up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from tasks.quotes.quote import Span
from tasks.quotes.tagging.features import Features, build_features, classify_characters, read_codes
from tasks.quotes.tagging.pieces import CLS, PAD, SEP, Ints, Longs, Pieces, Range, cut_pieces
from tasks.quotes.tagging.windows import Window

LENGTH_STEP = 16
"""Windows are padded to multiples of it: the runtime keeps code and buffers for every shape that it has seen, 30 MB for
9 shapes, 130 MB for 115."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document, cut and described."""

    pieces: Pieces
    features: Features
    begins: NDArray[np.bool_]
    """[pieces + 1]: whether a piece begins a word; true at the end."""
    firsts: Ints
    """First piece of each word, and one past the last piece at the end: [words + 1]."""

    @property
    def piece_count(self) -> int:
        """Return how many pieces the document has."""
        return len(self.pieces.ids)

    def word_pieces(self, words: Range) -> Range:
        """Return the pieces of a range of words."""
        return int(self.firsts[words[0]]), int(self.firsts[words[1]])

    def span(self, words: Range) -> Span:
        """Return the characters of a range of words."""
        first, last = self.word_pieces(words)
        return int(self.pieces.starts[first]), int(self.pieces.ends[last - 1])


def build_page(doc: Doc, tokenizer: Tokenizer) -> Page:
    """Return an annotated document; pieces that follow one another inside letters and digits make one word."""
    text = doc.text  # spaCy builds it anew at every access
    pieces = cut_pieces(tokenizer, text)
    inside = classify_characters()[1][read_codes(text)]
    begins = np.ones(len(pieces.ids) + 1, dtype=np.bool_)
    starts = pieces.starts[1:]
    begins[1:-1] = (starts != pieces.ends[:-1]) | ~inside[starts] | ~inside[starts - 1]
    return Page(pieces, build_features(doc, pieces), begins, np.flatnonzero(begins).astype(np.int32))


def build_windows(page: Page, windows: Sequence[Window]) -> tuple[Longs, Longs, Ints]:
    """Return windows as a padded batch: ids [windows, length], inputs [windows, length, columns], lengths [windows]."""
    lengths = np.array([window.end - window.start + 2 for window in windows], dtype=np.int32)
    length = -(-int(lengths.max()) // LENGTH_STEP) * LENGTH_STEP
    ids = np.full((len(windows), length), PAD, dtype=np.int64)
    inputs = np.zeros((len(windows), length, page.features.inputs.shape[1]), dtype=np.int64)
    for row, window in enumerate(windows):
        end = lengths[row] - 1
        ids[row, 0], ids[row, end] = CLS, SEP
        ids[row, 1:end] = page.pieces.ids[window.start : window.end]
        inputs[row, 1:end] = page.features.inputs[window.start : window.end]
    return ids, inputs, lengths
