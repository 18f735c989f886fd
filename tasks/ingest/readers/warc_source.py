"""The bytes of a WARC file that is not packed, in order, and taken up again after damage."""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from schemas.rejects import ProblemError

WINDOW = 1 << 16
OVERLAP = 16
"""Of two windows in which a pattern is looked for; longer than the patterns."""
END_BYTES = 64
"""After a record: line ends, and then the next one or nothing."""
FIRST_LINE = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n")
BAD_LENGTH = ("damaged_record", "The record is not as long as it says")


def find_all(stream: BinaryIO, pattern: re.Pattern[bytes], start: int) -> Iterator[int]:
    """Yield every place of a pattern in a file from `start` on; the file may be read elsewhere in between."""
    window = b""
    while True:
        stream.seek(start + len(window))
        more = stream.read(WINDOW)
        window += more
        end = len(window) - OVERLAP if more else len(window)
        for match in pattern.finditer(window):
            if match.start() < end:
                yield start + match.start()
        if not more:
            return
        kept = min(OVERLAP, len(window))
        start, window = start + len(window) - kept, window[len(window) - kept :]


def check_end(ends: bytes, after: bytes) -> None:
    """Raise ProblemError where a record is followed neither by the two line ends of the standard nor by another one.

    `ends` are the line ends after it, `after` is what follows them.
    """
    if not ends.startswith(b"\r\n\r\n") and not b"WARC/".startswith(after[:5]):
        raise ProblemError(*BAD_LENGTH)


class PlainSource:
    """The bytes of a file that is not packed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = stream.seek(0, os.SEEK_END)
        self.block_end = self.scan_start = stream.seek(0)

    def find_start(self) -> int | None:
        """Return the place of what comes next, where one can always begin to read."""
        start = self.stream.tell()
        self.scan_start = start + 1
        return start

    def read_line(self, limit: int) -> bytes:
        """Return the next line, or its first `limit` bytes; empty at the end of the file."""
        return self.stream.readline(limit)

    def open_block(self, length: int) -> None:
        """Begin a block. Raises ProblemError where what stands after it shows that it is not whole."""
        self.scan_start = self.stream.tell()
        self.block_end = self.scan_start + length
        if self.block_end > self.size:
            raise ProblemError(*BAD_LENGTH)
        self.close_block()
        self.stream.seek(self.scan_start)

    def read(self, size: int) -> bytes:
        """Return the next bytes of the block; fewer only where the file ends."""
        return self.stream.read(size)

    def close_block(self) -> None:
        """Leave the block, read or not, and the line ends after it. Raises ProblemError where it was not whole."""
        self.stream.seek(self.block_end)
        after = self.stream.read(END_BYTES)
        following = after.lstrip(b"\r\n")
        ends = after[: len(after) - len(following)]
        check_end(ends, following)
        self.stream.seek(self.block_end + len(ends))

    def recover(self) -> bool:
        """Go on, after a ProblemError, at the next line that begins a record; False where there is none."""
        found = next(find_all(self.stream, FIRST_LINE, self.scan_start), None)
        if found is not None:
            self.stream.seek(found)
        return found is not None
