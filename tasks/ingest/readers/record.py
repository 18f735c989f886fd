"""What a reader is given, the bytes of a raw file and never more of them than the limits allow, and what it yields."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase, BufferedReader

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits

SKIP_BYTES = 1 << 20
MAX_NOTED = 200
"""Keys of a raw file that are noted; more are data, not keys."""
type Named = Mapping[str, list[str | int]]
"""By the part of an article the columns or keys that hold it, by their names, or their numbers from 1."""


@dataclass(frozen=True, slots=True)
class RawStream:
    """An open raw file, or a part of one, at its beginning."""

    stream: BufferedReader
    is_gzip: bool
    """Whether its name says that it is packed."""
    size: int
    """Of the whole raw file in bytes, packed."""
    named: Named = field(default_factory=dict)
    """What a file of columns beside it says."""
    shared: int = 0
    """Of a part: how many bytes that all parts need stand in front of its own."""
    start: int = 0
    """Of a part: where its own bytes begin in the raw file."""
    keys: dict[str, None] = field(default_factory=dict)
    """The columns or keys that were met, in their order; noted by the reader."""

    def note(self, keys: Iterable[str]) -> None:
        """Note the columns or keys of some records."""
        if len(self.keys) < MAX_NOTED:
            self.keys.update(dict.fromkeys(keys))

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


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a raw file can be cut into parts."""

    starts: list[tuple[int, int]]
    """At which byte each part begins, and with which record."""
    end: int
    """Of the last part."""
    shared: tuple[int, int] = (0, 0)
    """From where to where the bytes stand that every part needs too: the header or footer of a table."""


type Cutter = Callable[[RawStream, Limits, int], Cuts]
"""Finds parts of so many bytes or a little more; raises ProblemError, as the reader would, where there are none."""


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
