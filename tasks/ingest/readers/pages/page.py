"""Reader of .html: the article of a web page, by trafilatura."""

import re
from collections.abc import Iterator

from lxml.etree import strip_tags, tostring
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.rejects import Problem
from tasks.ingest.cleaning.markup import parse_html
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.exports.page_export import EXPORT, find_page_export
from tasks.ingest.readers.pages.body import find_body
from tasks.ingest.readers.pages.byline import find_authors
from tasks.ingest.readers.pages.dates import find_published
from tasks.ingest.readers.pages.metadata import PageFacts, find_url
from tasks.ingest.readers.record import RawStream, Record, read_whole

CHARSET = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,40})", re.IGNORECASE)
HEAD_BYTES = 4_096
TAGS_PER_ELEMENT = 4
"""Opening and closing tags, comments, and what scripts have of them; more are not even parsed."""
MAX_IN_PARAGRAPH = 1_000
SENTENCE = re.compile(r"[.!?…][\"'”’)]*(?:\s|$)")
MIN_WORDS = 4
MIN_UNDECLARED_WORDS = 15


def read_page(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the record of a web page. Raises ProblemError."""
    content = read_whole(raw.unpack(), limits)
    documents = find_page_export(content) if EXPORT.search(content) else None
    if documents:
        yield from documents
    else:
        yield read_html(content, None, limits)


def read_html(content: bytes, charset: str | None, limits: Limits) -> Record | Problem:
    """Return the article in the bytes of a page, whose server named the encoding `charset`. Raises ProblemError."""
    named = CHARSET.search(content[:HEAD_BYTES])
    text = decode(content, charset or (named[1].decode("ascii", "replace") if named else None))
    if not text.strip():
        return Problem("empty")
    if text.count("<") > TAGS_PER_ELEMENT * limits.max_html_elements:
        return describe_size(text.count("<") // 2, limits)
    tree = parse_html(text)
    if tree is None:
        return Problem("no_article_in_html")
    elements = list(tree.iter())  # kept, since lxml makes these objects anew for each walk over the tree otherwise
    if len(elements) > limits.max_html_elements:
        return describe_size(len(elements), limits)
    return extract(thin_out(tree))


def describe_size(elements: int, limits: Limits) -> Problem:
    """Return a page of too many elements."""
    return Problem("too_large", f"The page has some {elements:,} elements, the limit is {limits.max_html_elements:,}")


def thin_out(tree: HtmlElement) -> HtmlElement:
    """Return the page without the inline elements of paragraphs that have too many.

    Trafilatura takes quadratic time for them: 10,000 links in one paragraph took 9 s.
    """
    crowded = [paragraph for paragraph in tree.iter("p") if sum(1 for _ in paragraph.iter()) > MAX_IN_PARAGRAPH]
    if not crowded:
        return tree
    for paragraph in crowded:
        strip_tags(paragraph, *({str(element.tag) for element in paragraph.iterdescendants()} - {"br"}))
    return document_fromstring(tostring(tree, encoding="utf-8"), parser=HTMLParser(encoding="utf-8"))


def extract(tree: HtmlElement) -> Record | Problem:
    """Return the article of a page; a Problem where there is none."""
    page = PageFacts(tree)
    is_declared = bool(page.article) or next(tree.iter("article"), None) is not None
    title, byline, published, url = page.title, find_authors(page), find_published(page), find_url(page)
    text = find_body(page)
    if not has_article(text, is_declared):
        return Problem("no_article_in_html")
    return Record(text, title, byline, published, url, language=tree.get("lang"))


def has_article(text: str, is_declared: bool) -> bool:
    """Return whether what was found reads like an article: sentences, and not only one or two where no tag declares it.

    For trafilatura a menu, a login form and the page for "not found" are texts too.
    """
    sentences = [line for line in text.split("\n") if SENTENCE.search(line) and len(line.split()) >= MIN_WORDS]
    words = sum(len(line.split()) for line in sentences)
    return bool(sentences) and (is_declared or words >= MIN_UNDECLARED_WORDS)
