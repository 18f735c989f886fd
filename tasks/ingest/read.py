"""Raw files to articles and rejects."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from io import BufferedReader
from pathlib import Path

from schemas.formats import GZIP, Format, find_format, is_gzip
from schemas.rejects import Problem, ProblemError, Reject, build_reject
from tasks.batch.places import find_batch_date
from tasks.batch.raw_files import RawFile
from tasks.ingest.article import Article, Origin, build_article
from tasks.ingest.limits import Limits
from tasks.ingest.parts import Part, build_whole
from tasks.ingest.readers.raw_stream import RawStream
from tasks.ingest.readers.record import Delivered, Reader, Record, Skipped
from tasks.logger import LOGGER
from tasks.workers.faults import describe_error
from tasks.zones.place import Place

type Outcome = Article | Reject | Skipped
"""What became of one record."""
MAX_DAYS_AHEAD = 2
"""A batch of today may hold what is already tomorrow elsewhere; a later date is a mistake."""
CHANGED = Problem("vanished", "The file changed after it was listed; run again to read it as it is now")


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """What came out of some raw files; records = articles + rejects, those passed over left out."""

    articles: int
    rejects: int
    characters: int
    """Of the articles' texts."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Number of rejects by reason."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Number of records passed over by kind."""

    @property
    def records(self) -> int:
        """Number of records, where a file that could not be opened counts as one."""
        return self.articles + self.rejects


def read_raw_file(batch: Place, file: RawFile, limits: Limits) -> Iterator[Outcome]:
    """The records of a raw file one by one, each an article or a reject or passed over; `batch` is the date folder.

    Where the rest of a file cannot be read, that is one more reject.
    """
    return read_part(batch, build_whole(file), limits)


def read_part(batch: Place, part: Part, limits: Limits) -> Iterator[Outcome]:
    """The same for a part of a raw file; the index of a record is the one it has in all of the file."""
    file, index = part.file, part.first_record
    try:
        for delivered in read_whole(batch, file, limits) if part.is_whole else read_range(batch, part, limits):
            yield build_outcome(batch, file, index, delivered, limits)
            index += 1
    except ProblemError as error:
        yield build_reject(file.path, file.sha256, index, error.problem)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        LOGGER.exception("%s, record %d: rejected", file.path, index)
        yield build_reject(file.path, file.sha256, index, Problem("reading_error", describe_error(error)))


def read_whole(batch: Place, file: RawFile, limits: Limits) -> Iterator[Delivered]:
    """The records of a raw file as delivered. Raises ProblemError, after the last one where it changed meanwhile."""
    with batch.open_raw(file.path) as opened:
        check_unchanged(opened.stream, file.sha256)
        yield from read_deliveries(file, opened.stream, limits)
        if opened.look() != file.seen:
            raise ProblemError(CHANGED.reason, CHANGED.detail)


def read_range(batch: Place, part: Part, limits: Limits) -> Iterator[Delivered]:
    """The records of a part of a WARC file as delivered. Raises ProblemError."""
    with batch.open_part(part.file.path, part.start, part.end) as stream:
        check_unchanged(stream, part.sha256)
        yield from read_deliveries(part.file, stream, limits)


def check_unchanged(stream: BufferedReader, sha256: str) -> None:
    """Raises ProblemError: vanished, where the bytes are no longer those that were listed."""
    if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
        raise ProblemError(CHANGED.reason, CHANGED.detail)
    stream.seek(0)


def read_deliveries(file: RawFile, stream: BufferedReader, limits: Limits) -> Iterator[Delivered]:
    """The records of an open raw file as delivered. Raises ProblemError."""
    found = find_format(file.path)
    if found is None:
        raise ProblemError("unknown_format")
    yield from load_reader(found)(RawStream(stream, is_gzip(file.path), file.size), limits)


def load_reader(found: Format) -> Reader:
    """Return the reader of a format; its module is imported only now."""
    module, _, name = found.reader.partition(":")
    reader: Reader = getattr(import_module(module), name)
    return reader


def build_outcome(batch: Place, file: RawFile, index: int, delivered: Delivered, limits: Limits) -> Outcome:
    """The article of a record, or the reject that says why it is none; what is passed over stays what it is."""
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
    """The article of a record; where a bug of ours stands in the way, it costs this record only."""
    try:
        return build_article(record, origin, limits)
    except MemoryError:
        raise
    except Exception as error:
        LOGGER.exception("%s, record %d: rejected", origin.raw_path, origin.record_index)
        return Problem("reading_error", describe_error(error))


def build_origin(batch: Place, file: RawFile, index: int) -> Origin:
    """Where a record comes from, as far as its path says; a file with no folder belongs to the folder it lies in."""
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
        raw_sha256=file.sha256,
        record_index=index,
        format=found.name if found else "",
        path_id=path_id,
        latest=latest,
    )


def read_parts(batch: Place, parts: Sequence[Part], limits: Limits, out: Path) -> ReadCounts:
    """Read raw files into ``out/articles.parquet`` and ``out/rejects.parquet``, in the order of files and records."""
    from tasks.ingest.read_tables import (
        RecordTables,  # pyarrow and the schemas, which those who only want limits can spare
    )

    reasons: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    articles = characters = 0
    with RecordTables(out) as tables:
        for part in parts:
            for outcome in read_part(batch, part, limits):
                if isinstance(outcome, Skipped):
                    skipped[outcome.kind] += 1
                    continue
                tables.write(outcome)
                if isinstance(outcome, Reject):
                    reasons[outcome.reason] += 1
                else:
                    articles += 1
                    characters += len(outcome.text)
    return ReadCounts(articles, reasons.total(), characters, dict(reasons), dict(skipped))
