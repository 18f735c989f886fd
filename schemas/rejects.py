"""The table `rejects`, the records it is made of, and the closed list of reasons with advice for the supplier."""

from dataclasses import dataclass

import pyarrow as pa

from schemas.columns import RAW_PATH, RAW_SHA256, RECORD_INDEX, nullable
from schemas.printable import printable
from schemas.table import Column, Table

REASONS = {
    "empty": "The file or record holds nothing but white space; deliver it again with its text.",
    "binary": "The content is not text; export the article as txt, md, html, json or jsonl.",
    "undecodable": "The bytes fit no known text encoding; deliver UTF-8.",
    "truncated_gzip": "The gzip stream is damaged or ends early; deliver the file again.",
    "damaged_record": "The WARC record is damaged or ends early; deliver the file again.",
    "too_large": "The file unpacks to more than the limit; split it.",
    "invalid_json": "The line or file is not valid JSON; check how it was exported.",
    "not_an_object": "The JSON value is not an object with keys; deliver one object per article.",
    "missing_text": "No body was found under any of the accepted keys; see raw/README.md.",
    "text_too_long": "The article's text is longer than the limit; split it.",
    "no_article_in_html": "No article text was found in the page; deliver the page of one article.",
    "html_too_deep": "The page's tags are nested too deeply to be read; deliver the text instead.",
    "not_english": "The text is not English.",
    "duplicate_article": "Another record of the batch has the same id and comes later; the later one is kept.",
    "unreadable": "The file cannot be opened; check its permissions.",
    "vanished": "The file was listed and then gone; deliver it again.",
    "outside_batch": "A symbolic link that leads out of the batch's folder; deliver the file itself.",
    "not_a_regular_file": "A pipe, socket or device, or a link to one; deliver a regular file.",
    "unknown_format": "The file's ending is none that is read; see raw/README.md.",
    "reading_timeout": "Reading the file takes longer than the limit; split it, or raise QUOTEWIRE_SHARD_SECONDS.",
    "reading_crash": "The file ends every worker that reads it; split it, or give the workers more memory.",
    "reading_error": "Reading it fails through a bug of quotewire; report it with the file.",
    "annotation_timeout": "Annotating the article takes longer than the limit; is it text? raise "
    "QUOTEWIRE_SHARD_SECONDS if it is.",
    "annotation_crash": "The article ends every worker that annotates it; is it text? give the workers more memory if "
    "it is.",
    "annotation_error": "Annotating the article fails through a bug of quotewire; report it with the file.",
    "bad_path": "The file lies outside a publisher's folder or its name is not valid UTF-8; rename or move it.",
}

TIMEOUTS = frozenset({"reading_timeout", "annotation_timeout"})
COSTLY = TIMEOUTS | {"reading_crash", "annotation_crash", "annotation_error"}
"""Found out by halving groups of files or articles again and again."""

SKIPPED = {
    "not_html": "An image, a script, a feed or anything else that is no web page.",
    "redirect": "An answer that sends the reader elsewhere.",
    "http_error": "An answer other than the page asked for: not found, no access, an error of the server.",
    "other_record": "A request, metadata, a page stored before (revisit), or what the file says of itself.",
}
"""Kinds of WARC records that are counted and skipped: nobody meant them to be articles."""

REJECTS = Table(
    name="rejects",
    grain="one row per raw file or record that could not become an article",
    key=("raw_path", "record_index"),
    columns=(
        RAW_PATH,
        nullable(RAW_SHA256),
        RECORD_INDEX,
        Column("reason", pa.string(), "Why, from a closed list.", allowed=tuple(REASONS)),
        Column("message", pa.string(), "What was wrong and what its supplier can do."),
    ),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file or record is no article."""

    reason: str
    """A key of `schemas.rejects.REASONS`."""
    detail: str = ""
    """What exactly was wrong, a sentence without its full stop; empty where the reason says it all."""


class ProblemError(Exception):
    """Ends the reading of a file where the problem shows deep inside; the file's reader turns it into its value."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(reason, detail)
        self.problem = Problem(reason, detail)


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw file or record that could not become an article: a row of the table `rejects`."""

    raw_path: str
    raw_sha256: str | None
    """None where the file was never opened."""
    record_index: int
    reason: str
    message: str


def build_reject(path: str, sha256: str | None, record_index: int, problem: Problem) -> Reject:
    """Return the row for a problem; its message says what was wrong and then what its supplier can do."""
    advice = REASONS[problem.reason]
    message = f"{problem.detail}. {advice}" if problem.detail else advice
    return Reject(path, sha256, record_index, problem.reason, printable(message))
