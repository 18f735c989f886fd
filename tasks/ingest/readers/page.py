"""Reader of .html: the article of a web page, by trafilatura."""

import logging
import re
from collections.abc import Iterator

from lxml.etree import strip_tags, tostring
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.rejects import Problem
from tasks.ingest.cleaning.byline import split_names
from tasks.ingest.cleaning.markup import parse_html
from tasks.ingest.limits import Limits
from tasks.ingest.lists import load_lines
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.exports.page_export import EXPORT, find_page_export
from tasks.ingest.readers.record import RawStream, Record, read_whole

CHARSET = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,40})", re.IGNORECASE)
HEAD_BYTES = 4_096
TAGS_PER_ELEMENT = 4
"""Opening and closing tags, comments, and what scripts have of them; more are not even parsed."""
MAX_IN_PARAGRAPH = 1_000
DATE_NAMES = load_lines("date_names")
"""Of `meta` elements that hold the time of publication, not only its day, in order of trust."""
JSON_DATE = re.compile(r"\"datePublished\"\s{0,9}:\s{0,9}\"([^\"]{4,60})\"")
AROUND = "//nav | //footer | //aside | //dialog | //form[count(.//p) < 3]"
"""What is no article's; trafilatura takes it where it finds little else. Some systems wrap all of a page in a form."""
SENTENCE = re.compile(r"[.!?…][\"'”’)]*(?:\s|$)")
MIN_WORDS = 4
MIN_UNDECLARED_WORDS = 15
DATE_SEARCH = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}
"""For trafilatura: no guessing from the text, no limit that moves with today's date."""


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
    elements = sum(1 for _ in tree.iter())
    return extract(thin_out(tree)) if elements <= limits.max_html_elements else describe_size(elements, limits)


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
    from trafilatura import bare_extraction  # 0.6 s to import, and many batches hold no page

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    is_declared = next(tree.iter("article"), None) is not None
    published, language = find_published(tree), tree.get("lang")
    options = {"with_metadata": True, "include_comments": False, "include_tables": False, "prune_xpath": AROUND}
    found = bare_extraction(tree, fast=True, date_extraction_params=DATE_SEARCH, **options)
    if found is None or isinstance(found, dict) or not found.text or not has_article(found.text, is_declared):
        return Problem("no_article_in_html")
    byline = split_names((found.author or "").replace(";", ","))
    return Record(found.text, found.title, byline, published or found.date, found.url, language=language)


def has_article(text: str, is_declared: bool) -> bool:
    """Return whether what was found reads like an article: sentences, and not only one or two where no tag declares it.

    For trafilatura a menu, a login form and the page for "not found" are texts too.
    """
    sentences = [line for line in text.split("\n") if SENTENCE.search(line) and len(line.split()) >= MIN_WORDS]
    words = sum(len(line.split()) for line in sentences)
    return bool(sentences) and (is_declared or words >= MIN_UNDECLARED_WORDS)


def find_published(tree: HtmlElement) -> str | None:
    """Return the time of publication as the page's metadata has it."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        named.setdefault(key.lower(), (meta.get("content") or "").strip())
    if found := next((named[key] for key in DATE_NAMES if named.get(key)), None):
        return found
    scripts = (script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    if match := next(filter(None, map(JSON_DATE.search, scripts)), None):
        return match[1]
    return next((str(time.get("datetime")) for time in tree.iter("time") if time.get("datetime")), None)
