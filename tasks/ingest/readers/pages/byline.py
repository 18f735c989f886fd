"""Who wrote the article of a page."""

import re
from collections.abc import Iterable, Iterator

from lxml.etree import XPath
from lxml.html import HtmlElement

from tasks.ingest.cleaning.byline import NO_NAME, drop_outlets, is_name, split_names
from tasks.ingest.lists import load_lines
from tasks.ingest.readers.pages.linked_data import find_strings
from tasks.ingest.readers.pages.metadata import PageFacts, fold, read_line

AUTHOR_NAMES = load_lines("author_names")
"""Of `meta` elements that hold an author, in order of trust."""
MARKED = XPath(
    "//*[self::h1 or @itemprop='author' or @rel='author' or contains(@class, 'byline') or contains(@class, 'Byline')"
    " or contains(@class, 'author') or contains(@class, 'Author') or contains(@href, '/author/')"
    " or contains(@href, '/authors/') or contains(@href, '/profile/') or contains(@href, '/staff/')"
    " or contains(@href, '/contributors/') or contains(@href, '/people/')]"
)
SAID_BY = XPath(
    "//*[self::h1 or text()[starts-with(normalize-space(), 'By ') or starts-with(normalize-space(), 'by ')]"
    " or */text()[normalize-space()='By' or normalize-space()='by']]"
)
MAX_CHARS = 150
NO_PERSON = re.compile(
    r"[@/_\d]|https?:|^www\.|\b(?:facebook|twitter|instagram|linkedin|click|share|follow)\b", re.IGNORECASE
)
SURNAME_FIRST = re.compile(r"([^\W\d_][\w'’ -]{0,40}), ([^\W\d_][\w'’. -]{0,40})")
TAIL = re.compile(
    r"\s*(?:[|•·/]|[0-9]"
    r"|\b(?:updated|published|posted|link copied|see (?:more|full)|follow|on|is an?|min read|share)\b).*",
    re.IGNORECASE | re.DOTALL,
)


def find_authors(page: PageFacts) -> tuple[str, ...]:
    """Return the authors as the linked data names them, else the head, else the page itself.

    The name of the site is none where another is found.
    """
    desks: tuple[str, ...] = ()
    for names in find_candidates(page):
        people = tuple(name for name in names if fold(name) not in page.site_names)
        if people:
            return people
        desks = desks or names
    return desks


def find_candidates(page: PageFacts) -> Iterator[tuple[str, ...]]:
    """Yield what may be the authors, in order of trust."""
    yield clean(find_strings(page.article.get("author")))
    yield clean(find_strings(page.article.get("creator")))
    for name in AUTHOR_NAMES:
        yield clean(page.named.get(name, []))
    yield from map(find_shown, page.list_marked(MARKED))
    yield from map(find_shown, page.list_marked(SAID_BY))


def clean(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names in what the head lists, addresses and handles left out; "Lee, Ann" is Ann Lee."""
    names = []
    for value in values:
        if (match := SURNAME_FIRST.fullmatch(value.strip())) and not any(" " in part for part in match.groups()):
            value = f"{match[2]} {match[1]}"
        names += [name for name in split_names(value) if not NO_PERSON.search(name)]
    return drop_outlets(names)


def find_shown(element: HtmlElement) -> tuple[str, ...]:
    """Return the names in an element that the page marks as its byline, each in a piece of text of its own."""
    if not 0 < len(read_line(element)) <= MAX_CHARS:
        return ()
    pieces = (TAIL.sub("", " ".join(piece.split())) for piece in element.itertext())
    names = [name for piece in pieces for name in split_names(piece) if is_person(name)]
    return drop_outlets(names)


def is_person(name: str) -> bool:
    """Return whether a name reads like a person's: two words or more, none of them a month or a social network."""
    return " " in name and is_name(name) and not NO_NAME.search(name) and not NO_PERSON.search(name)
