"""Reader of .warc: what a crawl stored, record by record, of which the web pages are read.

The framing is our own code, of which nothing could go if FastWARC did the rest. Tried with FastWARC 2.0.1 (in Rust):
its iterator ends for good at the first damaged gzip member, noise or zero padding (OSError, and then "No reader set");
a member that ends early is no error, the record comes out shorter or with a length of 0; a record that claims too much
swallows the records after it; nothing bounds what a record unpacks to; and in a file of one gzip member every record
but the first gets the end of the file as its place. It is twice as fast (960 against 520 MB/s), where reading a page
takes 20 ms. Its unpackers of content encodings are used: see `http_answer`.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.crawls.http_answer import is_page, parse_fields, read_answer
from tasks.ingest.readers.crawls.warc_members import BAD_LENGTH, END_BYTES, GzipSource, check_end, find_all
from tasks.ingest.readers.record import Cuts, Delivered, RawStream

MAX_HEAD_BYTES = 1 << 16
FIRST_BYTES = 1 << 16
"""Of a block: enough to see what it is."""
FIRST_LINE = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n")
LENGTH = re.compile(r"[0-9]{1,15}")


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


type Source = PlainSource | GzipSource
type IsWanted = Callable[[Mapping[str, str], bytes], bool]


@dataclass(frozen=True, slots=True)
class Frame:
    """One record of a WARC file, not looked into."""

    start: int | None
    """Where one could begin to read with it; None where that is in the middle of a gzip member."""
    fields: Mapping[str, str]
    """Of its head, by name in lower case."""
    block: bytes
    """What it holds, or the beginning of it where it is not wanted or too large."""
    is_cut: bool
    """Whether it holds more."""


def open_source(stream: BinaryIO, is_gzip: bool, limits: Limits) -> Source:
    """Return a source of the unpacked bytes of a WARC file that is open at its beginning."""
    is_empty = not stream.read(1)
    stream.seek(0)
    return GzipSource(stream, limits) if is_gzip and not is_empty else PlainSource(stream)


def read_warc(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a WARC file or part, with one in memory. Raises ProblemError (too_large) at a gzip bomb."""
    is_empty = True
    for frame in read_frames(open_source(raw.stream, raw.is_gzip, limits), is_page, limits):
        is_empty = False
        yield frame if isinstance(frame, Problem) else read_answer(frame.fields, frame.block, frame.is_cut, limits)
    if is_empty:
        yield Problem("empty")


def find_cuts(raw: RawStream, limits: Limits, part_bytes: int) -> Cuts:
    """Return where the parts begin, and with which record: never right after a damaged one."""
    cuts, is_good = [(0, 0)], False
    with suppress(ProblemError):  # a gzip bomb ends the file; whoever reads the last part says so
        source = open_source(raw.stream, raw.is_gzip, limits)
        for index, frame in enumerate(read_frames(source, lambda *_: False, limits)):
            start = None if isinstance(frame, Problem) else frame.start
            if is_good and start is not None and start - cuts[-1][0] >= part_bytes:
                cuts.append((start, index))
            is_good = not isinstance(frame, Problem)
    return Cuts(cuts, raw.size)


def read_frames(source: Source, is_wanted: IsWanted, limits: Limits) -> Iterator[Frame | Problem]:
    """Yield every record of a file; `is_wanted` tells from its fields and first bytes whether to read all of it."""
    while True:
        try:
            frame = find_frame(source, is_wanted, limits)
        except ProblemError as error:
            if error.problem.reason == "too_large":
                raise
            yield error.problem
            if not source.recover():
                return
            continue
        if frame is None:
            return
        yield frame


def find_frame(source: Source, is_wanted: IsWanted, limits: Limits) -> Frame | None:
    """Return the next record; None at the end of the file. Raises ProblemError where it is damaged."""
    start = source.find_start()
    head = read_head(source)
    if not head:
        return None
    fields = parse_fields(head)
    length = fields.get("content-length", "")
    if not LENGTH.fullmatch(length):
        raise ProblemError("damaged_record", "Its head does not say how long it is")
    wanted = int(length)
    source.open_block(wanted)
    block = source.read(min(wanted, FIRST_BYTES))
    if len(block) < wanted and is_wanted(fields, block):
        block += source.read(min(wanted, limits.max_file_bytes + FIRST_BYTES) - len(block))
    source.close_block()
    return Frame(start, fields, block, len(block) < wanted)


def read_head(source: Source) -> bytes:
    """Return a record's head up to the blank line; empty at the end of the file. Raises ProblemError."""
    head = line = source.read_line(MAX_HEAD_BYTES)
    if line.startswith(b"\x1f\x8b"):
        raise ProblemError("binary", "The content is a gzip file, whose name should end in .gz")
    if not b"WARC/".startswith(line[:5]):
        raise ProblemError("damaged_record", "No record begins where one should")
    while line.strip():
        line = source.read_line(MAX_HEAD_BYTES)
        head += line
        if not line.endswith(b"\n") or len(head) > MAX_HEAD_BYTES:
            raise ProblemError("damaged_record", "Its head ends early or not at all")
    return head
