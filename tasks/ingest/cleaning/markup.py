"""HTML: text to a tree, and a body with tags in it, as some systems export them, to plain text."""

import re

from lxml.etree import LxmlError, XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.rejects import ProblemError

INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
TAG = re.compile(
    r"""<(?:!--[^-]*+(?:-(?!->)[^-]*+)*+"""
    r"""|(?P<tag>(?:(?P<raw>script|style)\b|[a-z])(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+(?:>|\Z))"""
    r"""(?(raw)[^<]*+(?:<(?!/(?P=raw))[^<]*+)*+))""",
    re.IGNORECASE,
)
"""A comment, or an opening tag with its attributes and, where no tag can follow it, what stands up to its end."""
QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
MAX_ATTRIBUTES = 300
"""Of a tag; pages have up to 50."""
HAS_MARKUP = re.compile(r"</?(?:p|br|div|span|strong|em|b|i|a|h[1-6]|ul|li|blockquote)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BLOCKS = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "section", "article", "table",
    "tr", "hr", "header", "footer", "br", "figcaption",
)  # fmt: skip
HIDDEN = ("script", "style", "figure", "noscript", "iframe", "template")


def parse_html(text: str) -> HtmlElement | None:
    """Return the tree of a page or of a piece of one; None where there is nothing in it.

    libxml2 stops at 256 nested tags and at 10 MB between two, and says so only in its log. Raises ProblemError:
    html_too_deep, too_large.
    """
    parser = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    content = TAG.sub(shorten_tag, INVALID.sub("", text)).encode("utf-8", "replace")
    if not content.strip():
        return None
    try:
        tree = document_fromstring(content, parser=parser)
    except (ValueError, LxmlError):
        tree = None
    for error in parser.error_log.filter_from_fatals():
        if "depth" in error.message:
            raise ProblemError("html_too_deep", "More than 256 tags inside each other")
        if error.type_name == "ERR_RESOURCE_LIMIT":
            raise ProblemError("too_large", "One part of the page, a script or a comment perhaps, is over 10 MB")
    return tree


def shorten_tag(match: re.Match[str]) -> str:
    """Return what TAG matched, without too many attributes: lxml takes quadratic time for them, 9 s for 40,000."""
    tag = match["tag"] or ""
    if len(tag) <= 2 * MAX_ATTRIBUTES or len(QUOTED.sub(" ", tag).split()) <= MAX_ATTRIBUTES:
        return match[0]
    name = re.split(r"[\s/>]", tag, maxsplit=1)[0]
    return f"<{name}>{match[0][1 + len(tag) :]}"


def select(path: XPath, tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements that a path finds in a tree, in the order of the page."""
    return list(path(tree))  # type: ignore[arg-type]


def strip_markup(text: str) -> str:
    """Return the text without tags, blocks apart by a blank line. Raises ProblemError: html_too_deep, too_large."""
    if "<" not in text or not HAS_MARKUP.search(text):
        return text
    tree = parse_html(text)
    return "" if tree is None else build_plain_text(tree)


def build_plain_text(tree: HtmlElement) -> str:
    """Return what a tree shows, a blank line around each block."""
    for hidden in list(tree.iter(*HIDDEN)):
        hidden.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).split("\n\n"))
    return "\n\n".join(line for line in lines if line)
