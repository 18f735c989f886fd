"""What a reader is given, the bytes of a raw file and never more of them than the limits allow, and what it yields."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase, BufferedReader

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits

SKIP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class RawStream:
    """An open raw file, or a part of one, at its beginning."""

    stream: BufferedReader
    is_gzip: bool
    """Whether its name says that it is packed."""
    size: int
    """Of the whole raw file in bytes, packed."""

    def unpack(self) -> BufferedIOBase:
        """Return a stream of its bytes unpacked; gzip members after the first are read on."""
        return gzip.GzipFile(fileobj=self.stream, mode="rb") if self.is_gzip else self.stream


@dataclass(frozen=True, slots=True)
class Record:
    """One article as delivered, decoded and taken out of its format, not yet cleaned."""

    text: str
    title: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    """The publication date as delivered."""
    url: str | None = None
    own_id: str | None = None
    """The publisher's own id."""
    language: str | None = None
    """As delivered: "en", "en-GB", "English"."""
    publisher: str | None = None
    """The outlet, where the record itself says for certain and the folder does not."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that nobody meant to be an article: counted, and neither an article nor a reject."""

    kind: str
    """A key of `skipped` in schemas/reasons.toml."""


type Delivered = Record | Problem | Skipped
"""One record as it was delivered."""
type Reader = Callable[[RawStream, Limits], Iterator[Delivered]]
"""Yields the records of a raw file in their order; raises ProblemError where the rest of it cannot be read."""


@contextmanager
def gzip_problems() -> Iterator[None]:
    """Raise ProblemError (truncated_gzip) for what a damaged gzip stream raises."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        detail = "The stream ends early" if isinstance(error, EOFError) else str(error)
        raise ProblemError("truncated_gzip", detail) from None


def read_whole(stream: BufferedIOBase, limits: Limits) -> bytes:
    """Return all bytes of an unpacked stream. Raises ProblemError: too_large, truncated_gzip."""
    with gzip_problems():
        content = stream.read(limits.max_file_bytes + 1)
    if len(content) > limits.max_file_bytes:
        raise ProblemError("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked")
    return content


def read_lines(stream: BufferedIOBase, packed_bytes: int, limits: Limits) -> Iterator[bytes | None]:
    """Yield the lines of an unpacked stream one by one; None for one that is longer than the limit.

    `packed_bytes` is the size of the raw file. Raises ProblemError: too_large where the stream unpacks to more than
    any text does, truncated_gzip.
    """
    left = max(limits.max_file_bytes, limits.max_packing * packed_bytes)
    while line := read_line(stream, limits.max_file_bytes):
        left -= len(line)
        if left < 0:
            raise ProblemError("too_large", f"It unpacks to over {limits.max_packing} times its size")
        if len(line) <= limits.max_file_bytes:
            yield line
            continue
        yield None
        while not line.endswith(b"\n") and left >= 0:
            line = read_line(stream, SKIP_BYTES)
            if not line:
                return
            left -= len(line)


def read_line(stream: BufferedIOBase, limit: int) -> bytes:
    """Return the next line, or the first bytes of it where it is longer than `limit`; empty at the end."""
    with gzip_problems():
        return stream.readline(limit + 1)
