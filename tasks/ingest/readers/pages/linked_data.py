"""What a page says of its article in JSON-LD, in the terms of schema.org."""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

MAX_CHARS = 5_000_000
"""Of one script."""
MAX_DEPTH = 6
"""Of objects inside each other: a graph, its article, the page that it is part of."""
TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "Report")
"""What the name of an article's type ends with: "NewsArticle", "OpinionNewsArticle"."""
INNER = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where the object of the article may lie."""
DECODER = json.JSONDecoder(strict=False)


def find_article(tree: HtmlElement) -> Mapping[str, Any]:
    """Return the object of the page's article, of several the one that says most; an empty one where there is none."""
    found = [one for script in find_scripts(tree) for one in walk(parse(script)) if is_article(one)]
    return max(found, key=count_said, default={})


def find_scripts(tree: HtmlElement) -> Iterator[str]:
    """Yield the text of each script of linked data."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_CHARS:
            yield script.text


def parse(script: str) -> Any:
    """Return the value in a script; None where it is no JSON. What stands around it, comment marks say, is left out."""
    start = min((at for at in (script.find("{"), script.find("[")) if at >= 0), default=0)
    try:
        return DECODER.raw_decode(script, start)[0]
    except (ValueError, RecursionError):
        return None


def walk(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a value that may be the article's."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from walk(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in INNER:
            yield from walk(value.get(key), depth + 1)


def is_article(value: Mapping[str, Any]) -> bool:
    """Return whether an object describes an article."""
    return any(name.endswith(TYPES) for name in find_strings(value.get("@type")))


def count_said(value: Mapping[str, Any]) -> int:
    """Return how many of the parts of an article an object has."""
    return sum(bool(value.get(key)) for key in ("headline", "datePublished", "author", "articleBody"))


def find_strings(value: Any, key: str = "name") -> list[str]:
    """Return the strings in a value: itself, those of a list, what its objects have under the key."""
    if isinstance(value, str):
        return [html.unescape(value).strip()] if value.strip() else []
    if isinstance(value, list):
        return [text for one in value[:100] if not isinstance(one, list) for text in find_strings(one, key)]
    return find_strings(value.get(key), "") if isinstance(value, dict) and key else []
