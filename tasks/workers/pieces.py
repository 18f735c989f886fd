"""Pieces of work that can be given up: a file to cut, parts of files to read, articles of a shard to annotate."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import pyarrow.compute as pc

from tasks.parts import Part, build_whole
from tasks.raw import RawFile, Reject, build_reject
from tasks.read import Limits
from tasks.read_tables import RecordTables
from tasks.readers.record import Problem
from tasks.recipe import build_fingerprint
from tasks.shards import Shard, read_shard
from tasks.workers.faults import Fault
from tasks.workers.known import RecordKey
from tasks.workers.time_limit import FULL_BYTES, end_after, find_limit
from tasks.workers.work import annotate_shard, find_parts, read_group, write_parts, write_result
from tasks.zones.place import Place

REJECTS = "rejects.json"


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


@dataclass(frozen=True, slots=True)
class AnnotatePiece:
    """Some of the articles of a shard that no published rows can serve: those from `first` up to `end`."""

    shard: Shard
    shards: Place
    """Where the shard's own file lies."""
    model: str
    seconds: float
    """For FULL_CHARS of text."""
    out: Place
    first: int
    end: int

    @property
    def folder(self) -> Place:
        """Named by the shard, and by the articles where they are not all."""
        is_whole = (self.first, self.end) == (0, self.shard.to_annotate)
        return self.out / (self.shard.key if is_whole else f"{self.shard.key}.{self.first}-{self.end}")

    def __call__(self) -> Place:
        """Annotate them."""
        return annotate_shard(
            self.shard, self.shards, self.model, self.seconds, slice(self.first, self.end), self.folder
        )

    def halve(self) -> tuple["AnnotatePiece", ...]:
        """The first articles and the last; none where it is one."""
        if self.end - self.first < 2:
            return ()
        middle = (self.first + self.end) // 2
        return replace(self, end=middle), replace(self, first=middle)

    def reject(self, fault: Fault) -> None:
        """The article as a reject."""
        path, sha256, index = self.read_keys()[0]
        self.put_reject(build_reject(path, sha256, index, Problem(f"annotation_{fault.cause}", fault.detail)))

    def put_reject(self, reject: Reject) -> None:
        """Finish the folder with a reject and no rows."""
        with self.folder.finish() as unfinished:
            (unfinished / REJECTS).write_text(json.dumps([asdict(reject)]))
            write_result(unfinished, records=0, articles=0)

    def read_keys(self) -> list[RecordKey]:
        """Which records the articles are."""
        articles = read_shard(self.shards, self.shard)
        new = articles.filter(pc.invert(articles["is_reused"])).slice(self.first, self.end - self.first)
        return list(zip(*(new[name].to_pylist() for name in ("raw_path", "raw_sha256", "record_index")), strict=True))


def build_pieces(
    shard: Shard, shards: Place, model: str, seconds: float, out: Place, known: Mapping[RecordKey, Reject]
) -> Iterator[AnnotatePiece]:
    """The articles of a shard that are to be annotated, as one piece of work.

    Where some of them are `known` as rejects, those are rejected here, and what lies between them are the pieces.
    """
    whole = AnnotatePiece(shard, shards, model, seconds, out, 0, shard.to_annotate)
    if not shard.to_annotate or not known:
        return iter([whole] if shard.to_annotate else [])
    return cut_out(whole, known)


def cut_out(whole: AnnotatePiece, known: Mapping[RecordKey, Reject]) -> Iterator[AnnotatePiece]:
    """A piece without the articles that are known as rejects, which are finished as such."""
    first = whole.first
    for index, key in enumerate(whole.read_keys()):
        if key in known:
            if first < index:
                yield replace(whole, first=first, end=index)
            rejected = replace(whole, first=index, end=index + 1)
            if not rejected.folder.is_finished():
                rejected.put_reject(known[key])
            yield rejected
            first = index + 1
    if first < whole.end:
        yield replace(whole, first=first)


def find_shard_key(folder: Place) -> str:
    """The key of the shard that the folder of a piece belongs to."""
    return folder.name.partition(".")[0]


def read_rejected(folder: Place) -> list[Reject]:
    """What a piece of annotation that was given up left: its reject."""
    return [Reject(**row) for row in json.loads((folder / REJECTS).read_text())]
