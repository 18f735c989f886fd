"""Raw files to articles and rejects."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.formats import GZIP, Format, find_format, is_gzip
from schemas.rejects import Problem, ProblemError, Reject, build_reject
from tasks.batch.places import find_batch_date
from tasks.batch.raw_files import RawFile
from tasks.ingest.article import Article, Origin, build_article
from tasks.ingest.limits import Limits
from tasks.ingest.parts import CHANGED, Part, build_whole, check_unchanged
from tasks.ingest.readers.raw_stream import RawStream
from tasks.ingest.readers.record import Delivered, Reader, Record, Skipped
from tasks.logger import LOGGER
from tasks.workers.faults import describe_error
from tasks.zones.place import Place

if TYPE_CHECKING:
    from tasks.ingest.read_tables import RecordTables

type RecordOutcome = Article | Reject | Skipped
"""What became of one record."""
MAX_DAYS_AHEAD = 2
"""A batch of today may hold what is already tomorrow elsewhere; a later date is a mistake."""


@dataclass(frozen=True, slots=True)
class PartRead:
    """What came out of a raw file or a part of one; records that were skipped are none of `articles`, `rejects`."""

    path: str
    sha256: str | None
    """Of all of the file; None where it could not be opened, or is not the one that was listed."""
    articles: int
    rejects: int
    skipped: Mapping[str, int]
    """Number of records skipped, by kind."""


def read_raw_file(batch: Place, file: RawFile, limits: Limits) -> Iterator[RecordOutcome]:
    """Yield the records of a raw file, each an article, a reject or skipped; `batch` is the date folder.

    Where the rest of a file cannot be read, that is one more reject.
    """
    return read_part(batch, build_whole(file), limits)


def read_part(batch: Place, part: Part, limits: Limits) -> Iterator[RecordOutcome]:
    """Yield the records of a part of a raw file like `read_raw_file`."""
    return (one for one in read_hashed(batch, part, limits) if not isinstance(one, RawFile))


def read_hashed(batch: Place, part: Part, limits: Limits) -> Iterator[RawFile | RecordOutcome]:
    """Yield the part's file with its hash, if it can be opened, and then each record of the part.

    The index of a record is the one it has in all of the file.
    """
    file, index = part.file, part.first_record
    try:
        with open_part(batch, part) as (file, stream):
            yield file
            for delivered in read_deliveries(file, stream, limits):
                yield build_outcome(batch, file, index, delivered, limits)
                index += 1
    except ProblemError as error:
        yield build_reject(file.path, file.sha256, index, error.problem)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        LOGGER.exception("%s, record %d: rejected", file.path, index)
        yield build_reject(file.path, file.sha256, index, Problem("reading_error", describe_error(error)))


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
                raise ProblemError(CHANGED.reason, CHANGED.detail)
    else:
        with batch.open_part(part.file.path, part.start, part.end) as stream:
            if hash_stream(stream) != part.sha256:
                raise ProblemError(CHANGED.reason, CHANGED.detail)
            yield part.file, stream


def hash_stream(stream: BufferedReader) -> str:
    """Return the SHA-256 of an open file in hex, which is then at its beginning again."""
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return sha256


def read_deliveries(file: RawFile, stream: BufferedReader, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of an open raw file as delivered. Raises ProblemError."""
    found = find_format(file.path)
    if found is None:
        raise ProblemError("unknown_format")
    yield from load_reader(found)(RawStream(stream, is_gzip(file.path), file.size), limits)


def load_reader(found: Format) -> Reader:
    """Return the reader of a format; its module is imported only now."""
    module, _, name = found.reader.partition(":")
    reader: Reader = getattr(import_module(module), name)
    return reader


def build_outcome(batch: Place, file: RawFile, index: int, delivered: Delivered, limits: Limits) -> RecordOutcome:
    """Return the article of a record, or the reject that says why it is none; what is skipped stays what it is."""
    if isinstance(delivered, Skipped):
        return delivered
    found = delivered
    if isinstance(found, Record):
        article = build_safely(found, build_origin(batch, file, index), limits)
        if isinstance(article, Article):
            return article
        found = article
    return build_reject(file.path, file.sha256, index, found)


def build_safely(record: Record, origin: Origin, limits: Limits) -> Article | Problem:
    """Return the article of a record; where a bug of ours stands in the way, it costs this record only."""
    try:
        return build_article(record, origin, limits)
    except MemoryError:
        raise
    except Exception as error:
        LOGGER.exception("%s, record %d: rejected", origin.raw_path, origin.record_index)
        return Problem("reading_error", describe_error(error))


def build_origin(batch: Place, file: RawFile, index: int) -> Origin:
    """Return where a record comes from, as its path says; a file with no folder belongs to the folder it lies in."""
    publisher, slash, _ = file.path.partition("/")
    path_id = file.path.removesuffix(GZIP) + (f"#{index}" if index else "")
    batch_date = find_batch_date(batch.name)
    latest = None
    if batch_date:
        latest = datetime.combine(batch_date, datetime.min.time(), UTC) + timedelta(days=MAX_DAYS_AHEAD)
    found = find_format(file.path)
    return Origin(
        publisher=publisher if slash else batch.name,
        raw_path=file.path,
        raw_sha256=file.sha256 or "",
        record_index=index,
        format=found.name if found else "",
        path_id=path_id,
        latest=latest,
    )


def read_parts(batch: Place, parts: Sequence[Part], limits: Limits, out: Path) -> list[PartRead]:
    """Read raw files into ``out/articles.parquet`` and ``out/rejects.parquet``, in the order of files and records."""
    from tasks.ingest.read_tables import RecordTables  # pyarrow, which those who only want limits can spare

    with RecordTables(out) as tables:
        return [write_part(part.file, read_hashed(batch, part, limits), tables) for part in parts]


def write_part(file: RawFile, outcomes: Iterable[RawFile | RecordOutcome], tables: "RecordTables") -> PartRead:
    """Write the articles and rejects of one part, and return what it was."""
    skipped: Counter[str] = Counter()
    articles = rejects = 0
    for outcome in outcomes:
        if isinstance(outcome, RawFile):
            file = outcome
        elif isinstance(outcome, Skipped):
            skipped[outcome.kind] += 1
        else:
            tables.write(outcome)
            articles += isinstance(outcome, Article)
            rejects += isinstance(outcome, Reject)
    return PartRead(file.path, file.sha256, articles, rejects, dict(skipped))
