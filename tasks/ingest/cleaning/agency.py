"""What stands around a body: agency lines, datelines, bylines, dates, the headline once more, end marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.ingest.cleaning.byline import find_byline
from tasks.ingest.cleaning.dates import parse_date
from tasks.ingest.cleaning.notices import is_notice
from tasks.ingest.lists import load_lines

AGENCIES = frozenset(load_lines("agencies"))
MAX_PLACE_WORDS = 4
REACH = 160
"""Characters of the first paragraph that a dateline may take."""
DASH = r"[-–—―−]{1,2}"
WITH_AGENCY = re.compile(rf"([^()“”\"]{{0,90}}?) ?\(([^()]{{2,40}})\)[:,]? ?({DASH}|) ?")
WITHOUT_AGENCY = re.compile(rf"([^()“”\"–—]{{2,90}}?) {DASH} ")
AGENCY_LINE = re.compile(rf"(?:{DASH} ?)?\(?([^()]{{2,40}}?)\)?(?: ?{DASH})?")
OUTLET_NAME = re.compile(r"\(?[A-Z0-9][\w.&'’-]*(?: [A-Z0-9&][\w.&'’-]*){0,3}\)?")
OPENING = re.compile(r"[A-Z0-9À-Þ“\"‘'$£€]")
"""What a body begins with. A lower-case word after a dash goes on with a sentence: "NATO — the alliance — said"."""
PLACE_PART = re.compile(r"(?:[A-ZÀ-Þ][\w.'’]*|[0-9]{1,4}|de|la|le|el|al|on|of|the|upon|and|do|du|del|da)[.]?")
UPPER_WORD = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’]+")
NAME = re.compile(r"[A-Z][\w.&'’/-]*(?: (?:[A-Z][\w.&'’/-]*|of|the|and|for)){0,5}")
MAX_LINES = 8
"""How far into a body its head may reach."""
ONLY_MARKS = re.compile(r"[-–—―−.·•*_#=~|/ ]{1,80}")
ONLY_DASH = re.compile(r"[-–—―]{1,3}")
END_MARK = re.compile(r"[-–—.·•*_#=~|/ ]{1,80}|-+ ?30 ?-+|\(?(?:ENDS|END)\)?", re.IGNORECASE)
MAX_DATE_CHARS = 70


@dataclass(frozen=True, slots=True)
class Body:
    """An article's paragraphs without what stands around them, and what was found there."""

    paragraphs: tuple[str, ...]
    byline: tuple[str, ...] = ()
    published: str | None = None


def split_body(paragraphs: Sequence[str], publisher: str, title: str | None) -> Body:
    """Take the head and the end marks off the paragraphs of a text. What reads as a sentence stays."""
    left = list(paragraphs)
    while left and (END_MARK.fullmatch(left[-1]) or is_agency_line(left[-1], publisher) or is_notice(left[-1])):
        left.pop()
    body = Body(())
    for _ in range(min(MAX_LINES, len(left))):
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
    is_outlet = ONLY_DASH.fullmatch(following) and len(line) <= 50 and OUTLET_NAME.fullmatch(line)
    is_title = title and fold(line[:1_000]) == fold(title)
    if ONLY_MARKS.fullmatch(line) or is_agency_line(line, publisher) or is_outlet or is_title or is_notice(line):
        return body
    if names := find_byline(line):
        return replace(body, byline=(*body.byline, *names))
    if len(line) <= MAX_DATE_CHARS and len(left) > 1 and parse_date(line):
        return replace(body, published=body.published or line)
    return None


def is_known_agency(name: str, publisher: str) -> bool:
    """Return whether it is an agency known by name or the publisher ("northern-gazette" is "Northern Gazette")."""
    return name.strip().lower() in AGENCIES or fold(name) == fold(publisher)


def fold(name: str) -> str:
    """Return a name's letters and digits alone."""
    return "".join(filter(str.isalnum, name)).casefold()


def is_agency_line(line: str, publisher: str) -> bool:
    """Return whether a line is nothing but an agency's or the publisher's name: "CNN", "(Reuters) –"."""
    match = AGENCY_LINE.fullmatch(line) if len(line) <= 50 else None
    return match is not None and is_known_agency(match[1], publisher)


def is_place(text: str) -> bool:
    """Return whether it has the form of a place, with a region or a date: "St. Paul, Minn.", "PARIS, March 3"."""
    parts = [part for part in re.split(r"[ ,/-]+", text) if part]
    return len(parts) <= 8 and all(PLACE_PART.fullmatch(part) for part in parts)


def is_upper_place(text: str) -> bool:
    """Return whether it is a place whose first word stands in capitals, as datelines have it."""
    return is_place(text) and UPPER_WORD.match(text) is not None


def find_dateline_end(paragraph: str, publisher: str, text: str) -> int:
    """Return where the first sentence of an article begins after its dateline; 0 where it has none.

    `text` is the article's beginning: a place in capitals that comes again in capitals is no place but a name.
    """
    start = paragraph[:REACH]
    if (match := WITH_AGENCY.match(start)) and begins_body(paragraph, match.end()):
        place, agency, dash = match.groups()
        if is_dateline(place.strip(" ,"), agency, bool(dash), publisher):
            return match.end()
    if (match := WITHOUT_AGENCY.match(start)) and begins_body(paragraph, match.end()):
        place = match[1]
        is_name = text.count(re.split(r"[ ,/-]", place)[0]) > 1
        if is_known_agency(place, publisher) or (is_capital_city(place) and not is_name):
            return match.end()
    return 0


def find_dateline_after_byline(paragraph: str) -> int:
    """Return the same where a byline stands before, for a place in small letters: "Port Ellery — The council met"."""
    match = WITHOUT_AGENCY.match(paragraph[:REACH])
    is_found = match and " - " not in match[0] and is_place(match[1]) and begins_body(paragraph, match.end())
    return match.end() if match and is_found and len(match[1].split()) <= MAX_PLACE_WORDS else 0


def begins_body(paragraph: str, end: int) -> bool:
    """Return whether what follows could be the first sentence."""
    return OPENING.match(paragraph, end) is not None


def is_dateline(place: str, agency: str, has_dash: bool, publisher: str) -> bool:
    """Return whether a place, an agency in brackets and perhaps a dash are a dateline, not a company and its ticker."""
    is_known = is_known_agency(agency, publisher)
    if not has_dash:
        return is_known and (not place or is_upper_place(place))
    if not is_known and not NAME.fullmatch(agency):
        return False
    if not place or is_upper_place(place):
        return True
    return is_place(place) and (is_known or not agency.isupper())


def is_capital_city(place: str) -> bool:
    """Return whether all words before the first comma stand in capitals, at least three letters of them."""
    city = place.partition(",")[0]
    words = [word for word in re.split(r"[ /-]+", city) if word not in ("de", "of", "the")]
    letters = sum(map(len, words))
    return is_place(place) and letters >= 3 and len(words) <= 4 and all(UPPER_WORD.fullmatch(word) for word in words)
