"""Export of a range of dates into one file, which is there whole or not at all; the ending says of what kind."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import ACTOR_LINKS, QUOTE_FAMILIES
from tasks.batch.manifest import list_manifests
from tasks.export.database import write_database
from tasks.export.rows import SCHEMA, read_rows
from tasks.export.sheets import write_csv, write_xlsx
from tasks.export.source import Selection, read_editions
from tasks.zones.local import sync
from tasks.zones.place import Place


class ExportError(Exception):
    """Nothing was exported; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    path: str
    batches: int
    quotes: int
    bytes: int
    seconds: float
    notes: tuple[str, ...]
    """What the reader of the file should know."""


@dataclass(slots=True)
class Counted:
    """Rows on their way to a file, and how many have passed."""

    parts: Iterable[pa.Table]
    rows: int = 0

    def __iter__(self) -> Iterator[pa.Table]:
        for part in self.parts:
            self.rows += len(part)
            yield part


def write_parquet(parts: Iterable[pa.Table], path: Path) -> str:
    """Write rows as Parquet, with the descriptions of the columns; returns an empty note."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for part in parts:
            writer.write_table(part)
    return ""


type Write = Callable[[Selection, Path], tuple[int, str]]
"""Writes a selection to a path; returns the number of quotes and a note, which may be empty."""


def write_rows(write: Callable[[Iterable[pa.Table], Path], str], selection: Selection, path: Path) -> tuple[int, str]:
    """Write the rows of a selection and return their number and a note."""
    counted = Counted(read_rows(selection, path.parent))
    note = write(counted, path)
    return counted.rows, note


WRITERS: dict[str, Write] = {
    ".csv": partial(write_rows, write_csv),
    ".xlsx": partial(write_rows, write_xlsx),
    ".parquet": partial(write_rows, write_parquet),
    ".duckdb": lambda selection, path: (write_database(selection, path), ""),
}


def select_batches(curated: Place, start: date, end: date) -> Selection:
    """Return the published batches of a range of dates, both included. Raises ExportError where there are none."""
    if end < start:
        raise ExportError(f"the range ends ({end}) before it starts ({start})")
    published = list(list_manifests(curated))
    if not published:
        raise ExportError(f"no batch is published in {curated}; next: quotewire run")
    if not (dates := [one for one in published if start <= one <= end]):
        raise ExportError(f"no batch from {start} to {end} is published; there are {published[0]} to {published[-1]}")
    return Selection(curated, dates)


def check_target(path: Path, is_forced: bool) -> None:
    """Raise ExportError where nothing can be written to a path, or somebody else's file would be lost."""
    if path.suffix not in WRITERS:
        raise ExportError(f"{path}: the file may end in {', '.join(WRITERS)}")
    if not path.parent.is_dir():
        raise ExportError(f"there is no folder {path.parent}")
    if path.is_dir() or (path.exists() and not is_forced):
        raise ExportError(f"{path} is there already; name another file, or replace it with --force")


def export(selection: Selection, path: Path) -> Exported:
    """Write a selection to a file, beside it first, and return what was written. Raises ExportError.

    A file of that name is replaced.
    """
    begun = time.monotonic()
    editions = read_editions(selection)
    check_editions(selection, editions, [one or "" for one in editions], "lacks a table, or is being published")
    with TemporaryDirectory(dir=path.parent, prefix=".quotewire-") as folder:
        unfinished = Path(folder) / path.name
        quotes, note = WRITERS[path.suffix](selection, unfinished)
        check_editions(selection, editions, read_editions(selection), "was published meanwhile")
        if not quotes:
            raise ExportError(
                f"no batch from {selection.dates[0]} to {selection.dates[-1]} has a quote; nothing written"
            )
        sync(unfinished)
        unfinished.replace(path)
    notes = tuple(filter(None, (*find_unlinked(selection), note)))
    seconds = time.monotonic() - begun
    return Exported(str(path), len(selection.dates), quotes, path.stat().st_size, round(seconds, 3), notes)


def check_editions(
    selection: Selection, wanted: Sequence[str | None], found: Sequence[str | None], problem: str
) -> None:
    """Raise ExportError where a batch is not of the edition wanted, since its rows may be of two."""
    for one, before, now in zip(selection.dates, wanted, found, strict=True):
        if before != now:
            raise ExportError(f"batch {one} {problem}; next: quotewire run {one}, then export again")


def find_unlinked(selection: Selection) -> Iterator[str]:
    """Yield a note where batches are not linked, and so columns are empty for them."""
    actors, families = ({one for one, _ in selection.find(table)} for table in (ACTOR_LINKS, QUOTE_FAMILIES))
    if number := len(set(selection.dates) - (actors & families)):
        columns = "actor_… and family_id, likeness, is_wire"
        yield f"{number} of {len(selection.dates)} batches are not linked: {columns} are empty; next: quotewire link"
