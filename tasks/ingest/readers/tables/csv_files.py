"""Reader of .csv and .tsv: rows of cells, whatever separates them, one in memory.

By the `csv` module: of 200 microseconds that an article costs it takes 12, where polars takes 5 and pyarrow 10. Both
end at the first stray quotation mark or read the rest of the file as one cell, and neither says at which byte a row
begins, by which a large file is cut.
"""

import csv
import re
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from itertools import islice
from typing import TextIO, cast

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import BOMS, SAMPLE_BYTES, check_is_text, decode_legacy, find_encoding
from tasks.ingest.readers.record import Cuts, Delivered, RawStream, gzip_problems
from tasks.ingest.readers.tables.heading import HEADER_ROWS, Heading, find_header, is_blank, is_numbered, refuse

SEPARATORS = ",;\t|"
SAMPLE_LINES, SAMPLE_CHARS = 200, 1_000_000
"""Looked at to find the separator and the header."""
BYTES = "latin-1"
"""Lines are split as bytes, one character each, so that it is known where they begin; each is then decoded alone."""
SKIP_CHARS = 1 << 20
IN_MARKS = re.compile(r'"[^"]*[\s(\[—–-]"\S.*"')
"""A cell in quotation marks with others inside that are not doubled: the first of these opens a quotation."""


class OpenRowError(Exception):
    """A quotation mark is not closed before the file ends or the row is too large."""


class Lines:
    """The lines of a table, given to a parser; those of the row that it is at can be given back."""

    def __init__(self, stream: TextIO, start: int, is_wide: bool, packed_bytes: int, limits: Limits) -> None:
        self.stream, self.start, self.is_wide, self.limit = stream, start, is_wide, limits.max_file_bytes
        self.packing = limits.max_packing
        self.most = max(self.limit, self.packing * packed_bytes)
        self.size = 0
        self.row: list[str] = []
        self.waiting: deque[str] = deque()

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        """Return the next line. Raises OpenRowError where the row that was begun must end here."""
        line = self.waiting.popleft() if self.waiting else self.stream.readline(self.limit + 1)
        if not line:
            raise OpenRowError if self.row else StopIteration
        self.row.append(line)
        self.size += len(line)
        if self.size > self.limit:
            raise OpenRowError
        return line if line.isascii() else self.decode(line)

    def read(self) -> str:
        """Return the next line as it stands in the file, or what the limit allows of it; empty at the end."""
        if self.waiting:
            return self.waiting.popleft()
        return self.stream.readline(self.limit + 1)

    def decode(self, line: str) -> str:
        """Return a line's text."""
        if self.is_wide or line.isascii():
            return line
        content = line.encode(BYTES)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return decode_legacy(content)

    def begin_row(self) -> None:
        """Leave the lines given since the last row began behind. Raises ProblemError: too_large, at a gzip bomb."""
        self.start += self.size
        if self.start > self.most:
            raise ProblemError("too_large", f"It unpacks to over {self.packing} times its size")
        self.size = 0
        self.row.clear()

    def give_back(self, kept: int) -> None:
        """Take back all lines of this row but the first ones."""
        self.waiting.extendleft(reversed(self.row[kept:]))
        del self.row[kept:]
        self.size = sum(map(len, self.row))

    def peek(self) -> str:
        """Return the text of the line that comes next; empty at the end."""
        line = self.read()
        if line:
            self.waiting.appendleft(line)
        return self.decode(line)

    def skip_line(self) -> None:
        """Leave the rest of a line behind of which only the beginning was read."""
        while not self.row[-1].endswith(("\n", "\r")) and self.start + self.size <= self.most:
            piece = self.stream.readline(SKIP_CHARS)
            if not piece:
                return
            self.row[-1] = piece[-1:]
            self.size += len(piece)


class CsvTable:
    """The rows of a table that is open after its header."""

    def __init__(self, lines: Lines, separator: str, heading: Heading, width: int) -> None:
        self.lines, self.separator, self.heading, self.width = lines, separator, heading, width
        self.is_good = True
        """Whether the last row was read without a doubt."""

    def read_rows(self) -> Iterator[list[str] | Problem]:
        """Yield the rows that are not blank, and problems; `lines.start` is where each begins."""
        rows = csv.reader(self.lines, delimiter=self.separator, strict=True, skipinitialspace=True)
        while True:
            self.lines.begin_row()
            try:
                row = next(rows)
                self.is_good = True
            except StopIteration:
                return
            except (csv.Error, OpenRowError):
                self.is_good = False
                yield self.recover()
                continue
            if len(row) == self.width and row[0]:
                yield row
            elif not all(map(is_blank, row)):
                yield self.fit(row)

    def fit(self, row: list[str]) -> list[str] | Problem:
        """Return a row of as many cells as its table has columns, surplus blank ones left out."""
        if len(row) >= self.width and all(map(is_blank, row[self.width :])):
            return row[: self.width]
        return Problem("damaged_row", f"It has {len(row)} cells, and the table has {self.width} columns")

    def recover(self) -> list[str] | Problem:
        """Return the row whose quotation marks are no pairs around cells; the lines after its first are read again.

        Where its first line alone fits the table, and the next one may be a row, the marks are those of the text:
        many tools write no others between tabs.
        """
        if len(self.lines.row[0]) > self.lines.limit:
            self.lines.skip_line()
            return Problem("too_large", f"The limit of a row is {self.lines.limit:,} bytes")
        self.lines.give_back(1)
        row, following = self.split(self.lines.decode(self.lines.row[0])), self.lines.peek()
        if len(row) == self.width and (not following or len(self.split(following)) >= self.width):
            return [cell[1:-1] if IN_MARKS.fullmatch(cell) else cell for cell in row]
        return Problem("damaged_row", "A quotation mark is not closed, or one inside a cell is not doubled")

    def split(self, line: str) -> list[str]:
        """Return the cells of a line in which quotation marks are characters like others."""
        return line.rstrip("\r\n").split(self.separator)


