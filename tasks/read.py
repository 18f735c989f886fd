"""Raw files to articles and rejects."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BufferedIOBase, BufferedReader
from pathlib import Path

from tasks.article import Article, Origin, build_article
from tasks.limits import Limits
from tasks.raw import RawFile, Reject, build_reject, find_batch_date
from tasks.readers.formats import GZIP, find_format
from tasks.readers.json_lines import read_json_lines
from tasks.readers.json_object import read_json
from tasks.readers.markdown import read_markdown
from tasks.readers.page import read_page
from tasks.readers.plain_text import read_text
from tasks.readers.record import Problem, ProblemError, Record
from tasks.readers.unpack import unpack
from tasks.zones.place import Place

__all__ = ["Article", "Limits", "ReadCounts", "read_raw_file", "read_raw_files"]

READERS: Mapping[str, Callable[[BufferedIOBase, Limits], Iterator[Record | Problem]]] = {
    "txt": read_text,
    "md": read_markdown,
    "html": read_page,
    "json": read_json,
}
"""Readers of files that are read whole; files of lines have one of their own, which needs the size of the file too."""
MAX_DAYS_AHEAD = 2
"""A batch of today may hold what is already tomorrow elsewhere; a later date is a mistake."""
CHANGED = Problem("vanished", "The file changed after it was listed; run again to read it as it is now")


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """What came out of some raw files; records = articles + rejects."""

    articles: int
    rejects: int
    characters: int
    """Of the articles' texts."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Number of rejects by reason."""

    @property
    def records(self) -> int:
        """Number of records, where a file that could not be opened counts as one."""
        return self.articles + self.rejects


def read_raw_file(batch: Place, file: RawFile, limits: Limits) -> Iterator[Article | Reject]:
    """The records of a raw file one by one, each an article or a reject; `batch` is the date folder.

    Where the rest of a file cannot be read, that is one more reject.
    """
    index = 0
    try:
        with batch.open_raw(file.path) as opened:
            check_unchanged(file, opened.stream)
            for delivered in read_deliveries(file, opened.stream, limits):
                yield build_outcome(batch, file, index, delivered, limits)
                index += 1
            if opened.look() != file.seen:
                yield build_reject(file.path, file.sha256, index, CHANGED)
    except ProblemError as error:
        yield build_reject(file.path, file.sha256, index, error.problem)


def check_unchanged(file: RawFile, stream: BufferedReader) -> None:
    """Raises ProblemError: vanished, where the bytes are no longer those that were listed."""
    if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
        raise ProblemError(CHANGED.reason, CHANGED.detail)
    stream.seek(0)


def read_deliveries(file: RawFile, stream: BufferedReader, limits: Limits) -> Iterator[Record | Problem]:
    """The records of an open raw file as delivered. Raises ProblemError."""
    found = find_format(file.path)
    if found is None:
        raise ProblemError("unknown_format")
    unpacked = unpack(stream, found.is_gzip)
    if found.name == "jsonl":
        yield from read_json_lines(unpacked, file.size, limits)
    else:
        yield from READERS[found.name](unpacked, limits)


def build_outcome(
    batch: Place, file: RawFile, index: int, delivered: Record | Problem, limits: Limits
) -> Article | Reject:
    """The article of a record, or the reject that says why it is none."""
    found = delivered
    if isinstance(found, Record):
        article = build_article(found, build_origin(batch, file, index), limits)
        if isinstance(article, Article):
            return article
        found = article
    return build_reject(file.path, file.sha256, index, found)


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


def read_raw_files(batch: Place, files: Sequence[RawFile], limits: Limits, out: Path) -> ReadCounts:
    """Read raw files into ``out/articles.parquet`` and ``out/rejects.parquet``, in the order of files and records."""
    from tasks.read_tables import RecordTables  # pyarrow and the schemas, which those who only want limits can spare

    reasons: Counter[str] = Counter()
    articles = characters = 0
    with RecordTables(out) as tables:
        for file in files:
            for outcome in read_raw_file(batch, file, limits):
                tables.write(outcome)
                if isinstance(outcome, Reject):
                    reasons[outcome.reason] += 1
                else:
                    articles += 1
                    characters += len(outcome.text)
    return ReadCounts(articles, reasons.total(), characters, dict(reasons))
