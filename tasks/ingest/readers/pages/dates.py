"""When the article of a page was published."""

import re
from collections.abc import Iterator
from datetime import time
from itertools import chain

from lxml.etree import XPath
from lxml.html import HtmlElement

from tasks.ingest.cleaning.dates import parse_date
from tasks.ingest.lists import load_lines
from tasks.ingest.readers.pages.linked_data import find_strings
from tasks.ingest.readers.pages.metadata import PageFacts, find_url, read_line

DATE_NAMES = load_lines("date_names")
"""Of `meta` elements that hold the time of publication, in order of trust."""
MARKED = XPath(
    "//*[self::h1 or self::time or @itemprop='datePublished' or text()[starts-with(normalize-space(), 'Published')]"
    " or contains(@class, 'date') or contains(@class, 'Date') or contains(@class, 'time') or contains(@class, 'Time')"
    " or contains(@class, 'publish') or contains(@class, 'byline') or contains(@class, 'Byline')]"
)
MODIFIED = re.compile(r"modif|updat", re.IGNORECASE)
CHANGED = re.compile(r"^\W*(?:last )?(?:updated|modified)\b", re.IGNORECASE)
MAX_CHARS = 200
IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})/([01][0-9])/([0-3][0-9])/")
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
YEAR = r"(?:19|20)[0-9]{2}"
CLOCK = r"[0-2]?[0-9][:.][0-9]{2}(?::[0-9]{2})?(?: ?[ap]\.?m\b\.?)?(?: ?\(?[A-Z]{2,4}\b\)?| ?[+-][0-9]{2}:?[0-9]{2}|Z)?"
WRITTEN = re.compile(
    rf"(?:{MONTH} {DAY},? {YEAR}|{DAY}[ -]{MONTH},?[ -]{YEAR}|{YEAR}-[01][0-9]-[0-3][0-9]"
    rf"|[0-3]?[0-9]([/.-])[0-3]?[0-9]\1{YEAR})(?:(?:,| at|T| \||[ -])? ?(?:at )?{CLOCK})?",
    re.IGNORECASE,
)
"""A date and perhaps a time, in a line that says more."""


def find_published(page: PageFacts) -> str | None:
    """Return the time of publication as the page writes it.

    Linked data is asked first, then `meta` elements, then what the page shows; of the same day, one with a time wins.
    """
    found, day = None, None
    for raw in chain(find_declared(page), find_shown(page)):
        if (moment := parse_date(raw)) is None:
            continue
        found, day = found or raw, day or moment.date()
        if moment.date() == day and moment.time() != time(0):
            return raw
    return found or next(find_declared(page), None)


def find_declared(page: PageFacts) -> Iterator[str]:
    """Yield what the head has as the time of publication, in order of trust."""
    yield from find_strings(page.article.get("datePublished"))
    yield from find_strings(page.article.get("dateCreated"))
    for name in DATE_NAMES:
        yield from page.named.get(name, [])[:1]


def find_shown(page: PageFacts) -> Iterator[str]:
    """Yield what the page shows that may be the time of publication, and the day in its address."""
    marked = [element for element in page.list_marked(MARKED) if not is_modified(element)]
    yield from filter(None, (element.get("datetime") or element.get("content") for element in marked))
    for element in marked:
        line = read_line(element)
        if len(line) <= MAX_CHARS and not CHANGED.search(line) and (match := WRITTEN.search(line)):
            yield line
            yield match[0]
    if match := IN_ADDRESS.search(find_url(page) or ""):
        yield "-".join(match.groups())


def is_modified(element: HtmlElement) -> bool:
    """Return whether an element says when the article was changed."""
    return any(MODIFIED.search(element.get(name) or "") for name in ("class", "itemprop"))
