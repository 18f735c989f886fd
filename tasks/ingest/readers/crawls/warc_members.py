"""The bytes of a packed WARC file, gzip member by gzip member."""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from schemas.rejects import ProblemError
from tasks.ingest.limits import Limits

WINDOW = 1 << 16
OVERLAP = 16
"""Of two windows in which a pattern is looked for; longer than the patterns."""
END_BYTES = 64
"""After a record: line ends, and then the next one or nothing."""
BAD_LENGTH = ("damaged_record", "The record is not as long as it says")
CHUNK = 1 << 14
"""Packed bytes unpacked together. Chunks are counted from where their gzip member begins, so that damage is met, and
left behind, at one place however the file was cut."""
PROBE = 1 << 10
"""Packed bytes that show how a gzip member begins."""
MEMBER = re.compile(rb"\x1f\x8b\x08")


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


class GzipSource:
    """The unpacked bytes of a file of gzip members: one a record as the standard has it, or one around them all."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self.stream, self.limits = stream, limits
        self.left = self.damage_end = 0
        self._begin(0)

    def _begin(self, start: int, packed: bytes = b"") -> None:
        """Begin the member that starts at `start`; `packed` are the first bytes of it, already read."""
        self.stream.seek(start + len(packed))
        self.start = self.chunk_start = self.taken = start
        self.packed, self.buffer = packed, b""
        self.unpacked = self.given = 0
        self.unpacker = zlib.decompressobj(31)
        self.is_broken = False

    def _fill(self) -> bool:
        """Unpack some of this member; False at its end. Raises ProblemError: truncated_gzip, too_large."""
        while not self.buffer:
            if self.unpacker.eof:
                return False
            packed = self.unpacker.unconsumed_tail or self._take_chunk()
            try:
                self.buffer = self.unpacker.decompress(packed, WINDOW)
            except zlib.error:
                packed = b""
            if not packed and not self.buffer and not self.unpacker.eof:
                self.is_broken = True
                raise ProblemError("truncated_gzip", "A gzip member is damaged or ends early")
            self.unpacked += len(self.buffer)
            if self.unpacked > max(self.limits.max_file_bytes, self.limits.max_packing * (self.taken - self.start)):
                raise ProblemError("too_large", f"It unpacks to over {self.limits.max_packing} times its size")
        return True

    def _take_chunk(self) -> bytes:
        chunk = self.packed + self.stream.read(CHUNK - len(self.packed))
        self.packed = b""
        if chunk:
            self.chunk_start = self.taken
        self.taken += len(chunk)
        return chunk

    def _find_member(self) -> bool:
        """Begin the member after one that has ended; False where none follows. Zeros between them are padding."""
        rest, end = self.unpacker.unused_data, self.taken
        while not rest.lstrip(b"\0"):
            rest = self.stream.read(WINDOW)
            end += len(rest)
            if not rest:
                return False
        rest = rest.lstrip(b"\0")
        self._begin(end - len(rest), rest[:CHUNK])
        return True

    def find_start(self) -> int | None:
        """Return where the member begins, if none of it was read yet and damage before it was not met with its bytes.

        Else None: a part of the file cannot begin there and come out the same.
        """
        while not self._fill():
            if not self._find_member():
                return None
        return None if self.given or self.start < self.damage_end else self.start

    def read_line(self, limit: int) -> bytes:
        """Return the next line, or its first `limit` bytes; empty at the end of the file."""
        line = b""
        while len(line) < limit and not line.endswith(b"\n") and self._has_more():
            if line and self._begins_anew():
                break
            end = self.buffer.find(b"\n") + 1 or len(self.buffer)
            line += self._take(min(end, limit - len(line)))
        return line

    def _has_more(self) -> bool:
        self.find_start()
        return bool(self.buffer)

    def _begins_anew(self) -> bool:
        """Return whether a member with a record in it comes next."""
        return not self.given and self.buffer.startswith(b"WARC/")

    def _take(self, size: int) -> bytes:
        part, self.buffer = self.buffer[:size], self.buffer[size:]
        self.given += len(part)
        return part

    def open_block(self, length: int) -> None:
        """Begin a block; whether it is whole is known only at its end."""
        self.left = length

    def read(self, size: int) -> bytes:
        """Return the next bytes, of the next member too. Raises ProblemError where a record begins there."""
        parts = []
        while size and self._has_more():
            if self._begins_anew():
                raise ProblemError(*BAD_LENGTH)
            parts.append(self._take(size))
            size -= len(parts[-1])
            self.left -= len(parts[-1])
        return b"".join(parts)

    def close_block(self) -> None:
        """Leave the block, read or not, and the line ends after it. Raises ProblemError where it was not whole.

        A member's checksum is looked at with its last byte, so all of it is unpacked.
        """
        while self.left:
            if not self.read(min(self.left, WINDOW)):
                raise ProblemError(*BAD_LENGTH)
        ends = b""
        while self._fill() and len(ends) < END_BYTES:
            ends += self._take(len(self.buffer) - len(self.buffer.lstrip(b"\r\n")))
            if self.buffer:
                break
        check_end(ends, self.buffer)

    def recover(self) -> bool:
        """Go on after a ProblemError at the next member, after damage at one with a record; False if there is none."""
        if not self.given and not self.is_broken:
            return True
        try:
            while not self.is_broken and self._fill():
                self.buffer = b""
            if not self.is_broken:
                return self._find_member()
        except ProblemError as error:
            if error.problem.reason == "too_large":
                raise
        self.damage_end = self.taken
        after = max(self.start + 1, self.chunk_start)
        found = next((at for at in find_all(self.stream, MEMBER, after) if self._begins_record(at)), None)
        if found is not None:
            self._begin(found)
        return found is not None

    def _begins_record(self, start: int) -> bool:
        self.stream.seek(start)
        try:
            return zlib.decompressobj(31).decompress(self.stream.read(PROBE), 5) == b"WARC/"
        except zlib.error:
            return False
