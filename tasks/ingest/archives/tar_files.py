"""The files in a .tar, packed or not, which is read from its beginning to its end."""

import gzip
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from io import BufferedReader, RawIOBase
from typing import Any

import pyarrow as pa

from schemas.rejects import ProblemError
from tasks.ingest.archives.member import Member, build_member, refuse
from tasks.ingest.limits import Limits

CHUNK = 1 << 16
DAMAGE = (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, pa.ArrowException, ValueError, LookupError)
"""What tarfile and those who unpack raise on hostile archives."""


class Unpacked(RawIOBase):
    """The unpacked bytes of an archive, read forwards, never more at once or in all than is allowed."""

    def __init__(self, path: str, stream: BufferedReader, max_bytes: int, limits: Limits) -> None:
        self.stream = open_unpacked(path, stream)
        self.left, self.limits = max_bytes, limits
        self.place, self.last = 0, b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises ProblemError: too_large, damaged_file."""
        if not 0 <= size <= min(self.left, self.limits.max_file_bytes):
            raise ProblemError("too_large", "The rest of it would unpack to too much")
        pieces = []
        while size and (piece := self._read_piece(min(size, CHUNK))):
            pieces.append(piece)
            size -= len(piece)
        self.last = b"".join(pieces)
        self.place, self.left = self.place + len(self.last), self.left - len(self.last)
        return self.last

    def _read_piece(self, size: int) -> bytes:
        try:
            return bytes(self.stream.read(size))
        except (*DAMAGE, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            raise ProblemError("damaged_file", "What it is packed in is damaged or ends early") from None

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self.place

    def seek(self, place: int, whence: int = 0) -> int:
        """Read on to a place. Raises ProblemError where it lies behind."""
        if whence or place < self.place:
            raise ProblemError("damaged_file")
        while self.place < place and self.read(min(CHUNK, place - self.place)):
            pass
        return self.place


class KeptOpen(BufferedReader):
    """A stream that pyarrow does not close: it is read more than once."""

    def close(self) -> None:
        """Do nothing."""


def open_unpacked(path: str, stream: BufferedReader) -> Any:
    """Return a stream of what the archive unpacks to."""
    if path.lower().endswith(".zst"):
        return pa.CompressedInputStream(pa.PythonFile(KeptOpen(stream), mode="r"), "zstd")
    return stream if path.lower().endswith(".tar") else gzip.GzipFile(fileobj=stream, mode="rb")


def walk_tar(path: str, stream: BufferedReader, max_bytes: int, limits: Limits) -> Iterator[Member]:
    """Yield the files in a .tar. Raises ProblemError where the rest of it is damaged, or more than so many bytes."""
    unpacked = Unpacked(path, stream, max_bytes, limits)
    try:
        with tarfile.open(fileobj=unpacked, mode="r:", errors="surrogateescape") as archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # memory
                if not info.isdir():
                    yield build_member(info.name, info.size, choose_reading(archive, info, limits))
    except DAMAGE as error:
        raise ProblemError("damaged_file", str(error) or "It ends early") from None
    if unpacked.last.strip(b"\0"):
        raise ProblemError("damaged_file", "No file begins where one should")


def choose_reading(archive: tarfile.TarFile, info: tarfile.TarInfo, limits: Limits) -> Callable[[], bytes]:
    """Return what reads a file in a .tar."""
    if not info.isfile():
        return partial(refuse, ProblemError("not_a_regular_file", "A link, pipe or device in an archive"))
    if info.size > limits.max_file_bytes:
        return partial(refuse, ProblemError("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked"))
    return partial(read_file, archive, info)


def read_file(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    """Return the bytes of a file in a .tar. Raises ProblemError."""
    try:
        opened = archive.extractfile(info)
        return opened.read() if opened else b""
    except DAMAGE as error:
        raise ProblemError("damaged_file", str(error)) from None
