"""HTML text to a tree, with what the parser left out told and not lost."""

import re

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.rejects import ProblemError

INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a page or of a piece of one; None where there is nothing in it.

    libxml2 stops at 256 nested tags and at 10 MB between two, and says so only in its log. Raises ProblemError:
    html_too_deep, too_large.
    """
    parser = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    content = INVALID.sub("", text).encode("utf-8", "replace")
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
