"""Exports of Factiva, with a code before each part ("HD", "TD") or without; each document ends with its number."""

import re
from collections.abc import Iterator, Mapping, Sequence

from schemas.rejects import Problem
from tasks.ingest.cleaning.byline import is_name
from tasks.ingest.readers.exports.document import COPYRIGHT, LENGTH, build_document, find_date
from tasks.ingest.readers.record import Record

NUMBER = re.compile(r"(?:AN )?Document ([A-Za-z]{1,12}[0-9]{5,}[A-Za-z0-9]{0,20})")
BEGIN = re.compile(r"(SE|CLM|HD)(?: (.+)|)")
HEAD = re.compile(r"(SE|CLM|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD)(?: (.+)|)")
TAIL = re.compile(r"(?:CO|IN|NS|RE|IPC|IPD)(?: \w+ ?: .+|)|(?:ART|CT|RF|IPC|IPD|PUB|AN)(?:| .+)")
SURE_TAIL = re.compile(r"(?:CO|IN|NS|RE)(?: \w+ ?: .+|)|AN Document .+|AN")
TAIL_LINES = 12
"""Before a document's number, in which a line that begins with a code can only be one of those at its end."""
WORDS = re.compile(rf"(?:WC )?{LENGTH.pattern}", re.I)
TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?: ?[AP]M)?(?: [A-Z]{2,4})?")
LANGUAGE = re.compile(r"English", re.I)
CODE = re.compile(r"[A-Z0-9]{2,8}")
MAX_HEAD_LINES = 14
"""Of a document without codes, from its length to its body."""


def is_factiva(lines: Sequence[str]) -> bool:
    """Return whether a text is an export: a document has a number as theirs are, and its length in words."""
    return any(map(NUMBER.fullmatch, lines)) and any(map(WORDS.fullmatch, lines))


def split_factiva(lines: Sequence[str]) -> Iterator[Record | Problem]:
    """Yield the documents of an export; what comes after the last one, the terms of the search, is left out."""
    start = 0
    for place, line in enumerate(lines):
        if number := NUMBER.fullmatch(line):
            found = lines[start:place]
            begin = next((at for at, one in enumerate(found) if BEGIN.fullmatch(one)), None)
            has_codes = begin is not None and any(HEAD.fullmatch(one) for one in found[begin + 1 :])
            yield read_coded(found[begin:], number[1]) if has_codes else read_plain(found, number[1], start == 0)
            start = place + 1


def read_coded(lines: Sequence[str], own_id: str) -> Record | Problem:
    """Return a document with a code before each part; its body is what stands under LP and TD."""
    values: dict[str, list[str]] = {}
    code = ""
    for place, line in enumerate(lines):
        in_body = code in ("LP", "TD")
        if in_body and (SURE_TAIL if place < len(lines) - TAIL_LINES else TAIL).fullmatch(line):
            break
        found = HEAD.fullmatch(line)
        if found and (not in_body or found[1] == "TD"):
            code, line = found[1], found[2] or ""
        values.setdefault(code, []).append(line)
    return build_coded({code: " ".join(filter(None, part)) for code, part in values.items()}, values, own_id)


def build_coded(joined: Mapping[str, str], values: Mapping[str, Sequence[str]], own_id: str) -> Record | Problem:
    """Return the record of the parts of a document by code, joined to a line and in lines."""
    published = find_date(f"{joined.get('PD', '')} {joined.get('ET', '')}")
    body = [*values.get("LP", ()), "", *values.get("TD", ())]
    return build_document(joined.get("HD", ""), body, joined.get("BY", ""), published, joined.get("SN", ""), own_id)


def read_plain(lines: Sequence[str], own_id: str, has_cover: bool) -> Record | Problem:
    """Return a document without codes: title, author, length, date, publication, rights and then the body."""
    counted = next((place for place, line in enumerate(lines) if LENGTH.fullmatch(line)), 0)
    above = [line for line in lines[:counted] if line]
    has_author = len(above) > 1 and (above[-1].lower().startswith("by ") or is_name(above[-1]))
    titled = above[:-1] if has_author else above
    published, publication, start = read_plain_head(lines, counted)
    title = " ".join(titled[-1:] if has_cover else titled)
    return build_document(title, lines[start:], above[-1] if has_author else "", published, publication, own_id)


def read_plain_head(lines: Sequence[str], counted: int) -> tuple[str | None, str, int]:
    """Return date and publication of a document without codes, and where its body begins, by its line of length."""
    shown = [place for place in range(counted + 1, len(lines)) if lines[place]][:MAX_HEAD_LINES]
    published = next((found for place in shown[:1] if (found := find_date(lines[place]))), None)
    rest = [place for place in shown if not find_date(lines[place]) and not TIME.fullmatch(lines[place])]
    time = next((lines[place] for place in shown[1:2] if TIME.fullmatch(lines[place])), None)
    last = next((place for place in rest if COPYRIGHT.fullmatch(lines[place])), None)
    last = last or next((place for place in rest if LANGUAGE.fullmatch(lines[place])), None)
    last = last or next((place for place in rest if CODE.fullmatch(lines[place])), rest[0] if rest else counted)
    return f"{published} {time}" if published and time else published, lines[rest[0]] if rest else "", last + 1
