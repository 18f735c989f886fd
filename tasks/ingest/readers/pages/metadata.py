"""What a page says of its article beside the text: title, address, and what the modules beside this one find."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from tasks.ingest.cleaning.markup import select
from tasks.ingest.readers.pages.linked_data import find_article, find_strings

WORD = re.compile(r"\w+")
OWN_PREFIX = re.compile(r"^og:(?=article:)")
SITE = re.compile(r"\s+(?:[|·•»«:]|[-–—]{1,2})\s+")
"""What stands between a title and the name of the site."""
MAX_SITE_WORDS = 5
MIN_TITLE_WORDS = 3
MIN_SHARED = 0.5
"""Of the words of a headline that another title of the page has, or the other way round: the rest is furniture."""
MAX_TITLE_CHARS = 500
MAX_MARKED = 200
"""Elements that may hold an author or a date; more are not looked at."""
OTHER_TITLES = ("og:title", "twitter:title", "dc.title", "title")


@dataclass(frozen=True)
class PageFacts:
    """A page and what its head says."""

    tree: HtmlElement

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The article's object in the linked data; empty where there is none."""
        return find_article(self.tree)

    @cached_property
    def named(self) -> Mapping[str, list[str]]:
        """The values of the `meta` elements by their names in lower case.

        Pages that went through Postlight's parser have them in another attribute.
        """
        named: dict[str, list[str]] = {}
        for meta in self.tree.iter("meta"):
            key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            if value := (meta.get("content") or meta.get("value") or "").strip():
                named.setdefault(OWN_PREFIX.sub("", key.lower()), []).append(value)
        return named

    @cached_property
    def site_names(self) -> frozenset[str]:
        """The names of the site and its publisher, folded."""
        names = [*self.named.get("og:site_name", []), *find_strings(self.article.get("publisher"))]
        return frozenset(filter(None, map(fold, names)))

    @cached_property
    def title(self) -> str | None:
        """The article's headline."""
        return find_title(self)

    def list_marked(self, marked: XPath) -> list[HtmlElement]:
        """Return the elements that an expression finds, those below the headline first.

        Above it, pages show the authors and dates of others. The expression finds `h1` elements too.
        """
        found = select(marked, self.tree)
        below = next((at for at, one in enumerate(found) if one.tag == "h1" and read_line(one) == self.title), 0)
        return [one for one in (*found[below:], *found[:below]) if one.tag != "h1"][:MAX_MARKED]

    def find_first(self, *names: str) -> str | None:
        """Return the first value that one of these `meta` elements has."""
        return next((self.named[name][0] for name in names if name in self.named), None)


def fold(text: str) -> str:
    """Return the words of a text alone."""
    return " ".join(WORD.findall(text.casefold()))


def read_line(element: HtmlElement) -> str:
    """Return what an element shows, on one line."""
    return " ".join(str(element.text_content()).split())


def find_title(page: PageFacts) -> str | None:
    """Return the article's headline.

    It is the `h1` that shares most words with the titles in the head, where it shares enough; else the first of these.
    """
    others = list(find_other_titles(page))
    words = [set(fold(title).split()) for title in others]
    headings = [line for h1 in page.tree.iter("h1") if 0 < len(line := read_line(h1)) <= MAX_TITLE_CHARS]
    best = max(headings, key=lambda heading: count_shared(heading, words), default="")
    if best and (not others or is_like(best, words)):
        return best
    if len(headings) == 1 and len(best.split()) > MIN_TITLE_WORDS:
        return best
    return next(iter(others), None)


def count_shared(heading: str, titles: list[set[str]]) -> int:
    """Return how many words a heading shares with the title that it shares most with."""
    words = set(fold(heading).split())
    return max((len(words & title) for title in titles), default=0)


def is_like(heading: str, titles: list[set[str]]) -> bool:
    """Return whether a heading, of two words at least, is the headline that another title shows too."""
    words = set(fold(heading).split())
    return len(words) > 1 and any(
        len(words & title) >= MIN_SHARED * max(1, min(len(words), len(title))) for title in titles
    )


def find_other_titles(page: PageFacts) -> Iterator[str]:
    """Yield the titles in the linked data and in the head, in order of trust, without the name of the site."""
    yield from find_strings(page.article.get("headline"))[:1]
    found = [page.named[name][0] for name in OTHER_TITLES if name in page.named]
    found += [read_line(title) for title in list(page.tree.iter("title"))[:1]]
    for title in found:
        if line := " ".join(title.split())[:MAX_TITLE_CHARS]:
            yield strip_site(line, page.site_names)


def strip_site(title: str, site_names: frozenset[str]) -> str:
    """Return a title without the name of the site, or a few words that may be one, behind a bar or a dash."""
    for match in reversed(list(SITE.finditer(title))):
        rest, end = title[: match.start()], title[match.end() :]
        if fold(end) in site_names or (len(end.split()) <= MAX_SITE_WORDS and len(rest.split()) >= MIN_TITLE_WORDS):
            return rest
    return title


def find_url(page: PageFacts) -> str | None:
    """Return the article's own address."""
    links = (link.get("href") for link in page.tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    found = (*filter(None, links), page.find_first("og:url") or "")
    return next((url for url in map(str.strip, found) if url.startswith(("http://", "https://"))), None)
