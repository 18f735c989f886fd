"""Large files cut into parts that several workers read at once; the same rows come out however they are cut."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from pkgutil import resolve_name
from typing import Any, BinaryIO

from schemas.formats import find_format
from schemas.rejects import ProblemError
from tasks.batch.raw_files import RawFile
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.limits import Limits
from tasks.ingest.readers.record import Cuts, Cutter
from tasks.ingest.stream import build_stream
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
    """Of the shared bytes and these; None in a file that was not read yet."""
    shared_start: int = 0
    shared_end: int = 0
    """Bytes of the raw file that every part of it needs besides its own; none where both are 0."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """All bytes that reading it takes, from where to where."""
        return [span for span in ((self.shared_start, self.shared_end), (self.start, self.end)) if span != (0, 0)]

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
    return found is not None and bool(found.cutter) and file.size > GROUP_BYTES


def cut_file(batch: Place, file: RawFile, limits: Limits, part_bytes: int = GROUP_BYTES) -> list[Part]:
    """Return the parts of a file, each of `part_bytes` or a little more.

    It is one part where it can only be read from its beginning, as one gzip member can, and where it is no longer
    the file that was listed: whoever reads it says so.
    """
    with suppress(ProblemError), batch.open_raw(file.path) as opened:
        cutter: Cutter = resolve_name(find_format(file.path).cutter)  # type: ignore[union-attr]
        cuts = cutter(build_stream(opened.stream, file), limits, part_bytes)
        if len(cuts.starts) > 1:
            return hash_parts(opened, file, cuts)
    return [build_whole(file)]


def hash_parts(opened: OpenRawFile, file: RawFile, cuts: Cuts) -> list[Part]:
    """Return the parts and their file with their hashes. Raises ProblemError: vanished."""
    first, last = cuts.shared
    opened.stream.seek(first)
    shared, whole = opened.stream.read(last - first), hashlib.sha256()
    opened.stream.seek(0)
    parts = []
    records = dict(cuts.starts)
    for start, end in pairwise([0, *records, cuts.end, file.size]):
        digest = hash_span(opened.stream, end - start, whole, shared)
        if start < end and start in records:
            parts.append(Part(file, start, end, records[start], digest, first, last))
    hashed = check_unchanged(opened, file, whole.hexdigest())
    return [replace(part, file=hashed) for part in parts]


def hash_span(stream: BinaryIO, left: int, whole: Any, shared: bytes) -> str:
    """Return the hash of the shared bytes and the next `left` ones of an open file, which `whole` takes in too."""
    digest = hashlib.sha256(shared)
    while left and (piece := stream.read(min(left, HASHED_BYTES))):
        whole.update(piece)
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


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
