"""Large files cut into parts that several workers read at once; the same rows come out however they are cut."""

import hashlib
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BufferedReader
from itertools import pairwise
from pkgutil import resolve_name
from typing import Any, BinaryIO

from schemas.formats import MEMBER, find_format, is_archive
from schemas.rejects import ProblemError
from tasks.batch.known_rejects import RecordKey
from tasks.batch.raw_files import RawFile
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.archives.cut import find_shares, list_members
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
    """A raw file, or neighbouring records of one, or neighbouring files in an archive."""

    file: RawFile
    start: int
    end: int
    """Bytes of the raw file; of an archive, all of it is opened, and they tell the share of it that is read."""
    first_record: int
    """Index in the file of the record that it begins with; in an archive, of the file."""
    sha256: str | None
    """Of the shared bytes and these, or of the archive; None in a file that was not read yet."""
    shared_start: int = 0
    shared_end: int = 0
    """Bytes of the raw file that every part of it needs besides its own; none where both are 0."""
    members: tuple[str | None, ...] | None = None
    """The names of the files in an archive that it has, None for one that a later one replaces, empty for the archive
    itself; None where the file is no archive, or nobody has looked into it."""

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
        count = len(self.members) if self.members else None
        return [self.file.path, self.first_record, self.sha256 or self.file.content_key, count]

    @property
    def is_whole(self) -> bool:
        """Whether all of the file is opened to read it."""
        return self.members is not None or self.size == self.file.size

    @property
    def first_key(self) -> RecordKey:
        """Path, hash and index of what it begins with, as a reject has them."""
        if self.members is None:
            return self.file.path, self.file.sha256, self.first_record
        return build_raw_path(self.file.path, self.members[0] or ""), self.file.sha256, 0

    def split(self, middle: int) -> tuple["Part", "Part"]:
        """Return the first so many files of a part of an archive, and the others."""
        members = self.members or ()
        end = self.start + self.size * middle // len(members)
        first = replace(self, end=end, members=members[:middle])
        return first, replace(self, start=end, first_record=self.first_record + middle, members=members[middle:])


def build_raw_path(archive: str, member: str) -> str:
    """Return the `raw_path` of a file in an archive, of the archive itself where its name is empty."""
    return f"{archive}{MEMBER}{member}" if member else archive


def build_whole(file: RawFile) -> Part:
    """Return a raw file in one part."""
    return Part(file, 0, file.size, 0, file.sha256)


def is_cut(file: RawFile) -> bool:
    """Whether a file is looked into before it is read: archives, and what is large and can be cut."""
    found = find_format(file.path)
    return is_archive(file.path) or (found is not None and bool(found.cutter) and file.size > GROUP_BYTES)


def cut_file(batch: Place, file: RawFile, limits: Limits, part_bytes: int = GROUP_BYTES) -> list[Part]:
    """Return the parts of a file or an archive, each of `part_bytes` or a little more.

    It is one part where it can only be read from its beginning, as one gzip member can, and where it is no longer
    the file that was listed: whoever reads it says so.
    """
    with suppress(ProblemError), batch.open_raw(file.path) as opened:
        if is_archive(file.path):
            return cut_archive(opened, file, limits, part_bytes)
        cutter: Cutter = resolve_name(find_format(file.path).cutter)  # type: ignore[union-attr]
        cuts = cutter(build_stream(opened.stream, file), limits, part_bytes)
        if len(cuts.starts) > 1:
            return hash_parts(opened, file, cuts)
    return [build_whole(file)]


def cut_archive(opened: OpenRawFile, file: RawFile, limits: Limits, part_bytes: int) -> list[Part]:
    """Return the parts of an open archive. Raises ProblemError: vanished."""
    file = check_unchanged(opened, file, hash_stream(opened.stream))
    names, sizes = list_members(file.path, opened.stream, limits)
    parts, start = [], 0
    for first, end, share in find_shares(sizes, file.size // part_bytes + 1):
        size = int(share * file.size)
        parts.append(Part(file, start, start + size, first, file.sha256, members=tuple(names[first:end])))
        start += size
    return parts


def hash_stream(stream: BufferedReader) -> str:
    """Return the SHA-256 of an open file in hex, which is then at its beginning again."""
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return sha256


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
    return [load_part(part) for part in read_records(Part, folder / PARTS_FILE)]


def load_part(part: Part) -> Part:
    """Return a part as it was before it was written as JSON."""
    members = None if part.members is None else tuple(part.members)
    return replace(part, file=RawFile(**part.file), members=members)  # type: ignore[arg-type]


def isolate(part: Part, known: Container[RecordKey]) -> Iterator[Part]:
    """Yield the part, or its files in shares, so that each of those whose keys are `known` is alone."""
    for index in range(len(part.members or ())):
        before, rest = part.split(index)
        if rest.first_key in known:
            alone, after = rest.split(1)
            yield from (one for one in (before, alone) if one.members)
            yield from isolate(after, known) if after.members else ()
            return
    yield part


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
