"""Datelines and agency lines at the start of a body, told by their form: "PARIS, March 3 (AP) —"."""

import re

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


def is_outlet_name(line: str) -> bool:
    """Return whether a line of capitalised words could be an outlet's name; a dash on the next line makes it one."""
    return len(line) <= 50 and OUTLET_NAME.fullmatch(line) is not None


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
        if is_known_agency(place, publisher) or (is_capital_city(place) and not comes_again(place, text)):
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


def comes_again(place: str, text: str) -> bool:
    """Return whether the place's first word stands in the text a second time in the same capitals."""
    return text.count(re.split(r"[ ,/-]", place)[0]) > 1
