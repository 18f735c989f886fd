"""A table's file read once, forward, some articles at a time."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.relations import ARTICLE

CURSOR_ROWS = 50_000


class Cursor:
    """A place in a table's file whose rows come in the order of their article ids."""

    def __init__(self, path: Path, columns: Sequence[str] | None = None) -> None:
        self._file = pq.ParquetFile(path, pre_buffer=False)
        self._batches = self._file.iter_batches(CURSOR_ROWS, columns=columns)
        schema = self._file.schema_arrow
        fields = [schema.field(name) for name in columns or schema.names]
        self._waiting = pa.schema(fields).empty_table()

    def take(self, last: str | None) -> pa.Table:
        """Return the next rows up to and with those of the article `last`; all that are left where it is None."""
        parts: list[pa.Table] = []
        while True:
            end = _find_later(self._waiting, last)
            parts.append(self._waiting.slice(0, end))
            self._waiting = self._waiting.slice(end)
            if len(self._waiting) or (batch := next(self._batches, None)) is None:
                return pa.concat_tables(parts).combine_chunks()
            self._waiting = pa.Table.from_batches([batch])


def _find_later(rows: pa.Table, last: str | None) -> int:
    """Return the first row of an article after `last`; the number of rows where there is none."""
    if last is None or not len(rows):
        return len(rows)
    found = pc.index(pc.greater(rows[ARTICLE], last), True).as_py()
    return len(rows) if found < 0 else int(found)
