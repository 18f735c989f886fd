"""The text of a page's article: what trafilatura finds, or the linked data where that says much more."""

import html
import logging
from collections.abc import Iterator

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from tasks.ingest.cleaning.markup import strip_markup
from tasks.ingest.readers.pages.blocks import mark_paragraphs
from tasks.ingest.readers.pages.chunks import join_chunks
from tasks.ingest.readers.pages.furniture import strip_furniture
from tasks.ingest.readers.pages.lines import strip_lines
from tasks.ingest.readers.pages.linked_data import find_strings
from tasks.ingest.readers.pages.metadata import PageFacts, fold

NOT_SHOWN = ("script", "style", "template")
OPTIONS = {"fast": True, "with_metadata": False, "include_comments": False, "include_tables": False}
MIN_SEEN = 0.5
MAX_LOST = 0.1
MIN_GAIN = 1.3
"""How many times as long as the text in the page the one in the linked data must be."""


def find_body(page: PageFacts) -> str:
    """Return the article's text; empty where there is none. The page is changed."""
    said = find_said(page)
    strip_elements(page.tree, *NOT_SHOWN, with_tail=False)
    seen = str(page.tree.text_content())
    strip_furniture(page.tree)
    mark_paragraphs(page.tree)
    shown = extract_text(page.tree)
    if join_chunks(page.tree, MIN_GAIN * len(shown)):
        joined = extract_text(page.tree)
        shown = joined if has_all(joined, shown) else shown
    return said if len(said) > MIN_GAIN * len(shown) and not is_seen(said, seen) else strip_lines(shown)


def has_all(joined: str, shown: str) -> bool:
    """Return whether a text has all paragraphs of another, but for a few."""
    paragraphs = shown.split("\n")
    return len(set(paragraphs) - set(joined.split("\n"))) <= MAX_LOST * len(paragraphs)


def is_seen(said: str, seen: str) -> bool:
    """Return whether most runs of three words of a text stand in what a page shows."""
    runs, shown = list(build_runs(said)), set(build_runs(seen))
    return sum(run in shown for run in runs) > MIN_SEEN * len(runs)


def build_runs(text: str) -> Iterator[tuple[str, ...]]:
    """Return the runs of three words."""
    words = fold(text).split()
    return zip(words, words[1:], words[2:], strict=False)


def find_said(page: PageFacts) -> str:
    """Return the text in the linked data."""
    bodies = find_strings(page.article.get("articleBody"))
    return strip_markup(html.unescape("\n\n".join(bodies)))


def extract_text(tree: HtmlElement) -> str:
    """Return what trafilatura takes for the article."""
    from trafilatura import bare_extraction  # 0.6 s to import, and many batches hold no page

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = bare_extraction(tree, **OPTIONS)
    return "" if found is None or isinstance(found, dict) else found.text or ""
