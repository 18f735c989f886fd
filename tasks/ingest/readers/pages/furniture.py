"""Takes out of a page what stands beside its article: menus, adverts, boxes, dialogs, what is not shown."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement

from tasks.ingest.lists import load_lines

KEPT = ("html", "body", "main", "article", "h1", "head")
FURNITURE = "furniture"
TAGS = (
    "nav", "footer", "aside", "dialog", "figcaption", "button", "select", "svg", "iframe", "object",
)  # fmt: skip
ROLES = (
    "navigation", "contentinfo", "complementary", "search", "menu", "menubar", "dialog", "alertdialog", "alert",
    "tooltip",
)  # fmt: skip
DIALOGS = frozenset(("dialog", "alertdialog"))
IN_PARAGRAPHS: Any = XPath("//text()[ancestor::p and not(ancestor::a)]")
LONG: Any = XPath("//text()[string-length() > 50][not(ancestor::a)]")
NAMES = frozenset(load_lines("furniture_names"))
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MAX_SHARE = 0.3
"""Of the page's words outside links that furniture may have; what has more is the article, or an unclosed tag."""
MAX_NAME_CHARS = 300
PITCH = re.compile(
    r"already (?:a|an) (?:\w+ )?(?:subscriber|member)|cancel any ?time|subscribe (?:now|today)|unlimited access|"
    r"(?:keep|continue) reading for|sign up (?:now|today)|enter your e-?mail",
    re.IGNORECASE,
)
"""What an offer says; an element that bears a name of furniture and says it is one, if it is short."""
MAX_PITCH = 1_000


def strip_furniture(tree: HtmlElement) -> None:
    """Take the furniture out of a page, what tells least first, until one kind would take too much of what is left."""
    elements = list(tree.iter())  # their proxies are kept, so that they are keys
    kinds: dict[str, list[HtmlElement]] = {}
    for element in filter(is_furniture, elements):
        kinds.setdefault(describe(element), []).append(element)
    counts = count_told(tree, elements)
    told = {kind: sum(counts[element] for element in elements) for kind, elements in kinds.items()}
    left = counts[tree]
    for kind in sorted(kinds, key=told.__getitem__):
        if told[kind] <= MAX_SHARE * left or all(map(is_beside, kinds[kind])):
            left -= told[kind]
            mark(kinds[kind], FURNITURE)
        else:
            mark(filter(is_tagged, kinds[kind]), "div")
    strip_elements(tree, FURNITURE, with_tail=False)


def mark(elements: Iterable[HtmlElement], tag: str) -> None:
    """Give elements another tag, and no attributes that would make furniture of them."""
    for element in elements:
        element.tag = tag
        element.attrib.clear()


def count_told(tree: HtmlElement, elements: Sequence[HtmlElement]) -> Counter[HtmlElement]:
    """Return how many characters of paragraphs, or of long texts where few are marked so, each has outside of links."""
    texts, others = IN_PARAGRAPHS(tree), LONG(tree)
    if 2 * sum(map(len, texts)) <= sum(map(len, others)):
        texts = others
    counts = Counter[HtmlElement]()
    for text in texts:
        parent = text.getparent()
        counts[parent.getparent() if text.is_tail else parent] += len(text)
    for element in reversed(elements):
        above = element.getparent()
        if above is not None:
            counts[above] += counts[element]
    return counts


def describe(element: HtmlElement) -> str:
    """Return what elements of one kind have in common."""
    return f"{element.tag} {element.get('class')}"


def is_furniture(element: HtmlElement) -> bool:
    """Return whether an element is marked as something beside the article."""
    if element.tag in KEPT:
        return False
    return is_tagged(element) or is_small_form(element) or is_hidden(element) or has_name(element)


def is_hidden(element: HtmlElement) -> bool:
    """Return whether an element is not shown."""
    style = element.get("style") or ""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or ("none" in style and "display:none" in style.replace(" ", "").lower())
    )


def is_tagged(element: HtmlElement) -> bool:
    """Return whether its tag or role alone makes it furniture: where it was not closed, it has the article inside."""
    return element.tag in TAGS or element.get("role") in ROLES


def is_small_form(element: HtmlElement) -> bool:
    """Return whether it is a form to fill in; some systems wrap all of a page in one."""
    return element.tag == "form" and sum(1 for _ in element.iter("p")) < 3


def is_beside(element: HtmlElement) -> bool:
    """Return whether it is no part of the article however long: a dialog laid over the page, an offer to subscribe."""
    if next(element.iter("h1", "article"), None) is not None:
        return False
    text = str(element.text_content())
    return (
        element.tag == "dialog"
        or element.get("role") in DIALOGS
        or (len(text) < MAX_PITCH and bool(PITCH.search(text)))
    )


def has_name(element: HtmlElement) -> bool:
    """Return whether the words of its class or id are those of furniture."""
    return names_furniture(element.get("class") or "") or names_furniture(element.get("id") or "")


@lru_cache(maxsize=10_000)  # pages repeat their classes
def names_furniture(name: str) -> bool:
    """Return whether the words of a class or id are those of furniture: "article__inlineNewsletter"."""
    words = [word.lower() for word in PART.findall(name[:MAX_NAME_CHARS])]
    return not NAMES.isdisjoint(words) or not NAMES.isdisjoint(map(" ".join, pairwise(words)))
