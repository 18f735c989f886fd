"""The records of an XML file, each cut out of the text and parsed alone, inside the start tag of the root.

So what is wrong with one costs that one, memory holds the tree of one, and no document type declaration ever reaches
the parser: there is no entity to expand and nothing to fetch.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from lxml.etree import XMLParser, _Element, fromstring

from schemas.rejects import ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode

DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']")
NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PROLOG = re.compile(
    r"(?:[\s\ufeff]++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*+"
    r"(?:\[(?:<!--.*?-->|<\?.*?\?>|\"[^\"]*\"|'[^']*'|[^\]\"'])*+\]\s*+)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
START = re.compile(r"<((?:[\w.-]{1,40}:)?([\w.-]{1,60}))(?=[\s/>])(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>")
MAX_START_CHARS = 20_000
"""Of the root's start tag, which is parsed again for each record."""
MAX_HEAD_CHARS = 200_000
ENTITY = re.compile(r"<!ENTITY\s+([\w.-]{1,80})", re.IGNORECASE)
REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[\w.-]{1,80});)?", re.DOTALL)
BASIC = frozenset({"amp", "lt", "gt", "quot", "apos"})
SKIPPED = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|"
FOREIGN = ("http://search.yahoo.com/mrss", "http://www.itunes.com/", "http://wordpress.org/export", "media:", "itunes:")
"""What feeds say of pictures, sound and comments, in elements whose names may be those of an item's own parts."""


@dataclass(frozen=True, slots=True)
class Document:
    """An XML file, of which only the start of the root was looked at."""

    text: str
    name: str
    """Of the root, without a prefix."""
    start: str
    """The root's start tag."""
    end: str
    begin: int
    """Where in the text it stands."""
    entities: frozenset[str]
    """What the file or its document type declares beside those that everybody knows."""

    def find_records(self, names: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
        """Yield the name and the text of each element of these names, None for the text of one that does not end."""
        scan = re.compile(rf"{SKIPPED}<(/?)(?:[\w.-]{{1,40}}:)?({'|'.join(names)})(?=[\s/>])", re.DOTALL)
        name, begin = "", 0
        for match in scan.finditer(self.text, self.begin):
            if match[1] == "":
                if name:
                    yield name, None
                name, begin = match[2], match.start()
            elif match[2] and match[2] == name:
                yield name, self.text[begin : self.text.find(">", match.end()) + 1 or None]
                name = ""
        if name:
            yield name, None

    def parse_record(self, name: str, text: str | None, limits: Limits) -> _Element:
        """Return an element of the document. Raises ProblemError: invalid_xml, too_large."""
        if text is None:
            raise ProblemError("invalid_xml", f"The element <{name}> has no end")
        if text.count("<") > 2 * limits.max_html_elements:
            raise ProblemError("too_large", f"The element <{name}> holds over {limits.max_html_elements:,} others")
        wrapped = self.wrap(text)
        tree = parse(self.mend(wrapped), is_strict=True)
        return tree if wrapped is text else tree[0]

    def wrap(self, text: str) -> str:
        """Return an element inside the tags of the root, as it is where it is the root."""
        return text if self.text.startswith(text, self.begin) else f"{self.start}{text}{self.end}"

    def parse_head(self, names: tuple[str, ...]) -> _Element | None:
        """Return what stands before the first of the elements of these names, None where there is too much of it."""
        first = re.compile(rf"{SKIPPED}<(?:[\w.-]{{1,40}}:)?(?P<name>{'|'.join(names)})(?=[\s/>])", re.DOTALL)
        ends = (match.start() for match in first.finditer(self.text, self.begin + 1) if match["name"])
        head = self.text[self.begin : next(ends, self.begin)]
        return parse(self.mend(head), is_strict=False) if 0 < len(head) <= MAX_HEAD_CHARS else None

    def mend(self, text: str) -> str:
        """Return text in which no ampersand is amiss: the entities of HTML are characters, bare ones are escaped.

        A reference to an entity of the file's own stays, for which the parser says that it is not known.
        """
        return REFERENCE.sub(lambda match: match[0] if match[1] in self.entities else mend_reference(match), text)


def decode_xml(content: bytes) -> str:
    """Return the text of a file, without characters that XML may not have. Raises ProblemError: binary, undecodable."""
    declared = DECLARED.match(content)
    return NO_CHARACTER.sub("", decode(content, declared[1].decode() if declared else None))


def open_document(text: str) -> Document:
    """Return the document that begins in a text. Raises ProblemError: invalid_xml, too_large."""
    prolog = PROLOG.match(text)
    begin = prolog.end() if prolog else 0
    start = START.match(text, begin)
    if start is None:
        raise ProblemError("invalid_xml", f"No element begins at {text[begin : begin + 30]!r}")
    if len(start[0]) > MAX_START_CHARS:
        raise ProblemError("too_large", f"The tag <{start[2]}> has over {MAX_START_CHARS:,} characters")
    entities = frozenset(ENTITY.findall(text, 0, begin))
    return Document(text, start[2], start[0], f"</{start[1]}>", begin, entities)


def mend_reference(match: re.Match[str]) -> str:
    """Return a reference as every parser knows it, an ampersand that begins none escaped, a CDATA section as it is."""
    name = match[1]
    if match[0].startswith("<") or name in BASIC:
        return match[0]
    if name and name.startswith("#"):
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        return match[0] if 0 < code < 0x110000 and not NO_CHARACTER.match(chr(code)) else ""
    known = html5.get(f"{name};")
    return "".join(f"&#{ord(character)};" for character in known) if known else match[0].replace("&", "&amp;")


def parse(text: str, is_strict: bool) -> _Element:
    """Return the tree of a text, names without their namespaces. Raises ProblemError: invalid_xml."""
    parser = XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    tree = fromstring(text.encode("utf-8"), parser)
    fatal = next(iter(parser.error_log.filter_from_fatals()), None)
    if tree is None or (fatal and is_strict):
        raise ProblemError("invalid_xml", f"Line {fatal.line} of the element: {fatal.message}" if fatal else "")
    for element in list(tree.iter()):
        shorten_name(element)
    return tree


def shorten_name(element: _Element) -> None:
    """Take the namespace or prefix off an element's name; the element goes where it is a feed's FOREIGN."""
    name = str(element.tag)
    parent = element.getparent()
    if name.removeprefix("{").startswith(FOREIGN) and parent is not None:
        parent.remove(element)
        return
    local = re.split("[}:]", name)[-1]
    if local[:1].isalpha():
        element.tag = local
