"""Large WARC files cut into parts that several workers read at once; the same rows come out however they are cut."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import BinaryIO

from schemas.formats import find_format, is_gzip
from schemas.rejects import Problem, ProblemError
from tasks.batch.raw_files import RawFile
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.limits import Limits
from tasks.ingest.readers.warc import open_source, read_frames
from tasks.workers.faults import Fault
from tasks.workers.results import read_records, write_records, write_result
from tasks.workers.time_limit import end_after
from tasks.zones.place import OpenRawFile, Place

GROUP_BYTES = 4_000_000
"""Of raw files that one piece of work reads: some 200 pages of a packed crawl, a few seconds of work. A worker has all
of its time for so many, and more time for more."""
GROUP_FILES = 200
HASHED_BYTES = 1 << 20
CHANGED = ("vanished", "The file changed after it was listed; run again to read it as it is now")
PARTS_FILE = "parts.json"


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
    with suppress(ProblemError), batch.open_raw(file.path) as opened:
        cuts = find_cuts(opened.stream, file, limits, part_bytes)
        opened.stream.seek(0)
        if len(cuts) > 1:
            return hash_parts(opened, file, cuts)
    return [build_whole(file)]


def find_cuts(stream: BinaryIO, file: RawFile, limits: Limits, part_bytes: int) -> list[tuple[int, int]]:
    """Return where in the file the parts begin, and with which record: never right after a damaged one."""
    cuts, is_good = [(0, 0)], False
    source = open_source(stream, is_gzip(file.path), limits)
    with suppress(ProblemError):  # a gzip bomb ends the file; whoever reads the last part says so
        for index, frame in enumerate(read_frames(source, lambda *_: False, limits)):
            start = None if isinstance(frame, Problem) else frame.start
            if is_good and start is not None and start - cuts[-1][0] >= part_bytes:
                cuts.append((start, index))
            is_good = not isinstance(frame, Problem)
    return cuts


def hash_parts(opened: OpenRawFile, file: RawFile, cuts: Sequence[tuple[int, int]]) -> list[Part]:
    """Return the parts and their file, open at its beginning, with their hashes. Raises ProblemError: vanished."""
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
        raise ProblemError(*CHANGED)
    return replace(file, sha256=sha256)


@dataclass(frozen=True, slots=True)
class CutPiece:
    """A large raw file to find parts of."""

    batch: Place
    file: RawFile
    limits: Limits
    seconds: float
    """For GROUP_BYTES of raw files."""
    recipe: str
    out: Place

    @property
    def folder(self) -> Place:
        """Named by the file and the recipe."""
        return self.out / build_fingerprint([self.recipe, self.file.path, self.file.content_key])[:16]

    def __call__(self) -> Place:
        """Cut it, and write its parts into ``parts.json`` of the folder."""
        start = time.process_time()
        with self.folder.staged_folder() as unfinished, end_after(self.seconds, self.file.size / GROUP_BYTES):
            write_records(unfinished / PARTS_FILE, cut_file(self.batch, self.file, self.limits))
            write_result(unfinished, {}, start)
        return self.folder

    def halve(self) -> tuple["CutPiece", ...]:
        """Return no halves."""
        return ()

    def reject(self, _fault: Fault) -> None:
        """Leave the file in one part; who reads that may fail in the same way, and then it is a reject."""
        with self.folder.staged_folder() as unfinished:
            write_records(unfinished / PARTS_FILE, [build_whole(self.file)])
            write_result(unfinished, {})


def load_parts(folder: Place) -> list[Part]:
    """Return the parts of a file that was cut."""
    return [replace(part, file=RawFile(**part.file)) for part in read_records(Part, folder / PARTS_FILE)]  # type: ignore[arg-type]


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
