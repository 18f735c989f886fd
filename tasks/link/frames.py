"""Frames of what is published, remembered and staged, as polars has them."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from schemas import Table, build_arrow_schema
from tasks.batch.manifest import FINGERPRINT
from tasks.zones.place import Place


class TablesDifferError(Exception):
    """A published file is not the one of its manifest: its batch is being published, or has lost the file."""


def read_published(place: Place, columns: Sequence[str], fingerprint: str) -> pl.DataFrame:
    """Return columns of a published table. Raises TablesDifferError where the file is of another fingerprint, or gone.

    Footer and rows are read from one open file, which stays what it is when another takes its place.
    """
    try:
        with place.open_bytes() as opened, pq.ParquetFile(opened, pre_buffer=False) as file:
            if (file.metadata.metadata or {}).get(FINGERPRINT, b"").decode() != fingerprint:
                raise TablesDifferError(f"{place} is being published")
            return pl.DataFrame(file.read(list(columns), use_threads=False))
    except FileNotFoundError:
        raise TablesDifferError(f"{place} is gone") from None


def read_frame(place: Place, columns: Sequence[str] | None = None) -> pl.DataFrame | None:
    """Return columns of a file that linking has written, or all; None where there is none."""
    try:
        with place.fetch() as path:
            return pl.read_parquet(path, columns=list(columns) if columns else None, hive_partitioning=False)
    except FileNotFoundError:
        return None


def read_wanted(places: Iterable[Place], wanted: pl.Expr) -> list[pl.DataFrame]:
    """Return the rows of files of one kind for which `wanted` holds, as one frame; none where there is no file.

    The files are read side by side, and no more than the wanted rows is ever in memory.
    """
    with ExitStack() as fetched:
        paths = [fetched.enter_context(place.fetch()) for place in places if place.exists()]
        return [pl.scan_parquet(paths, hive_partitioning=False).filter(wanted).collect()] if paths else []


def write_frame(frame: pl.DataFrame, path: Path, table: Table | None = None, fingerprint: str = "") -> None:
    """Write a frame: of a table with its Arrow schema, which casts every value or raises ArrowInvalid."""
    rows = frame.to_arrow()
    if table is not None:
        rows = rows.select(list(table.column_names)).cast(build_arrow_schema(table))
    metadata = {**(rows.schema.metadata or {}), FINGERPRINT: fingerprint.encode()}
    pq.write_table(rows.replace_schema_metadata(metadata), path, compression="zstd")
