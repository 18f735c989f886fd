"""What stands around a body: agency lines, datelines, bylines, dates, the headline once more, end marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.ingest.cleaning.byline import find_byline
from tasks.ingest.cleaning.dateline import find_dateline_after_byline, find_dateline_end, is_agency_line, is_outlet_name
from tasks.ingest.cleaning.dates import parse_date

MAX_LINES = 8
"""How far into a body its head may reach."""
ONLY_MARKS = re.compile(r"[-–—―−.·•*_#=~|/ ]{1,80}")
ONLY_DASH = re.compile(r"[-–—―]{1,3}")
END_MARK = re.compile(r"[-–—.·•*_#=~|/ ]{1,80}|-+ ?30 ?-+|\(?(?:ENDS|END)\)?", re.IGNORECASE)
MAX_DATE_CHARS = 70
NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Body:
    """An article's paragraphs without what stands around them, and what was found there."""

    paragraphs: tuple[str, ...]
    byline: tuple[str, ...] = ()
    published: str | None = None


def split_body(paragraphs: Sequence[str], publisher: str, title: str | None) -> Body:
    """Take the head and the end marks off the paragraphs of a text. What reads as a sentence stays."""
    left = list(paragraphs)
    while left and (END_MARK.fullmatch(left[-1]) or is_agency_line(left[-1], publisher)):
        left.pop()
    body = Body(())
    for _ in range(MAX_LINES):
        if not left:
            break
        found = read_head_line(body, left, publisher, title)
        if found is None:
            break
        body = found
        left.pop(0)
    if left:
        start = find_dateline_end(left[0], publisher, " ".join(left)[:5_000])
        if not start and body.byline:
            start = find_dateline_after_byline(left[0])
        left[0] = left[0][start:]
    return replace(body, paragraphs=tuple(left))


def read_head_line(body: Body, left: Sequence[str], publisher: str, title: str | None) -> Body | None:
    """Return what the first line adds to what was found; None where the line is the article's own."""
    line = left[0]
    following = left[1] if len(left) > 1 else ""
    if ONLY_MARKS.fullmatch(line) or is_agency_line(line, publisher):
        return body
    if ONLY_DASH.fullmatch(following) and is_outlet_name(line):
        return body
    if title and is_same(line, title):
        return body
    if names := find_byline(line):
        return replace(body, byline=(*body.byline, *names))
    if len(line) <= MAX_DATE_CHARS and len(left) > 1 and parse_date(line):
        return replace(body, published=body.published or line)
    return None


def is_same(line: str, title: str) -> bool:
    """Return whether two headlines differ in nothing but case, marks and spaces."""
    return NOT_LETTERS.sub("", line[:1_000]).casefold() == NOT_LETTERS.sub("", title).casefold()
