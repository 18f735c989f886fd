"""Joins an article that lies in several containers of one kind, of which trafilatura would take one."""

from collections import defaultdict

from lxml.etree import strip_tags
from lxml.html import HtmlElement

MIN_SHARE = 0.5
"""Of the text of all paragraphs that the containers must have together; comments and teasers have less."""
MAX_DEPTH = 8
"""How far above the containers the element that has them all may be."""
CHUNK = "chunk"
WHOLE = ("html", "body", "main")


def join_chunks(tree: HtmlElement, min_chars: float) -> bool:
    """Make the parts of an article children of one element, where they are longer; returns whether that was done."""
    chunks = find_chunks(tree, min_chars)
    shared = find_shared(chunks) if len(chunks) > 1 else None
    if shared is None or shared.tag in WHOLE:
        return False
    for chunk in chunks:
        element = chunk
        while element is not None and element is not shared:
            above = element.getparent()
            element.tag = CHUNK
            element = above
    strip_tags(shared, CHUNK)
    shared.set("class", "article-body")
    return True


def find_chunks(tree: HtmlElement, min_chars: float) -> list[HtmlElement]:
    """Return the elements of one tag and class that have most of the paragraphs' text; none where no kind has."""
    kinds: dict[tuple[str, str], dict[HtmlElement, int]] = defaultdict(dict)
    total = 0
    for paragraph in tree.iter("p"):
        length = len(paragraph.text_content())
        total += length
        parent = paragraph.getparent()
        if name := parent.get("class"):
            chunks = kinds[parent.tag, name]
            chunks[parent] = chunks.get(parent, 0) + length
    best = max(kinds.values(), key=lambda chunks: sum(chunks.values()), default={})
    return list(best) if sum(best.values()) > max(min_chars, MIN_SHARE * total) else []


def find_shared(chunks: list[HtmlElement]) -> HtmlElement | None:
    """Return the innermost element that has all of these inside; None where it is far above them."""
    above = [*chunks[0].iterancestors()][:MAX_DEPTH]
    for chunk in chunks[1:]:
        others = set(chunk.iterancestors())
        above = [element for element in above if element in others]
    return above[0] if above else None
