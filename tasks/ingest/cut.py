"""Large files and archives cut into parts that workers read at once; the same rows come out however they are cut."""

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from pkgutil import resolve_name
from typing import Any, BinaryIO

from schemas.formats import find_format, is_archive
from schemas.rejects import ProblemError
from tasks.batch.raw_files import RawFile
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.archives.cut import find_shares, list_members
from tasks.ingest.limits import Limits
from tasks.ingest.parts import GROUP_BYTES, Part, build_whole, check_unchanged, hash_stream, load_part
from tasks.ingest.readers.record import Cuts, Cutter
from tasks.ingest.stream import build_stream
from tasks.workers.faults import Fault
from tasks.workers.results import read_records, write_records, write_result
from tasks.workers.time_limit import end_after
from tasks.zones.place import OpenRawFile, Place

HASHED_BYTES = 1 << 20
PARTS_FILE = "parts.json"


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
