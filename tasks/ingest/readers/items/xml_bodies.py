"""What the elements of an agency's item or a feed say: lines, authors, and the body without tables, media and notes."""

import re

from lxml.etree import _Element, strip_elements, tostring

from tasks.ingest.cleaning.byline import split_names

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BODIES = (".//body.content", ".//body")
"""Where the text lies in an element that holds all of an item, of NITF or HTML."""
PARAGRAPHS = ("p", "br", "li", "div", "block")
RENAMED = {"hl2": "h2", "block": "div", "pre": "div"}
LEFT_OUT = (
    "table", "nitf-table", "media", "note", "copyrite", "fn", "byline", "dateline", "tagline", "hedline", "script",
    "style", "figure", "object", "iframe", "aside", "caption",
)  # fmt: skip
NOTICES = frozenset({"byline", "dateline", "copyright", "copyrite", "ednote", "editorsnote", "usageterms", "caption"})
"""Classes, in letters alone, of paragraphs that are not of the text."""
NOTICE = "notice"
MAX_LINE_CHARS = 1_000
MAIL = re.compile(r"\s*[^\s@]+@\S+\s*\((.+)\)\s*")
"""An author as RSS has it: "desk@daily.example (Ann Lee)"."""


def build_body(element: _Element) -> str:
    """Return the text of the element that holds a body: with tags where it has paragraphs, plain where it has none."""
    strip_elements(element, *LEFT_OUT, with_tail=False)
    element = next((found for path in BODIES if (found := element.find(path)) is not None), element)
    for child in element.iter():
        if "".join(filter(str.isalpha, child.get("class") or "")).lower() in NOTICES:
            child.tag = NOTICE
    strip_elements(element, NOTICE, with_tail=False)
    if next(element.iter(*PARAGRAPHS), None) is None:
        return "".join(map(str, element.itertext()))
    for child in element.iter(*RENAMED):
        child.tag = RENAMED[str(child.tag)]
    return "<div>" + "".join(tostring(child, method="html", encoding="unicode") for child in element) + "</div>"


def find_line(element: _Element, *paths: str) -> str | None:
    """Return the first text that is not blank at these paths, on one line, or None."""
    lines = (
        " ".join("".join(map(str, found.itertext())).split()) for path in paths for found in element.iterfind(path)
    )
    return next(filter(None, lines), None)


def find_value(element: _Element, *places: str) -> str | None:
    """Return the first attribute that is not blank at these places, each a path, "@" and a name, or None."""
    pairs = (place.rpartition("@") for place in places)
    values = (found.get(name, "").strip() for path, _, name in pairs for found in element.iterfind(path or "."))
    return next(filter(None, values), None)


def find_authors(element: _Element, path: str) -> tuple[str, ...]:
    """Return the names in the elements at a path, without titles and addresses."""
    names: list[str] = []
    for found in element.iterfind(path):
        strip_elements(found, "byttl", "uri", "email", with_tail=False)
        names += split_authors(find_line(found, ".") or "")
    return tuple(dict.fromkeys(names))


def split_authors(line: str) -> tuple[str, ...]:
    """Return the names in a line, which may be an address with a name after it."""
    return split_names(mail[1] if (mail := MAIL.fullmatch(line[:MAX_LINE_CHARS])) else line)


def find_language(element: _Element) -> str | None:
    """Return the language that an element or the first one inside it bears."""
    return next((value for one in element.iter() if (value := one.get(LANGUAGE))), None)
