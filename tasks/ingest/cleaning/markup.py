"""Bodies with HTML tags in them, as some systems export them, to plain text."""

import re

from lxml.html import HtmlElement

from tasks.ingest.cleaning.html_tree import parse_html

HAS_MARKUP = re.compile(r"</?(?:p|br|div|span|strong|em|b|i|a|h[1-6]|ul|li|blockquote)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BLOCKS = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "section", "article", "table",
    "tr", "hr", "header", "footer", "br", "figcaption",
)  # fmt: skip
HIDDEN = ("script", "style", "figure", "noscript", "iframe", "template")


def strip_markup(text: str) -> str:
    """The text without tags, blocks apart by a blank line; the text itself where it has none.

    Raises ProblemError: html_too_deep, too_large.
    """
    if "<" not in text or not HAS_MARKUP.search(text):
        return text
    tree = parse_html(text)
    return "" if tree is None else build_plain_text(tree)


def build_plain_text(tree: HtmlElement) -> str:
    """What a tree shows, a blank line around each block."""
    for hidden in list(tree.iter(*HIDDEN)):
        hidden.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).split("\n\n"))
    return "\n\n".join(line for line in lines if line)
