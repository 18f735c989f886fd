"""Large WARC files cut into parts that several workers read at once; the same rows come out however they are cut."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from schemas.formats import find_format, is_gzip
from schemas.rejects import Problem, ProblemError
from tasks.batch.raw_files import RawFile
from tasks.ingest.limits import Limits
from tasks.ingest.readers.warc import open_source, read_frames
from tasks.zones.place import OpenRawFile, Place

GROUP_BYTES = 4_000_000
"""Of raw files that one piece of work reads: some 200 pages of a packed crawl, a few seconds of work."""
GROUP_FILES = 200
HASHED_BYTES = 1 << 20
CHANGED = Problem("vanished", "The file changed after it was listed; run again to read it as it is now")


@dataclass(frozen=True, slots=True)
class Part:
    """A raw file, or neighbouring records of one."""

    file: RawFile
    start: int
    end: int
    """Bytes of the raw file."""
    first_record: int
    """Index in the file of the record that it begins with."""
    sha256: str | None
    """Of these bytes; None in a file that was not read yet."""

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self.end - self.start

    @property
    def content_key(self) -> object:
        """A JSON value that tells what it is and holds from any other part."""
        return [self.file.path, self.first_record, self.sha256 or self.file.content_key]

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the file."""
        return self.size == self.file.size


def build_whole(file: RawFile) -> Part:
    """Return a raw file in one part."""
    return Part(file, 0, file.size, 0, file.sha256)


def is_large(file: RawFile) -> bool:
    """Whether a file is worth cutting."""
    found = find_format(file.path)
    return found is not None and found.is_divisible and file.size > GROUP_BYTES


def cut_file(batch: Place, file: RawFile, limits: Limits, part_bytes: int = GROUP_BYTES) -> list[Part]:
    """Return the parts of a WARC file, each of `part_bytes` or a little more.

    It is one part where it is one gzip member, which can only be read from its beginning, and where it is no longer
    the file that was listed: whoever reads it says so.
    """
    whole = [build_whole(file)]
    try:
        with batch.open_raw(file.path) as opened:
            cuts = find_cuts(opened.stream, file, limits, part_bytes)
            opened.stream.seek(0)
            return hash_parts(opened, file, cuts) if len(cuts) > 1 else whole
    except ProblemError:
        return whole


def find_cuts(stream: BinaryIO, file: RawFile, limits: Limits, part_bytes: int) -> list[tuple[int, int]]:
    """Return where in the file the parts begin, and with which record: never right after a damaged one."""
    cuts, is_good = [(0, 0)], False
    source = open_source(stream, is_gzip(file.path), limits)
    try:
        for index, frame in enumerate(read_frames(source, lambda *_: False, limits)):
            start = None if isinstance(frame, Problem) else frame.start
            if is_good and start is not None and start - cuts[-1][0] >= part_bytes:
                cuts.append((start, index))
            is_good = not isinstance(frame, Problem)
    except ProblemError:
        pass  # a gzip bomb ends the file; whoever reads the last part says so
    return cuts


def hash_parts(opened: OpenRawFile, file: RawFile, cuts: Sequence[tuple[int, int]]) -> list[Part]:
    """Return the parts and their file with their hashes; the file is open at its beginning.

    Raises ProblemError where it has changed since it was listed.
    """
    whole, parts = hashlib.sha256(), []
    ends = [start for start, _ in cuts[1:]] + [file.size]
    for (start, first_record), end in zip(cuts, ends, strict=True):
        digest, left = hashlib.sha256(), end - start
        while left and (piece := opened.stream.read(min(left, HASHED_BYTES))):
            whole.update(piece)
            digest.update(piece)
            left -= len(piece)
        parts.append(Part(file, start, end, first_record, digest.hexdigest()))
    hashed = check_unchanged(opened, file, whole.hexdigest())
    return [replace(part, file=hashed) for part in parts]


def check_unchanged(opened: OpenRawFile, file: RawFile, sha256: str) -> RawFile:
    """Return an open file with its hash. Raises ProblemError: vanished, where it is not the one that was listed."""
    if file.sha256 not in (None, sha256) or (file.sha256 is None and opened.read_stat() != file.stat):
        raise ProblemError(CHANGED.reason, CHANGED.detail)
    return replace(file, sha256=sha256)


def group_parts(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """Put the parts, in their order, into groups that are worth a worker's while."""
    group: list[Part] = []
    size = 0
    for part in parts:
        if group and (size + part.size > GROUP_BYTES or len(group) >= GROUP_FILES):
            yield tuple(group)
            group, size = [], 0
        group.append(part)
        size += part.size
    if group:
        yield tuple(group)
