"""A record as delivered to an article of the table: cleaned, dated, judged, with its id."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from schemas.formats import GZIP, find_format
from schemas.rejects import Problem, ProblemError
from tasks.batch.places import find_batch_date
from tasks.batch.raw_files import RawFile
from tasks.ingest.cleaning.agency import split_body
from tasks.ingest.cleaning.characters import clean_characters, clean_line
from tasks.ingest.cleaning.dates import parse_date
from tasks.ingest.cleaning.language import find_language
from tasks.ingest.cleaning.markup import strip_markup
from tasks.ingest.cleaning.paragraphs import build_paragraphs
from tasks.ingest.limits import Limits
from tasks.ingest.readers.record import Record

MAX_LINE_CHARS = 1_000
"""Of a title or a date as delivered."""
MAX_URL_CHARS = 4_000
MAX_ID_CHARS = 1_000
MAX_DAYS_AHEAD = 2
"""A batch of today may hold what is already tomorrow elsewhere; a later date is a mistake."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article: the columns of the table `articles` but for the counts."""

    article_id: str
    publisher: str
    url: str | None
    title: str | None
    byline: tuple[str, ...]
    published_at: datetime | None
    published_at_raw: str | None
    language: str
    text: str
    raw_path: str
    raw_sha256: str
    record_index: int
    format: str


def build_article_id(publisher: str, own_id: str | None, url: str | None, path_id: str) -> str:
    """Return 16 hex digits that stay the same when the article is delivered again, corrected.

    The first of these that there is decides, together with the publisher: the publisher's own id, the url, the path
    below the date folder without `.gz`, to which `#` and the number of the record is added where a file holds many.
    """
    kind, value = ("id", own_id) if own_id else ("url", url) if url else ("path", path_id)
    return hashlib.sha256("\x1f".join((publisher, kind, value)).encode()).hexdigest()[:16]


def build_article(record: Record, batch: str, file: RawFile, index: int, limits: Limits) -> Article | Problem:
    """Return the article of the record of that index in a file of the folder `batch`, or why it is none."""
    length = len(record.text.strip())
    if length > limits.max_text_chars:
        return Problem("text_too_long", f"{length:,} characters, the limit is {limits.max_text_chars:,}")
    try:
        paragraphs = build_paragraphs(clean_characters(strip_markup(record.text)))
    except ProblemError as error:
        return error.problem
    title = clean_optional(record.title, MAX_LINE_CHARS)
    folder, slash, _ = file.path.partition("/")
    publisher = record.publisher or (folder if slash else batch)  # with no folder, the one that the file lies in
    body = split_body(paragraphs, publisher, title)
    text = "\n\n".join(body.paragraphs)
    if problem := find_problem(text, record, limits):
        return problem
    published_raw = clean_optional(record.published, MAX_LINE_CHARS) or body.published
    own_id, url = clean_optional(record.own_id, MAX_ID_CHARS), clean_optional(record.url, MAX_URL_CHARS)
    path_id = file.path.removesuffix(GZIP) + (f"#{index}" if index else "")
    found = find_format(file.path)
    return Article(
        article_id=build_article_id(publisher, own_id, url, path_id),
        publisher=publisher,
        url=url,
        title=title,
        byline=clean_names(record.byline or body.byline),
        published_at=find_moment(published_raw, find_batch_date(batch)),
        published_at_raw=published_raw,
        language="en",
        text=text,
        raw_path=file.path,
        raw_sha256=file.sha256 or "",
        record_index=index,
        format=found.name if found else "",
    )


def find_problem(text: str, record: Record, limits: Limits) -> Problem | None:
    """Return why a cleaned text is no article, or None."""
    if not any(map(str.isalnum, text)):
        return Problem("empty")
    if language := find_language(text, record.language):
        name = "a script other than Latin" if language == "und" else f"the language {language!r}"
        return Problem("not_english", f"It seems to be in {name}")
    if run := re.search(rf"\S{{{limits.max_word_chars + 1}}}", text):
        detail = f"{limits.max_word_chars:,} characters without white space from character {run.start():,} on"
        return Problem("text_too_long", f"{detail} are no words")
    return None


def find_moment(raw: str | None, batch_date: date | None) -> datetime | None:
    """Return when a record was published; None where it does not say so, or names a date too far after its batch."""
    moment = parse_date(raw) if raw else None
    if moment and batch_date and moment > datetime.combine(batch_date, time.min, UTC) + timedelta(days=MAX_DAYS_AHEAD):
        return None
    return moment


def clean_optional(value: str | None, max_chars: int) -> str | None:
    """Return a value on one line in one form; None where nothing is left."""
    return (clean_line(value, max_chars) or None) if value else None


def clean_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return names in one form, none twice, none empty."""
    cleaned = (clean_line(name, MAX_LINE_CHARS) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))
