"""Rows of a Parquet file in a zone: those wanted, from the row groups that may hold them, read by the asking thread."""

import io
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tasks.zones.local import LocalPlace
from tasks.zones.rows import read_rows


class WatchedFile(io.FileIO):
    """A file that notes who reads it, and how much."""

    threads: set[int]
    bytes_read = 0

    def readinto(self, buffer: bytearray) -> int:
        self.threads.add(threading.get_ident())
        count = super().readinto(buffer) or 0
        self.bytes_read += count
        return count


class WatchedPlace(LocalPlace):
    """A file that is opened by Python, as an object of a store is."""

    file: WatchedFile

    def open_bytes(self) -> io.BufferedReader:  # type: ignore[override]
        self.file = WatchedFile(self)
        self.file.threads = set()
        return io.BufferedReader(self.file, 1 << 12)


@pytest.fixture
def place(tmp_path: Path) -> WatchedPlace:
    """40,000 rows in ten row groups."""
    rows = pa.table({"key": [f"{number:06}" for number in range(40_000)], "value": list(range(40_000))})
    pq.write_table(rows, tmp_path / "rows.parquet", row_group_size=4000)
    return WatchedPlace(tmp_path / "rows.parquet")


@pytest.mark.parametrize(("key", "values"), [("012345", [12345]), ("elsewhere", [])])
def test_wanted_rows_of_the_row_groups_that_may_hold_them(place: WatchedPlace, key: str, values: list[int]) -> None:
    assert read_rows(place, pc.field("key") == key)["value"].to_pylist() == values
    assert place.file.bytes_read < place.stat().st_size / 2
    assert place.file.threads == {threading.get_ident()}


def test_every_row(place: WatchedPlace) -> None:
    assert read_rows(place)["value"].to_pylist() == list(range(40_000))
    assert place.file.threads == {threading.get_ident()}


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_rows(LocalPlace(tmp_path / "rows.parquet"))
