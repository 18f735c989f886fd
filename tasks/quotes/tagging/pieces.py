"""Cut texts into word pieces of the encoder's vocabulary, with their character offsets."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

type Ints = NDArray[np.int32]
type Longs = NDArray[np.int64]
type Floats = NDArray[np.float32]
type Range = tuple[int, int]
"""Half-open, in pieces or words of the document."""

CLS, SEP, PAD = 101, 102, 0
"""Ids of the marks around a window and of its padding, in the vocabulary of BERT."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of one text; three arrays of one length."""

    ids: Ints
    starts: Ints
    ends: Ints
    """Half-open character offsets into the text."""


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model folder, with no padding and no cut-off."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def cut_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Return all word pieces of a text, none of them empty; no special pieces."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    ids = np.array(encoding.ids, dtype=np.int32)
    kept = offsets[:, 0] < offsets[:, 1]
    return Pieces(ids[kept], offsets[kept, 0], offsets[kept, 1])


def find_pieces(pieces: Pieces, start: int, end: int) -> Range:
    """Return the half-open range of pieces that overlap the characters ``start:end``; empty where none does."""
    first = int(np.searchsorted(pieces.ends, start, side="right"))
    last = int(np.searchsorted(pieces.starts, end, side="left"))
    return first, max(first, last)
