"""Reader of .txt: `key: value` lines in front, as in .md too, a headline on a line of its own, then the text."""

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.rejects import Problem
from tasks.ingest.cleaning.byline import find_byline
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.exports.export import find_export
from tasks.ingest.readers.keys import find_part, read_object
from tasks.ingest.readers.record import RawStream, Record, read_whole

PAGE = re.compile(r"\s*<(?:!doctype html|html[\s>])", re.IGNORECASE)
MIN_WORDS, MAX_CHARS = 3, 160
"""Of a headline."""
FENCE = "---"
MAX_FRONT_LINES = 60
LINE = re.compile(r"([A-Za-z_@$][\w $@-]{0,30}):(?:[ \t]+(.*)|)")
NO_FRONT = (None, "text", "teaser", "status")
"""Parts that do not stand in front of a text."""
ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
NO_HEADLINE = re.compile(r"[.!…:;,–—-][\"'”’)\]]*$|[”\"]$|\) *[-–—]|^[-–—(“\"]")


def read_text(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the record of a text file. Raises ProblemError."""
    text = decode(read_whole(raw.unpack(), limits))
    if PAGE.match(text):
        yield Problem("unknown_format", "The content is a web page; let its name end in .html")
        return
    if documents := find_export(text):
        yield from documents
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


def split_front_matter(text: str) -> tuple[Record, str]:
    """Return what the front matter says, with no text yet, and the rest of the text, which is all where there is none.

    Between two lines of `---` any key may stand; with no fence every line must have a key we know, and a blank line
    must follow. Every line end of the rest is `\\n`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.lstrip("\ufeff\r\n \t").split("\n", MAX_FRONT_LINES + 2)
    if lines[0].strip() == FENCE:
        start, end = 1, next((i for i, line in enumerate(lines[1:], 1) if line.strip() in (FENCE, "...")), 0)
        is_front = any(LINE.fullmatch(line.strip()) for line in lines[1:end])  # else it is text between two rules
    else:
        last = len(lines) if len(lines) <= MAX_FRONT_LINES else 0
        start, end = 0, next((i for i, line in enumerate(lines[:-1]) if not line.strip()), last)
        is_front = all(is_known(line) for line in lines[:end])
    if not end or not is_front:
        return Record(""), text
    return build_front(lines[start:end]), "\n".join(lines[end + 1 :])


def is_known(line: str) -> bool:
    """Return whether a line has a key that we know, other than one for the text."""
    match = LINE.fullmatch(line.strip())
    return match is not None and find_part(match[1]) not in NO_FRONT and bool(match[2])


def build_front(lines: list[str]) -> Record:
    """Return the record of front matter lines; lists stand in brackets or one element a line after a dash."""
    values: dict[str, str | list[str]] = {}
    key = ""
    for line in lines:
        if match := LINE.fullmatch(line.strip()):
            key = match[1]
            values[key] = read_value(match[2] or "")
        elif (match := ITEM.fullmatch(line)) and key:
            old = values[key]
            values[key] = [*(old if isinstance(old, list) else []), unquote(match[1])]
    values = {key: value for key, value in values.items() if find_part(key) not in NO_FRONT}
    record = read_object({**values, "text": " "})
    return replace(record, text="") if isinstance(record, Record) else Record("")


def read_value(value: str) -> str | list[str]:
    """Return a value without its quotes, or the list that it is."""
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return [unquote(part) for part in value[1:-1].split(",")]
    return unquote(value)


def unquote(value: str) -> str:
    """Return a value without the quotation marks around it."""
    value = value.strip()
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value
