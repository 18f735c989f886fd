"""Reader of .parquet: the columns that are known, some rows in memory, all of it or some of its row groups."""

from collections.abc import Iterator
from io import SEEK_END, SEEK_SET, BufferedIOBase, BytesIO, RawIOBase
from itertools import pairwise
from typing import Any

import pyarrow.parquet as pq

from schemas.rejects import ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.record import Cuts, Delivered, RawStream
from tasks.ingest.readers.tables.arrow_rows import ROWS, arrow_problems, find_columns, open_whole, read_batches

MAGIC = b"PAR1"
TAIL_BYTES = 8
"""After the footer: how long it is, and MAGIC."""
STREAMED = {"buffer_size": 1 << 20, "pre_buffer": False}
"""Read so much at once, and not whole row groups, which may be all of the file."""


class PartFile(RawIOBase):
    """A part of a file that can be read by the places in the whole file."""

    def __init__(self, stream: BufferedIOBase, shared: int, start: int) -> None:
        self.stream, self.shift = stream, shared - start
        self.place = start

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """Anywhere."""
        return True

    def tell(self) -> int:
        """Return the place in the whole file."""
        return self.place

    def seek(self, place: int, whence: int = SEEK_SET) -> int:
        """Go to a place in the whole file, or behind the last byte of the part."""
        self.place = place if whence == SEEK_SET else self.stream.seek(place, SEEK_END) - self.shift
        return self.place

    def readinto(self, buffer: Any) -> int:
        """Read what comes next."""
        self.stream.seek(max(self.place + self.shift, 0))
        piece = self.stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)


def read_parquet(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a table or of a part of it. Raises ProblemError where the rest of it cannot be read."""
    with arrow_problems():
        file = open_part(raw) if raw.shared else pq.ParquetFile(open_whole(raw, limits), **STREAMED)
        names = file.schema_arrow.names
        columns = [names[column] for column in find_columns(names, raw)]
        check_size(file.metadata, raw, limits)
        batches = file.iter_batches(ROWS, choose_groups(file.metadata, raw), columns, use_threads=False)
    yield from read_batches(batches, names, raw, limits)


def open_part(raw: RawStream) -> pq.ParquetFile:
    """Return a table of which the footer and some row groups are there."""
    footer = pq.read_metadata(BytesIO(MAGIC + raw.stream.read(raw.shared)))
    return pq.ParquetFile(PartFile(raw.stream, raw.shared, raw.start), metadata=footer, **STREAMED)


def choose_groups(metadata: pq.FileMetaData, raw: RawStream) -> list[int]:
    """Return the row groups that are there."""
    groups = range(metadata.num_row_groups)
    if not raw.shared:
        return list(groups)
    end = raw.start - raw.shared + raw.stream.seek(0, SEEK_END)
    return [group for group in groups if raw.start <= find_start(metadata, group) < end]


def find_start(metadata: pq.FileMetaData, group: int, column: int = 0) -> int:
    """Return where the bytes of a column of a row group begin."""
    found = metadata.row_group(group).column(column)
    return int(min(found.dictionary_page_offset or found.data_page_offset, found.data_page_offset))


def check_size(metadata: pq.FileMetaData, raw: RawStream, limits: Limits) -> None:
    """Raise ProblemError (too_large) where a table unpacks to more than any text does."""
    unpacked = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    if unpacked > max(limits.max_file_bytes, limits.max_packing * raw.size):
        raise ProblemError("too_large", f"It unpacks to over {limits.max_packing} times its size")


def find_cuts(raw: RawStream, limits: Limits, part_bytes: int) -> Cuts:
    """Return where the parts of a table begin, at a row group each; one part where these do not lie in their order."""
    if raw.is_gzip:
        return Cuts([(0, 0)], raw.size)
    with arrow_problems():
        metadata = pq.ParquetFile(open_whole(raw, limits)).metadata
        footer = raw.size - TAIL_BYTES - metadata.serialized_size
        groups = range(metadata.num_row_groups)
        bounds = [*(find_start(metadata, group) for group in groups), footer]
        starts, rows = [(bounds[0], 0)], 0
        for group, (start, end) in enumerate(pairwise(bounds)):
            if not lies_between(metadata, group, start, end):
                return Cuts([(0, 0)], raw.size)
            if start - starts[-1][0] >= part_bytes:
                starts.append((start, rows))
            rows += metadata.row_group(group).num_rows
    return Cuts(starts, footer, (footer, raw.size))


def lies_between(metadata: pq.FileMetaData, group: int, start: int, end: int) -> bool:
    """Return whether all bytes of a row group do."""
    columns = range(metadata.num_columns)
    places = [(find_start(metadata, group, one), metadata.row_group(group).column(one)) for one in columns]
    return all(start <= place and place + column.total_compressed_size <= end for place, column in places)
