"""The articles of a chunk, laid out so that the rows of other tables are compared with them all at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas import SENTENCES
from schemas.relations import ARTICLE
from tasks.validate.chunks import Chunk

type IntArray = npt.NDArray[np.int64]
type Bools = npt.NDArray[np.bool_]

type Finding = tuple[Bools, Callable[[int], str]]
"""Which rows are at fault, and what is wrong with one of them."""

NONE = -1
"""Stands for null in an array of offsets or indices."""
SHOWN = 60
"""Characters shown of a string in a complaint."""


def read_ints(column: pa.ChunkedArray) -> IntArray:
    """Return the integers of a column; NONE where null."""
    filled: IntArray = pc.fill_null(column, NONE).to_numpy().astype(np.int64)
    return filled


def read_codepoints(strings: pa.ChunkedArray) -> npt.NDArray[np.uint32]:
    """Return all the strings one after the other, a number for each character; null counts as empty."""
    joined = "".join(string or "" for string in strings.to_pylist())
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)


@dataclass(frozen=True)
class Articles:
    """Articles of one chunk: `position` in every array is the place of an article in `rows`."""

    rows: pa.Table

    @cached_property
    def lengths(self) -> IntArray:
        """Characters of each text, and a 0 for the article that is not there (position -1)."""
        return np.append(read_ints(pc.utf8_length(self.rows["text"])), 0)

    @cached_property
    def starts(self) -> IntArray:
        """Where each text begins in `codepoints`."""
        return np.cumsum(self.lengths) - self.lengths

    @cached_property
    def codepoints(self) -> npt.NDArray[np.uint32]:
        """All texts one after the other, one number a character."""
        return read_codepoints(self.rows["text"])

    def find_positions(self, rows: pa.Table) -> IntArray:
        """Return for every row the position of its article; -1 where it is not here."""
        found = pc.index_in(rows[ARTICLE], value_set=self.rows[ARTICLE].combine_chunks())
        return read_ints(found)

    def counts(self, name: str) -> IntArray:
        """Return a column of counts, and a 0 for the article that is not there."""
        return np.append(read_ints(self.rows[name]), 0)


@dataclass(frozen=True)
class Rows:
    """The rows of one table in a chunk, with the articles of the chunk and all of its tables."""

    rows: pa.Table
    articles: Articles
    chunk: Chunk

    @property
    def sentences(self) -> pa.Table:
        """The sentences of the articles."""
        return self.chunk.tables[SENTENCES.name]

    @cached_property
    def position(self) -> IntArray:
        """For every row the position of its article; -1 where that is not here."""
        return self.articles.find_positions(self.rows)

    @cached_property
    def is_first(self) -> Bools:
        """Whether a row is the first of its article."""
        first: Bools = np.diff(self.position, prepend=NONE - 1) != 0
        return first

    def ints(self, column: str) -> IntArray:
        """Return a column of integers; NONE where null."""
        return read_ints(self.rows[column])

    @cached_property
    def sentence_row(self) -> IntArray:
        """For every row the row of its sentence in `sentences`; -1 where that is not there."""
        width = 1 << 32
        of_sentence = self.articles.find_positions(self.sentences) * width + read_ints(self.sentences["sentence_index"])
        wanted = self.position * width + self.ints("sentence_index")
        order = np.argsort(of_sentence, kind="stable")
        if not len(order):
            return np.full(len(wanted), NONE, np.int64)
        at = order[np.clip(np.searchsorted(of_sentence[order], wanted), 0, len(order) - 1)]
        return np.where((of_sentence[at] == wanted) & (self.position >= 0), at, NONE)


def quote(value: object) -> str:
    """Return a value as it is shown in a complaint, shortened."""
    shown = repr(value) if isinstance(value, str) else str(value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
