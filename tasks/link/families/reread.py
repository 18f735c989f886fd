"""Rows that linking remembers of a batch, read again only where what they are read from has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

import polars as pl
import pyarrow as pa

SOURCE = "source"
"""A column with the hash of the row of the batch that a remembered row was read from."""
HASH_BYTES = 8


def read_changed(
    rows: pl.DataFrame,
    key: str,
    read: Callable[[Mapping[str, Any]], Iterator[tuple[Any, ...]]],
    schema: pl.Schema,
    old: pl.DataFrame | None,
) -> pl.DataFrame:
    """Return what `read` yields of all rows, in columns of `schema`, sorted by `key`, which is a column of both.

    `old` is what was remembered last, by the same code; what it has of a row that is still the same is taken from it.
    """
    rows = rows.sort(key)
    rows = rows.with_columns(pl.Series(SOURCE, hash_rows(rows), pl.UInt64))
    kept = pl.DataFrame(schema=schema) if old is None else old.select(schema.names())
    kept = kept.join(rows, on=[key, SOURCE], how="semi", maintain_order="left")
    changed = rows.join(kept, on=[key, SOURCE], how="anti", maintain_order="left")
    new = ((*made, row[SOURCE]) for row in changed.iter_rows(named=True) for made in read(row))
    return pl.concat([kept, build_frame(new, schema)]).sort(key, maintain_order=True)


def hash_rows(rows: pl.DataFrame) -> Iterator[int]:
    """Yield a number of 64 bits for each row, the same on every machine."""
    for text in rows.select(pl.struct(pl.all()).struct.json_encode()).to_series():
        yield int.from_bytes(blake2b(text.encode(), digest_size=HASH_BYTES).digest())


def build_frame(rows: Iterable[tuple[Any, ...]], schema: pl.Schema) -> pl.DataFrame:
    """Return a frame of rows; by Arrow, since polars makes a series of every list."""
    fields = pl.DataFrame(schema=schema).to_arrow().schema
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    return pl.DataFrame(pl.from_arrow(pa.Table.from_arrays(arrays, schema=fields)), schema)
