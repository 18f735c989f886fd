"""Exports of LexisNexis and Nexis Uni, old ("1 of 12 DOCUMENTS") and new ("End of Document")."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from schemas.rejects import Problem
from tasks.ingest.readers.exports.document import COPYRIGHT, build_document, find_date
from tasks.ingest.readers.record import Record

NUMBER = re.compile(r"(?:Document )?[0-9,]{1,7} of [0-9,]{1,7} DOCUMENTS?|Document [0-9,]{1,7} of [0-9,]{1,7}", re.I)
END = re.compile(r"End of Documents?", re.I)
HEAD = re.compile(
    r"(HEADLINE|BYLINE|SECTION|LENGTH|DATELINE|HIGHLIGHT|SERIES|TYPE|DISTRIBUTION|ABSTRACT):(?: (.*)|)", re.I
)
BODY = re.compile(r"Body|Full Text|BODY:(?: (.*)|)")
TAIL = re.compile(
    r"(?i:LOAD-DATE|PUBLICATION-TYPE|DOCUMENT-TYPE|JOURNAL[- ]CODE|CORRECTION-DATE|ACC-NO|LANGUAGE):.*|"
    r"(?:GRAPHIC|SUBJECT|COMPANY|TICKER|INDUSTRY|PERSON|CITY|STATE|COUNTRY|ORGANIZATION|GEOGRAPHIC|URL|PUB-TYPE):.*|"
    r"Graphic|Classification|Load-Date|Notes|Correction|Link to (?:Image|PDF)"
)
KNOWN = re.compile(r"LENGTH: [0-9,]+ words?|(?:LOAD-DATE|BYLINE|SECTION|PUBLICATION-TYPE): .+", re.I)
EDITION = re.compile(r".{0,60}\bedition\b.{0,40}|Correction Appended", re.I)
MAX_TOP_LINES, MAX_HEAD_LINES = 30, 80
"""Without a key, before the first one; of all that stands before the body."""


def is_nexis(lines: Sequence[str]) -> bool:
    """Return whether a text is an export: a document begins or ends as they do, and something is said about one."""
    return any(NUMBER.fullmatch(line) or END.fullmatch(line) for line in lines) and any(map(KNOWN.fullmatch, lines))


def split_nexis(lines: Sequence[str]) -> Iterator[Record | Problem]:
    """Yield the documents of an export; what stands before the first, a cover and a list of titles, is left out."""
    is_new = any(map(END.fullmatch, lines))
    mark = END if is_new else NUMBER
    runs = groupby(lines, lambda line: mark.fullmatch(line) is not None)
    chunks = [[line for line in run if not NUMBER.fullmatch(line)] for is_mark, run in runs if not is_mark]
    if is_new and not any(map(KNOWN.fullmatch, chunks[-1])) and len(chunks) > 1:
        chunks.pop()
    if not is_new and not NUMBER.fullmatch(lines[0]):
        chunks.pop(0)
    for place, chunk in enumerate(chunks):
        yield read_document(chunk, is_new, has_cover=is_new and place == 0)


def read_document(lines: Sequence[str], is_new: bool, has_cover: bool) -> Record | Problem:
    """Return one document; `has_cover` where something else may stand before it."""
    if has_cover:
        known = next((place for place, line in enumerate(lines) if KNOWN.fullmatch(line)), 0)
        lines = lines[max(known - MAX_TOP_LINES, 0) :]
    first, start, values = read_head(lines)
    title, publication, published = read_top(lines[:first], is_new, has_cover)
    end = next((place for place in range(start, len(lines)) if is_tail(lines[place])), len(lines))
    body = [values.get("body", ""), *lines[start:end]]
    title = values.get("headline", title)
    return build_document(title, body, values.get("byline", ""), published, publication)


def is_tail(line: str) -> bool:
    """Return whether a line is none of the body but begins what stands after it."""
    return TAIL.fullmatch(line) is not None or COPYRIGHT.fullmatch(line) is not None


def read_head(lines: Sequence[str]) -> tuple[int, int, Mapping[str, str]]:
    """Return where the lines with a key begin and where the body does, and the values by key.

    The body is announced by a line of its own or, in old exports, begins after the last key and a blank line.
    """
    first, start, values, key = len(lines), 0, dict[str, str](), ""
    for place, line in enumerate(lines[:MAX_HEAD_LINES]):
        if found := BODY.fullmatch(line):
            return min(first, place), place + 1, {**values, "body": found[1] or ""}
        if found := HEAD.fullmatch(line):
            first, start, key = min(first, place), place + 1, found[1].lower()
            values[key] = found[2] or ""
        elif line and key not in ("", "length") and start == place:
            start, values[key] = place + 1, f"{values[key]} {line}"
    return (first, start, values) if values else find_unlabelled(lines)


def find_unlabelled(lines: Sequence[str]) -> tuple[int, int, Mapping[str, str]]:
    """Return the same for a document with no keys at all: its title is the first line after its date."""
    dated = next((place for place, line in enumerate(lines[:MAX_HEAD_LINES]) if find_date(line)), None)
    if dated is None:
        return 0, 0, {}
    shown = (place for place in range(dated + 1, len(lines)) if lines[place] and not is_around(lines[place]))
    start = next(shown, len(lines) - 1) + 1
    return start, start, {}


def is_around(line: str) -> bool:
    """Return whether a line of the head names an edition or the holder of rights."""
    return COPYRIGHT.fullmatch(line) is not None or EDITION.fullmatch(line) is not None


def read_top(lines: Sequence[str], is_new: bool, has_cover: bool) -> tuple[str, str, str | None]:
    """Return title, publication and date from the lines without a key.

    New exports have them in this order, old ones publication, date and, after a blank line, the title.
    """
    dated = next((place for place, line in enumerate(lines) if find_date(line)), len(lines))
    published = find_date(lines[dated]) if dated < len(lines) else None
    above = [line for line in lines[:dated] if line and not COPYRIGHT.fullmatch(line)]
    below = [list(run) for has_text, run in groupby(lines[dated + 1 :], bool) if has_text]
    titles = [found for block in below if (found := [line for line in block if not is_around(line)])]
    last = above.pop() if above else ""
    if not is_new and (titles or not above):
        return " ".join(titles[-1]) if titles else "", last, published
    return (" ".join(above[-1:] if has_cover else above), last, published) if above else (last, "", published)
