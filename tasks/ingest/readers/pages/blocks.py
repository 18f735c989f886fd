"""Makes paragraphs of what a page shows as such and marks otherwise: line breaks, tables, posts, statements."""

import re

from lxml.etree import XPath, strip_tags
from lxml.html import Element, HtmlElement

from tasks.ingest.cleaning.markup import BLOCKS, select

KEPT = ("article", "body", "div", "li", "main", "section", "td")
"""What stays as it is when paragraphs are put into it; anything else becomes a `div`."""
LAYOUT = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "center")
TABLES = XPath("//table[not(ancestor::table)]")
MIN_LAYOUT = 0.5
"""Of the text of a page that a table has where it is there for the layout."""
POSTS = XPath(
    "//blockquote[contains(@class, 'twitter-') or contains(@class, 'bluesky-') or contains(@class, 'instagram-media')"
    " or contains(@class, 'tiktok-embed') or contains(@class, 'mastodon-embed') or contains(@class, 'text-post-media')]"
)
SIGNATURE = re.compile(r"(?:[—–-]+|[Pp]ost(?:ed)? (?:shared )?by)\s*([^—–()@]{2,80}?)\s*\((@[^()\s]{1,80})\)")
NOMINALS = re.compile(r"(?<=\w),? (?:MPP?|MSP|MEP|MLA|TD|QC|KC|MD|PhD)$")
PICTURE = re.compile(r"\s*(?:pic\.twitter\.com/|https?://t\.co/)\w+")
QUOTE_MARK = re.compile('[“”"‘]')
MAX_LINKED = 0.7
MIN_LINK_WORDS = 3


def mark_paragraphs(tree: HtmlElement) -> None:
    """Put the paragraphs of a page's text into elements of their own."""
    spread_tables(tree)
    for parent in dict.fromkeys(line_break.getparent() for line_break in tree.iter("br") if is_double(line_break)):
        split_at_breaks(parent)
    for post in select(POSTS, tree):
        sign_post(post)
    for statement in list(tree.iter("blockquote")):
        quote_statement(statement)
    for paragraph in list(tree.iter("p")):
        take_links_out(paragraph)


def spread_tables(tree: HtmlElement) -> None:
    """Make plain blocks of the tables that hold most of a page; trafilatura takes none."""
    limit = MIN_LAYOUT * len(tree.text_content())
    for table in select(TABLES, tree):
        if len(table.text_content()) > limit:
            for part in list(table.iter(*LAYOUT)):
                part.tag = "div"


def is_double(line_break: HtmlElement) -> bool:
    """Return whether nothing stands between a line break and the next one."""
    following = line_break.getnext()
    return following is not None and following.tag == "br" and not (line_break.tail or "").strip()


def split_at_breaks(parent: HtmlElement) -> None:
    """Put what stands between double line breaks into paragraphs."""
    parts, after_double, paragraph = [], False, Element("p")
    paragraph.text = parent.text
    for child in list(parent):
        starts = after_double or is_double(child) if child.tag == "br" else child.tag in BLOCKS
        after_double = child.tag == "br" and is_double(child)
        if not starts:
            paragraph.append(child)
            continue
        parts.append(paragraph)
        paragraph = Element("p")
        paragraph.text, child.tail = child.tail, None
        if child.tag != "br":
            parts.append(child)
    parts.append(paragraph)
    parent.text = None
    parent[:] = [part for part in parts if part.tag != "p" or len(part) or (part.text or "").strip()]
    if parent.tag not in KEPT:
        parent.tag = "div"


def sign_post(post: HtmlElement) -> None:
    """Make one paragraph of an embedded post, with its author in front: "Ann Lee (@ann): “No.”"."""
    shown = " ".join(str(post.text_content()).split())
    signature = SIGNATURE.search(shown)
    words = " ".join(" ".join(str(part.text_content()).split()) for part in post.iter("p"))
    said = PICTURE.sub("", words or (shown[: signature.start()] if signature else ""))
    if signature is None or not said.strip():
        return
    tail = post.tail
    post.clear()
    post.tag, post.tail = "p", tail
    post.text = f"{NOMINALS.sub('', signature[1])} ({signature[2]}): “{said.strip()}”"


def quote_statement(statement: HtmlElement) -> None:
    """Put quotation marks around a block quotation without any, where a colon leads to it."""
    before = statement.getprevious()
    lead = "" if before is None else str(before.text_content()) + (before.tail or "")
    paragraphs = [part for part in statement.iter("p") if str(part.text_content()).strip()]
    if not paragraphs or not lead.rstrip().endswith(":") or QUOTE_MARK.search(str(statement.text_content())):
        return
    for paragraph in paragraphs:
        paragraph.text = "“" + (paragraph.text or "").lstrip()
    last = paragraphs[-1]
    if len(last):
        last[-1].tail = (last[-1].tail or "").rstrip() + "”"
    else:
        last.text = (last.text or "").rstrip() + "”"


def take_links_out(paragraph: HtmlElement) -> None:
    """Make text of the links in a paragraph that says more than it links; take it out where it is but a link.

    Trafilatura would lose paragraphs with many links and keep those that lead to other articles.
    """
    linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
    shown = str(paragraph.text_content())
    if 0 < linked < MAX_LINKED * len(shown):
        strip_tags(paragraph, "a")
    elif linked and linked >= len(shown.strip()) and len(shown.split()) >= MIN_LINK_WORDS:
        paragraph.drop_tree()
