"""The bytes of a raw file, unpacked where it is a gzip file, never more of them than the limits allow."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader

from schemas.rejects import ProblemError
from tasks.ingest.limits import Limits

SKIP_BYTES = 1 << 20


@contextmanager
def gzip_problems() -> Iterator[None]:
    """Turn what a damaged gzip stream raises into the problem it is."""
    try:
        yield
    except EOFError:
        raise ProblemError("truncated_gzip", "The stream ends early") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ProblemError("truncated_gzip", str(error)) from None


def unpack(stream: BufferedReader, is_gzip: bool) -> BufferedIOBase:
    """The stream itself, or what unpacks while one reads; gzip members after the first are read on."""
    return gzip.GzipFile(fileobj=stream, mode="rb") if is_gzip else stream


def read_whole(stream: BufferedIOBase, limits: Limits) -> bytes:
    """All bytes of an unpacked stream. Raises ProblemError: too_large, truncated_gzip."""
    with gzip_problems():
        content = stream.read(limits.max_file_bytes + 1)
    if len(content) > limits.max_file_bytes:
        raise ProblemError("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked")
    return content


def read_lines(stream: BufferedIOBase, packed_bytes: int, limits: Limits) -> Iterator[bytes | None]:
    """The lines of an unpacked stream one by one; None for one that is longer than the limit.

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
    """The next line, or the first bytes of it where it is longer than `limit`; empty at the end."""
    with gzip_problems():
        return stream.readline(limit + 1)
