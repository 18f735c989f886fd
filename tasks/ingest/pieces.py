"""Pieces of reading for the workers: a large file to cut, parts of files to read, what was read to sort."""

import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.rejects import Problem, Reject, build_reject
from tasks.batch.raw_files import RawFile
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.limits import Limits
from tasks.ingest.parts import Part, build_whole, cut_file
from tasks.ingest.read import read_parts
from tasks.ingest.read_tables import RecordTables
from tasks.ingest.shards import Shard, cut_shards, find_doubles, read_sorted
from tasks.workers.faults import Fault
from tasks.workers.results import write_result
from tasks.workers.time_limit import FULL_BYTES, end_after, find_limit
from tasks.zones.place import Place

PARTS = "parts.json"
SHARDS = "shards.json"
DOUBLES = "doubles.json"


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
        return self.out / build_fingerprint([self.recipe, self.file.path, self.file.sha256])[:16]

    def __call__(self) -> Place:
        """Cut it."""
        with end_after(find_limit(self.seconds, self.file.size, FULL_BYTES)):
            return find_parts(self.batch, self.file, self.limits, self.folder)

    def halve(self) -> tuple["CutPiece", ...]:
        """None."""
        return ()

    def reject(self, _fault: Fault) -> None:
        """Leave the file in one part; who reads that may come to grief on the same, and then it is a reject."""
        with self.folder.finish() as unfinished:
            write_parts(unfinished, [build_whole(self.file)])
            write_result(unfinished, records=0, articles=0)


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
        parts = [[part.file.path, part.first_record, part.sha256] for part in self.parts]
        return self.out / build_fingerprint([self.recipe, parts])[:16]

    def __call__(self) -> Place:
        """Read them."""
        with end_after(find_limit(self.seconds, sum(part.size for part in self.parts), FULL_BYTES)):
            return read_group(self.batch, self.parts, self.limits, self.folder)

    def halve(self) -> tuple["ReadPiece", ...]:
        """The first parts and the last; none where it is one."""
        if len(self.parts) < 2:
            return ()
        middle = len(self.parts) // 2
        return replace(self, parts=self.parts[:middle]), replace(self, parts=self.parts[middle:])

    def reject(self, fault: Fault) -> None:
        """The part as a reject, which takes the place of its first record."""
        (part,) = self.parts
        problem = Problem(f"reading_{fault.cause}", fault.detail)
        with self.folder.finish() as unfinished:
            with RecordTables(unfinished) as tables:
                tables.write(build_reject(part.file.path, part.file.sha256, part.first_record, problem))
            write_result(unfinished, records=1, articles=0)


def find_parts(batch: Place, file: RawFile, limits: Limits, folder: Place) -> Place:
    """Cut a large file and put its parts into ``folder/parts.json``."""
    start = time.process_time()
    with folder.finish() as unfinished:
        write_parts(unfinished, cut_file(batch, file, limits))
        write_result(unfinished, 0, 0, 0, start)
    return folder


def write_parts(folder: Path, parts: Sequence[Part]) -> None:
    """Put down into which parts a file is cut."""
    (folder / PARTS).write_text(json.dumps([asdict(part) for part in parts]))


def load_parts(folder: Place) -> list[Part]:
    """The parts of a file that was cut."""
    rows = json.loads((folder / PARTS).read_text())
    return [Part(**{**row, "file": RawFile(**row["file"])}) for row in rows]


def read_group(batch: Place, parts: Sequence[Part], limits: Limits, folder: Place) -> Place:
    """Read some raw files into ``folder/articles.parquet`` and ``folder/rejects.parquet``."""
    start = time.process_time()
    with folder.finish() as unfinished:
        counts = read_parts(batch, parts, limits, unfinished)
        write_result(unfinished, counts.records, counts.articles, 0, start, counts.skipped)
    return folder


def sort_batch(read: Sequence[Place], published: Place | None, recipe: str, shard_chars: int, folder: Place) -> Place:
    """Sort all articles read, cut them into shards in `folder`, and put the doubles into its ``doubles.json``."""
    start = time.process_time()
    with ExitStack() as stack:
        unfinished = stack.enter_context(folder.finish())
        spill = Path(stack.enter_context(TemporaryDirectory(dir=unfinished.parent, prefix="spill-")))
        files = [stack.enter_context(place.fetch()) for place in read]
        old = stack.enter_context(published.fetch()) if published else None
        doubles = find_doubles(files, spill) if files else []
        (unfinished / DOUBLES).write_text(json.dumps([asdict(double) for double in doubles]))
        batches = read_sorted(files, old, spill) if files else iter(())
        shards = list(cut_shards(batches, unfinished, recipe, shard_chars))
        (unfinished / SHARDS).write_text(json.dumps([asdict(shard) for shard in shards]))
        write_result(unfinished, 0, sum(shard.articles for shard in shards), 0, start)
    return folder


def read_shards(folder: Place) -> list[Shard]:
    """The shards of a sorted batch, in the order of their articles' ids."""
    return [Shard(**one) for one in json.loads((folder / SHARDS).read_text())]


def read_doubles(folder: Place) -> list[Reject]:
    """Records of a sorted batch that a later one with the same id replaces."""
    return [Reject(**one) for one in json.loads((folder / DOUBLES).read_text())]
