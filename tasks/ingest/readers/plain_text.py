"""Reader of .txt: front matter, a headline on a line of its own, then the text."""

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.rejects import Problem
from tasks.ingest.cleaning.byline import find_byline
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.front_matter import split_front_matter
from tasks.ingest.readers.raw_stream import RawStream, read_whole
from tasks.ingest.readers.record import Record

PAGE = re.compile(r"\s*<(?:!doctype html|html[\s>])", re.IGNORECASE)
MIN_WORDS, MAX_CHARS = 3, 160
"""Of a headline."""
NO_HEADLINE = re.compile(r"[.!…:;,–—-][\"'”’)\]]*$|[”\"]$|\) *[-–—]|^[-–—(“\"]")


def read_text(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the record of a text file. Raises ProblemError."""
    text = decode(read_whole(raw, limits))
    if PAGE.match(text):
        yield Problem("unknown_format", "The content is a web page; let its name end in .html")
        return
    front, text = split_front_matter(text)
    title, text = (front.title, text) if front.title else split_headline(text)
    yield replace(front, title=title, text=text)


def split_headline(text: str) -> tuple[str | None, str]:
    """Return the headline and the text after it; None and all of the text where the first line is no headline.

    It is one where it has the length of one, and a byline follows, or a blank line where it ends no sentence.
    """
    line, _, rest = text.lstrip().partition("\n")
    line, following = line.strip(), rest.lstrip(" \t").partition("\n")[0].strip()
    if not rest.strip() or len(line) > MAX_CHARS or len(line.split()) < MIN_WORDS:
        return None, text
    if following and not find_byline(following):
        return None, text
    has_byline = bool(find_byline(rest.lstrip().partition("\n")[0].strip()))
    return (None, text) if find_byline(line) or (NO_HEADLINE.search(line) and not has_byline) else (line, rest)
