"""An item of a feed, RSS or Atom, to a record: by its elements' names, like the keys of a JSON object."""

from collections.abc import Iterator
from io import BytesIO

from lxml.etree import _Element

from schemas.rejects import Problem
from tasks.ingest.readers.items.xml_bodies import build_body, find_authors, find_language, find_line, split_authors
from tasks.ingest.readers.keys import fold_key, read_object
from tasks.ingest.readers.record import Delivered, Record

AUTHORS = ("author", "creator")
PARTS = ("id", "title", "link", "published", "updated", "content", "summary")
"""As feedparser names them."""
MEDIA = ("image/", "audio/", "video/", "application/pdf")
"""Types of the content of an item in Atom that is no text."""
NO_PART = frozenset({"source", "comments", "category", "enclosure", "contributor", "rights", *AUTHORS})
"""Elements that are no part of the article, though their names may be those of keys, and authors."""


def read_feed_item(item: _Element, head: _Element | None) -> Iterator[Delivered]:
    """Yield the article of an item; what it lacks, its feed may say for all."""
    values: dict[str, object] = {}
    for child in item:
        name, value = fold_key(str(child.tag)), build_value(child)
        if value and name not in NO_PART:
            values.setdefault(name, value)
    authors = [name for tag in AUTHORS for name in find_authors(item, tag)]
    language = find_language(item)
    if head is not None:
        authors = authors or list(find_authors(head, "author"))
        language = language or find_line(head, ".//language") or find_language(head)
    yield read_object({"language": language, "authors": authors, **values})


def build_value(element: _Element) -> str | None:
    """Return what an element of an item says: an address, a text with tags or a line."""
    if element.tag == "link" and element.get("href"):
        return element.get("href") if element.get("rel", "alternate") == "alternate" else None
    if (element.get("type") or "").startswith(MEDIA):
        return None
    return build_body(element) if len(element) else element.text


def read_broken_item(text: str) -> Record | Problem:
    """Return the article of an item that is not well-formed, with tags in it that stand for themselves perhaps.

    feedparser reads such a one in time that is linear in its length.
    """
    import feedparser  # 0.1 s, and most feeds are well-formed

    headers = {"content-type": "application/xml; charset=utf-8"}
    stream = BytesIO(text.encode("utf-8"))  # of anything but a stream it asks whether it is an address or a file
    found = feedparser.parse(stream, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    if not found.entries:
        return Problem("missing_text")
    values = {key: found.entries[0].get(key) for key in PARTS}
    return read_object({**values, "authors": list(split_authors(found.entries[0].get("author") or ""))})
