"""Pieces of reading for the workers: a large file to cut, parts of files to read, what was read to sort."""

import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.rejects import Problem, ProblemError, build_reject
from tasks.batch.raw_files import RawFile, describe_raw_file
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.limits import Limits
from tasks.ingest.parts import Part, build_whole, cut_file
from tasks.ingest.read import PartRead, read_parts
from tasks.ingest.read_tables import RecordTables
from tasks.ingest.shards import Candidates, cut_shards, find_doubles, read_sorted
from tasks.workers.faults import Fault
from tasks.workers.results import read_records, write_records, write_result
from tasks.workers.time_limit import end_after
from tasks.zones.place import Place

FULL_BYTES = 4_000_000
"""Raw files for which a worker has all of its time; more gets more time."""
PARTS_FILE = "parts.json"
READ_FILE = "read.json"
SHARDS_FILE = "shards.json"
DOUBLES_FILE = "doubles.json"


@dataclass(frozen=True, slots=True)
class CutPiece:
    """A large raw file to find parts of."""

    batch: Place
    file: RawFile
    limits: Limits
    seconds: float
    """For FULL_BYTES of raw files, as below."""
    recipe: str
    out: Place

    @property
    def folder(self) -> Place:
        """Named by the file and the recipe."""
        return self.out / build_fingerprint([self.recipe, self.file.path, self.file.content_key])[:16]

    def __call__(self) -> Place:
        """Cut it, and write its parts into ``parts.json`` of the folder."""
        start = time.process_time()
        with self.folder.staged_folder() as unfinished, end_after(self.seconds, self.file.size / FULL_BYTES):
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


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """Some raw files to read, or parts of them."""

    batch: Place
    parts: tuple[Part, ...]
    limits: Limits
    seconds: float
    recipe: str
    out: Place

    @property
    def folder(self) -> Place:
        """Named by the parts and the recipe."""
        return self.out / build_fingerprint([self.recipe, [part.content_key for part in self.parts]])[:16]

    def __call__(self) -> Place:
        """Read them into ``articles.parquet``, ``rejects.parquet`` and ``read.json`` of the folder."""
        start, share = time.process_time(), sum(part.size for part in self.parts) / FULL_BYTES
        with self.folder.staged_folder() as unfinished, end_after(self.seconds, share):
            write_records(unfinished / READ_FILE, read_parts(self.batch, self.parts, self.limits, unfinished))
            write_result(unfinished, {}, start)
        return self.folder

    def halve(self) -> tuple["ReadPiece", ...]:
        """Return the first parts and the last; none where it is one."""
        if len(self.parts) < 2:
            return ()
        middle = len(self.parts) // 2
        return replace(self, parts=self.parts[:middle]), replace(self, parts=self.parts[middle:])

    def reject(self, fault: Fault) -> None:
        """Write the part as a reject, which takes the place of its first record."""
        (part,) = self.parts
        path, sha256 = part.file.path, part.file.sha256
        if sha256 is None:
            with suppress(ProblemError):
                sha256 = describe_raw_file(self.batch, path).sha256
        problem = Problem(f"reading_{fault.cause}", fault.detail)
        with self.folder.staged_folder() as unfinished:
            with RecordTables(unfinished) as tables:
                tables.write(build_reject(path, sha256, part.first_record, problem))
            write_records(unfinished / READ_FILE, [PartRead(path, sha256, 0, 1, {})])
            write_result(unfinished, {})


@dataclass(frozen=True, slots=True)
class SortWork:
    """All that was read or is kept, to sort by article and to cut into shards."""

    read: tuple[Place, ...]
    """Folders of finished pieces of reading."""
    published: Place | None
    """The table whose rows may be used again."""
    kept: tuple[str, ...]
    """Raw files whose articles are taken from there."""
    recipe: str
    shard_chars: int
    folder: Place

    def __call__(self) -> Place:
        """Write the shards' files, ``shards.json`` and ``doubles.json`` into the folder."""
        start = time.process_time()
        with ExitStack() as stack:
            unfinished = stack.enter_context(self.folder.staged_folder())
            spill = Path(stack.enter_context(TemporaryDirectory(dir=unfinished.parent, prefix="spill-")))
            files = [stack.enter_context((folder / "articles.parquet").fetch()) for folder in self.read]
            published = stack.enter_context(self.published.fetch()) if self.published else None
            found = Candidates(files, published, self.kept)
            write_records(unfinished / DOUBLES_FILE, find_doubles(found, spill))
            shards = cut_shards(read_sorted(found, spill), unfinished, self.recipe, self.shard_chars)
            write_records(unfinished / SHARDS_FILE, list(shards))
            write_result(unfinished, {}, start)
        return self.folder


def load_parts(folder: Place) -> list[Part]:
    """Return the parts of a file that was cut."""
    return [replace(part, file=RawFile(**part.file)) for part in read_records(Part, folder / PARTS_FILE)]  # type: ignore[arg-type]
