"""What the readers of .parquet and .feather share: Arrow batches to the records of their rows, a few at a time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal
from io import BufferedIOBase, BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import SINGLE_BYTE
from tasks.ingest.readers.record import Delivered, Named, RawStream, read_whole
from tasks.ingest.readers.tables.heading import read_heading, refuse

ROWS = 128
"""Taken out of Arrow together: so many of the longest texts there may be still fit into memory."""
MAX_DEPTH = 8
"""Of lists and structs in each other."""


@contextmanager
def arrow_problems() -> Iterator[None]:
    """Raise ProblemError (damaged_table) for what Arrow raises on a file that is damaged; errors of the disk pass."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, TypeError, LookupError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ProblemError("damaged_table", str(error).partition("\n")[0][:300]) from None


def open_whole(raw: RawStream, limits: Limits) -> BufferedIOBase:
    """Return the bytes of a table, in which one can go back and forth. Raises ProblemError: empty, too_large."""
    if raw.size == 0:
        raise ProblemError("empty")
    return BytesIO(read_whole(raw.unpack(), limits)) if raw.is_gzip else raw.stream


def name_numbered(names: Sequence[str], named: Named) -> Named:
    """Return what is named with names for numbers: a table of this kind always has a header."""
    return {
        part: [names[column - 1] if isinstance(column, int) and column <= len(names) else column for column in columns]
        for part, columns in named.items()
    }


def find_columns(names: Sequence[str], raw: RawStream) -> list[int]:
    """Return which columns are to be read. Raises ProblemError: no_text_column."""
    raw.note(names)
    heading = read_heading(names, name_numbered(names, raw.named))
    if not heading.has_text:
        raise refuse(names, raw.named)
    return heading.columns


def read_batches(
    batches: Iterable[pa.RecordBatch], names: Sequence[str], raw: RawStream, limits: Limits
) -> Iterator[Delivered]:
    """Yield the records of batches, which have some of the columns with these names. Raises ProblemError."""
    named, is_empty = name_numbered(names, raw.named), True
    for part in split_batches(batches):
        is_empty = False
        if part.nbytes > limits.max_file_bytes:
            raise ProblemError("too_large", f"{part.num_rows} rows are over {limits.max_file_bytes:,} bytes")
        with arrow_problems():
            columns = [list_values(column) for column in part.columns]
        yield from map(read_heading(part.schema.names, named).build(), zip(*columns, strict=True))
    if is_empty:
        yield Problem("empty", "The table has no rows")


def split_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches of at most ROWS rows. Raises ProblemError where the next one is damaged."""
    found = iter(batches)
    while True:
        with arrow_problems():
            batch = next(found, None)
        if batch is None:
            return
        yield from (batch.slice(start, ROWS) for start in range(0, batch.num_rows, ROWS))


def list_values(column: pa.Array) -> list[Any]:
    """Return the values of a column as JSON has them; an empty string for null and for what Python cannot hold."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return list_values(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("us", kind.tz), safe=False)
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):
        values = [find_value(scalar) for scalar in column]
    return [value if type(value) is str else to_json(value) for value in values]


def find_value(scalar: pa.Scalar) -> object:
    """Return the value of one cell, in bytes where it is no UTF-8; None where Python cannot hold it."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes() if hasattr(scalar, "as_buffer") else None
    except (ValueError, OverflowError):
        return None


def to_json(value: object, depth: int = 0) -> Any:
    """Return a value as JSON would have it: numbers with all their digits, dates as ISO 8601."""
    if isinstance(value, bytes):
        return value.decode("utf-8", SINGLE_BYTE)
    if value is None or value != value or depth > MAX_DEPTH:
        return ""
    if isinstance(value, float) and value.is_integer():
        return format(value, ".0f")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_json(inner, depth + 1) for inner in value]
    if isinstance(value, dict):
        return {key: to_json(inner, depth + 1) for key, inner in value.items()}
    return value
