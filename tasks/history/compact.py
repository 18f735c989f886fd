"""Monthly copies of the published tables: written as a stream, compared row by row, put in place at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import Table, build_arrow_schema
from schemas.columns import BATCH_DATE
from tasks.batch.hold import LEASE_SECONDS
from tasks.batch.manifest import FINGERPRINT
from tasks.batch.places import Batch
from tasks.history.months import MONTHLY, Copy, build_metadata
from tasks.logger import LOGGER
from tasks.publish.stage import TableWriter
from tasks.zones.place import BusyError, Hold, Place

COPY_ROWS = 10_000
"""Rows read at a time, of a copy and of a daily file: of articles about 40 MB."""


class CompactError(Exception):
    """A copy was not made; says why and what to do. The copy made before is as it was."""


class CompactBusyError(Exception):
    """Another compact is running."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of one copy."""

    table: str
    month: str
    outcome: Literal["written", "removed", "failed"]
    rows: int = 0
    why: str = ""
    """That it failed."""


def compact_copies(curated: Place, copies: Iterable[Copy], lease_seconds: float = LEASE_SECONDS) -> Iterator[Compacted]:
    """Make the copies that are missing or stale, one after the other, and remove those of no batch.

    Raises CompactBusyError where another compact is running. A copy that fails does not stop the rest.
    """
    with hold_copies(curated, lease_seconds) as (hold, staging):
        for copy in copies:
            try:
                if copy.state == "orphaned":
                    copy.place.parent.remove()
                    yield Compacted(copy.table.name, copy.month, "removed")
                elif copy.state != "current":
                    yield Compacted(copy.table.name, copy.month, "written", make_copy(copy, staging, hold))
            except CompactError as error:
                LOGGER.warning("%s of %s: %s", copy.table.name, copy.month, error)
                yield Compacted(copy.table.name, copy.month, "failed", why=str(error))


def find_copy_staging(curated: Place) -> Place:
    """Return where copies are made before they are put in place."""
    return curated / "_staging" / MONTHLY


@contextmanager
def hold_copies(curated: Place, lease_seconds: float = LEASE_SECONDS) -> Iterator[tuple[Hold, Place]]:
    """Be the only one that makes copies, with a folder to make them in; what a killed one left is gone before."""
    staging = find_copy_staging(curated)
    try:
        with (curated / "_staging" / f"{MONTHLY}.lock").hold(staging, curated / MONTHLY, lease_seconds) as hold:
            staging.remove()
            try:
                yield hold, staging
            finally:
                staging.remove()
    except BusyError:
        raise CompactBusyError("another quotewire compact is at work; let it end, then look again") from None


def make_copy(copy: Copy, staging: Place, hold: Hold) -> int:
    """Write, compare and put in place one copy; returns its number of rows. Raises CompactError."""
    folder = staging / f"{copy.table.name}-{copy.month}"
    with folder.staged_folder(durable=True) as unfinished:
        file = unfinished / copy.place.name
        rows = write_copy(copy, file)
        compare_copy(copy, file)
    hold.check()
    (folder / copy.place.name).move_to(copy.place)
    folder.remove()
    LOGGER.info("compacted %s of %s: %d rows", copy.table.name, copy.month, rows, extra={"rows": rows})
    return rows


def build_monthly(table: Table) -> Table:
    """Return the table as a monthly copy holds it: the date of a batch, in the path of a daily file, is a column."""
    return replace(table, key=(BATCH_DATE.name, *table.key), columns=(BATCH_DATE, *table.columns))


def write_copy(copy: Copy, file: Path) -> int:
    """Write the rows of every daily file behind each other: by date and then by key. Returns their number."""
    with TableWriter(build_monthly(copy.table), file, build_metadata(copy.batches)) as writer:
        for _, rows in read_days(copy):
            writer.write(rows)
    return writer.rows


def read_days(copy: Copy) -> Iterator[tuple[date, pa.Table]]:
    """Yield the rows of the daily files as they stand in a copy, some at a time. Raises CompactError."""
    dated = build_arrow_schema(build_monthly(copy.table)).field(BATCH_DATE.name)
    for batch_date, fingerprint in copy.batches.items():
        batch = Batch(batch_date, copy.curated, copy.curated)
        try:
            with batch.published(copy.table.name).fetch() as path, pq.ParquetFile(path) as file:
                check_day(file, copy.table, batch_date, fingerprint)
                for rows in file.iter_batches(COPY_ROWS):
                    dates = pa.repeat(pa.scalar(batch_date, dated.type), len(rows))
                    yield batch_date, pa.Table.from_batches([rows]).add_column(0, dated, dates)
        except FileNotFoundError:
            raise CompactError(f"batch {batch_date} has lost the file; next: quotewire run {batch_date}") from None


def check_day(file: pq.ParquetFile, table: Table, batch_date: date, fingerprint: str) -> None:
    """Raise CompactError where a daily file is not the one of its manifest, or has other columns than the table."""
    if (file.metadata.metadata or {}).get(FINGERPRINT, b"").decode() != fingerprint:
        raise CompactError(f"batch {batch_date} is being published; next: quotewire compact, once that has ended")
    wanted, found = build_arrow_schema(table), file.schema_arrow
    if [(one.name, one.type) for one in wanted] != [(one.name, one.type) for one in found]:
        advice = f"next: quotewire run {batch_date}"
        raise CompactError(f"batch {batch_date} has other columns than this version writes; {advice}")


class RowReader:
    """Hands out the rows of a Parquet file in portions of any size."""

    def __init__(self, file: pq.ParquetFile) -> None:
        self._batches = file.iter_batches(COPY_ROWS)
        self._waiting: list[pa.RecordBatch] = []

    def take(self, number: int) -> pa.Table | None:
        """Return the next rows, fewer at the end of the file; None where there are none."""
        while sum(map(len, self._waiting)) < number and (batch := next(self._batches, None)) is not None:
            self._waiting.append(batch)
        if not self._waiting:
            return None
        rows = pa.Table.from_batches(self._waiting)
        rest = rows.slice(number)
        self._waiting = rest.to_batches() if len(rest) else []
        return rows.slice(0, number)


def compare_copy(copy: Copy, file: Path) -> None:
    """Read the copy and the daily files again, side by side: every value of every row must be the same.

    Raises CompactError, which no table that was read and written as it should be can meet.
    """
    with pq.ParquetFile(file) as copied:
        reader = RowReader(copied)
        for batch_date, rows in read_days(copy):
            found = reader.take(len(rows))
            if found is None or not found.equals(rows):
                raise CompactError(f"the copy differs from batch {batch_date}; it was not put in place, please report")
        if reader.take(1) is not None:
            raise CompactError("the copy has more rows than the batches; it was not put in place, please report this")
