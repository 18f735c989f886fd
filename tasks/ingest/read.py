"""Raw files to articles and rejects: a piece of reading for the workers, and how a record becomes either."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from io import BufferedReader, BytesIO
from itertools import islice
from pkgutil import resolve_name

from schemas.formats import describe_unknown, find_format, is_archive
from schemas.rejects import Problem, ProblemError, Reject, build_reject
from tasks.batch.raw_files import RawFile, describe_raw_file
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.archives.cut import list_members
from tasks.ingest.archives.walk import walk_members
from tasks.ingest.article import Article, build_article
from tasks.ingest.limits import Limits
from tasks.ingest.parts import CHANGED, GROUP_BYTES, Part, build_raw_path, build_whole, check_unchanged, hash_stream
from tasks.ingest.read_tables import RecordTables
from tasks.ingest.readers.record import Delivered, RawStream, Reader, Record, Skipped
from tasks.ingest.stream import build_stream
from tasks.logger import LOGGER
from tasks.workers.faults import Fault, describe_error
from tasks.workers.results import write_records, write_result
from tasks.workers.time_limit import end_after
from tasks.zones.place import Place

READ_FILE = "read.json"

type RecordOutcome = Article | Reject | Skipped
"""What became of one record."""


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
        start, share = time.process_time(), sum(part.size for part in self.parts) / GROUP_BYTES
        with self.folder.staged_folder() as unfinished, end_after(self.seconds, share):
            with closing(RecordTables(unfinished)) as tables:
                files = [write_part(one.file, read_hashed(self.batch, one, self.limits), tables) for one in self.parts]
            write_records(unfinished / READ_FILE, files)
            write_result(unfinished, {}, start)
        return self.folder

    def halve(self) -> tuple["ReadPiece", ...]:
        """Return the first parts and the last, or those of an archive's files; none where it is one."""
        if len(self.parts) < 2:
            (part,) = self.parts
            count = len(part.members or ())
            return tuple(replace(self, parts=(half,)) for half in part.split(count // 2)) if count > 1 else ()
        middle = len(self.parts) // 2
        return replace(self, parts=self.parts[:middle]), replace(self, parts=self.parts[middle:])

    def reject(self, fault: Fault) -> None:
        """Write the part as a reject, which takes the place of its first record."""
        (part,) = self.parts
        file = part.file
        if file.sha256 is None:
            with suppress(ProblemError):
                file = describe_raw_file(self.batch, file.path)
        problem = Problem(f"reading_{fault.cause}", fault.detail)
        path, _, index = part.build_key()
        reject = build_reject(path, file.sha256, index, problem)
        with self.folder.staged_folder() as unfinished:
            with closing(RecordTables(unfinished)) as tables:
                write_records(unfinished / READ_FILE, [write_part(file, [reject], tables)])
            write_result(unfinished, {})


def write_part(file: RawFile, outcomes: Iterable[RawFile | RecordOutcome], tables: RecordTables) -> RawFile:
    """Write the articles and rejects of one part; returns its file, with a hash where it could be opened."""
    skipped, records = Counter[str](), 0
    for outcome in outcomes:
        if isinstance(outcome, RawFile):
            file = outcome
        elif isinstance(outcome, Skipped):
            skipped[outcome.kind] += 1
        else:
            tables.write(outcome)
            records += 1
    return replace(file, records=records, skipped=dict(skipped))


def read_raw_file(batch: Place, file: RawFile, limits: Limits) -> Iterator[RecordOutcome]:
    """Yield what became of each record of a raw file of a date folder; one more reject where the rest is unreadable."""
    return read_part(batch, build_whole(file), limits)


def read_part(batch: Place, part: Part, limits: Limits) -> Iterator[RecordOutcome]:
    """Yield the records of a part of a raw file like `read_raw_file`."""
    return (one for one in read_hashed(batch, part, limits) if not isinstance(one, RawFile))


def read_hashed(batch: Place, part: Part, limits: Limits) -> Iterator[RawFile | RecordOutcome]:
    """Yield the part's file with its hash, if it can be opened, and then each record of the part.

    The index of a record is the one it has in all of the file, or of the file in an archive.
    """
    file, index = part.file, part.first_record
    try:
        with open_part(batch, part) as (file, stream):
            yield file
            raw = replace(build_stream(stream, file), shared=part.shared_end - part.shared_start, start=part.start)
            read = partial(read_members, members=part.members) if is_archive(file.path) else read_records
            for outcome in read(batch.name, file, raw, index, limits):
                yield outcome
                index += 1
    except (OSError, MemoryError):
        raise
    except Exception as error:
        yield build_last_reject(file, index, error)


def read_members(
    batch: str, file: RawFile, raw: RawStream, first: int, limits: Limits, members: Sequence[str | None] | None = None
) -> Iterator[RecordOutcome]:
    """Yield the records of the files in an open archive, from its file of that index on, or of its `members` there."""
    names = members if members is not None else list_members(file.path, raw.stream, limits)[0][first:]
    walked = islice(walk_members(file.path, raw.stream, limits), first, None)
    for name, member in zip(names, walked, strict=False):
        if name is None:
            yield Skipped("replaced_member")
            continue
        own = replace(file, path=build_raw_path(file.path, name))
        try:
            content = member.read()
        except ProblemError as error:
            yield build_reject(own.path, own.sha256, 0, error.problem)
        else:
            own = replace(own, size=len(content))
            yield from read_records(batch, own, build_stream(BufferedReader(BytesIO(content)), own), 0, limits)


def read_records(batch: str, file: RawFile, raw: RawStream, index: int, limits: Limits) -> Iterator[RecordOutcome]:
    """Yield the records of an open file, from that index on. The module of a reader is imported only now."""
    try:
        found = find_format(file.path)
        if found is None:
            raise ProblemError("unknown_format", describe_unknown(file.path))
        reader: Reader = resolve_name(found.reader)
        for delivered in reader(raw, limits):
            yield build_outcome(batch, file, index, delivered, limits)
            index += 1
    except (OSError, MemoryError):
        raise
    except Exception as error:
        yield build_last_reject(file, index, error)


def build_last_reject(file: RawFile, index: int, error: Exception) -> Reject:
    """Return the reject of the record at which an error that is being handled ended the reading of a file."""
    problem = error.problem if isinstance(error, ProblemError) else describe_bug(file, index, error)
    return build_reject(file.path, file.sha256, index, problem)


def describe_bug(file: RawFile, index: int, error: Exception) -> Problem:
    """Log an error that is being handled and can only be a bug of ours, and return it as the problem of a record."""
    LOGGER.exception("%s, record %d: rejected", file.path, index)
    return Problem("reading_error", describe_error(error))


@contextmanager
def open_part(batch: Place, part: Part) -> Iterator[tuple[RawFile, BufferedReader]]:
    """Open a raw file, or a part of one, for reading: the file with its hash, and its bytes.

    What is hashed is what is read. Raises ProblemError, at the end too where the file has changed meanwhile.
    """
    if part.is_whole:
        with batch.open_raw(part.file.path) as opened:
            file = check_unchanged(opened, part.file, hash_stream(opened.stream))
            yield file, opened.stream
            if opened.read_stat() != part.file.stat:
                raise ProblemError(*CHANGED)
    else:
        with batch.open_part(part.file.path, *part.spans) as stream:
            if hash_stream(stream) != part.sha256:
                raise ProblemError(*CHANGED)
            yield part.file, stream


def build_outcome(batch: str, file: RawFile, index: int, delivered: Delivered, limits: Limits) -> RecordOutcome:
    """Return the article of a record, or the reject that says why it is none; a bug of ours costs this record only."""
    found: Article | Problem | Skipped
    if isinstance(delivered, Record):
        try:
            found = build_article(delivered, batch, file, index, limits)
        except MemoryError:
            raise
        except Exception as error:
            found = describe_bug(file, index, error)
    else:
        found = delivered
    return build_reject(file.path, file.sha256, index, found) if isinstance(found, Problem) else found