@contextmanager
def open_csv(raw: RawStream, limits: Limits) -> Iterator[CsvTable]:
    """Open a table after its header. Raises ProblemError: empty, binary, no_text_column, truncated_gzip."""
    csv.field_size_limit(sys.maxsize)
    stream = raw.unpack()
    with gzip_problems():
        sample = stream.read(SAMPLE_BYTES)
        mark, encoding = next(((bom, name) for bom, name in BOMS if sample.startswith(bom)), (b"", None))
        stream.seek(len(mark))
    if not mark and not raw.shared:
        encoding = find_encoding(sample)
    is_wide = encoding not in (None, "utf-8")
    text = TextIOWrapper(cast(BufferedReader, stream), encoding if is_wide else BYTES, "replace", newline="")
    try:
        with gzip_problems():
            yield find_table(Lines(text, len(mark), is_wide, raw.size, limits), raw)
    finally:
        text.detach()


def find_table(lines: Lines, raw: RawStream) -> CsvTable:
    """Return the table in these lines: with the separator for which a header comes first and names most."""
    sample = read_sample(lines)
    if not any(map(str.strip, sample)):
        raise ProblemError("empty")
    if not lines.is_wide:
        check_is_text(sample[0].encode(BYTES))
    decoded = list(map(lines.decode, sample))
    found = [one for separator in SEPARATORS if (one := find_header_line(decoded, separator, raw))]
    if not found:
        first = max((split_sample(decoded, separator)[0][1] for separator in SEPARATORS), key=len)
        raw.note(first)
        raise refuse(first, raw.named)
    _, _, line, separator, heading, width = min(found, key=lambda one: one[:2])
    raw.note(heading.names)
    for _ in range(line):
        next(lines)
    lines.begin_row()
    return CsvTable(lines, separator, heading, width)


def read_sample(lines: Lines) -> list[str]:
    """Return the first lines as they stand in the file; they are read again."""
    sample: list[str] = []
    while len(sample) < SAMPLE_LINES and sum(map(len, sample)) < SAMPLE_CHARS and (line := lines.read()):
        sample.append(line)
    lines.waiting.extend(sample)
    return sample


def split_sample(lines: list[str], separator: str) -> list[tuple[int, list[str]]]:
    """Return the first rows that are not blank, each with the number of the line that it ends with."""
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    rows = ((reader.line_num, row) for row in reader if not all(map(is_blank, row)))
    return list(islice(rows, HEADER_ROWS))


def find_header_line(
    lines: list[str], separator: str, raw: RawStream
) -> tuple[int, int, int, str, Heading, int] | None:
    """Return the header for a separator: how late it comes and how little it names, to compare, and then its last
    line, the separator, what it says and how many columns there are; None where there is none."""
    rows = split_sample(lines, separator)
    found = find_header([row for _, row in rows], raw.named)
    if found is None:
        return None
    place, heading = found
    width = len(rows[max(place, 0)][1])
    if is_numbered(raw.named):
        return 0, -sum(len(row) == width for _, row in rows) * (width > 1), 0, separator, heading, width
    return rows[place][0], -len(heading.columns), rows[place][0], separator, heading, width


def read_csv(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a table. Raises ProblemError where the rest of it cannot be read."""
    is_empty = True
    with open_csv(raw, limits) as table:
        read_row = table.heading.build()
        for row in table.read_rows():
            is_empty = False
            yield row if isinstance(row, Problem) else read_row(row)
    if is_empty:
        yield Problem("empty", "The table has a header and no rows")


def find_cuts(raw: RawStream, limits: Limits, part_bytes: int) -> Cuts:
    """Return where the parts of a table begin, which all need its header: never right after a row in doubt."""
    starts, head = [(0, 0)], 0
    if raw.is_gzip:
        return Cuts(starts, raw.size)
    with open_csv(raw, limits) as table:
        if table.lines.is_wide or is_numbered(raw.named):
            return Cuts(starts, raw.size)
        head = table.lines.start
        starts, was_good = [(head, 0)], False
        for index, _ in enumerate(table.read_rows()):
            if was_good and table.lines.start - starts[-1][0] >= part_bytes:
                starts.append((table.lines.start, index))
            was_good = table.is_good
    return Cuts(starts, raw.size, (0, head))
