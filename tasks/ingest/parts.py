"""Parts of raw files: what a worker reads at once."""

import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from itertools import pairwise

from schemas.formats import MEMBER
from schemas.rejects import ProblemError
from tasks.batch.known_rejects import RecordKey
from tasks.batch.raw_files import RawFile
from tasks.zones.place import OpenRawFile

GROUP_BYTES = 4_000_000
"""Of raw files that one piece of work reads: some 200 pages of a packed crawl, a few seconds of work. A worker has all
of its time for so many, and more time for more."""
GROUP_FILES = 200
CHANGED = ("vanished", "The file changed after it was listed; run again to read it as it is now")


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

    def build_key(self, place: int = 0) -> RecordKey:
        """Return path, hash and index of what it begins with, or one of its files does, as a reject has them."""
        if self.members is None:
            return self.file.path, self.file.sha256, self.first_record
        return build_raw_path(self.file.path, self.members[place] or ""), self.file.sha256, 0

    def take(self, first: int, end: int) -> "Part":
        """Return some neighbouring files of a part of an archive."""
        members = self.members or ()
        start, stop = (self.start + self.size * place // len(members) for place in (first, end))
        return replace(self, start=start, end=stop, first_record=self.first_record + first, members=members[first:end])

    def split(self, middle: int) -> tuple["Part", "Part"]:
        """Return the first so many files of a part of an archive, and the others."""
        return self.take(0, middle), self.take(middle, len(self.members or ()))


def build_raw_path(archive: str, member: str) -> str:
    """Return the `raw_path` of a file in an archive, of the archive itself where its name is empty."""
    return f"{archive}{MEMBER}{member}" if member else archive


def build_whole(file: RawFile) -> Part:
    """Return a raw file in one part."""
    return Part(file, 0, file.size, 0, file.sha256)


def hash_stream(stream: BufferedReader) -> str:
    """Return the SHA-256 of an open file in hex, which is then at its beginning again."""
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return sha256


def check_unchanged(opened: OpenRawFile, file: RawFile, sha256: str) -> RawFile:
    """Return an open file with its hash. Raises ProblemError: vanished, where it is not the one that was listed."""
    if file.sha256 not in (None, sha256) or (file.sha256 is None and opened.read_stat() != file.stat):
        raise ProblemError(*CHANGED)
    return replace(file, sha256=sha256)


def load_part(part: Part) -> Part:
    """Return a part as it was before it was written as JSON."""
    members = None if part.members is None else tuple(part.members)
    return replace(part, file=RawFile(**part.file), members=members)  # type: ignore[arg-type]


def isolate(part: Part, known: Container[RecordKey]) -> list[Part]:
    """Return the part, or its files in shares, so that each of those whose keys are `known` is alone."""
    if part.members is None:
        return [part]
    alone = [place for place in range(len(part.members)) if part.build_key(place) in known]
    ends = sorted({0, len(part.members), *alone, *(place + 1 for place in alone)})
    return [part.take(first, end) for first, end in pairwise(ends)] if alone else [part]


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
