"""Reader of .docx: one article, or the documents of an export, without tables, notes and what was deleted."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import nsmap
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError, XPath

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.exports.export import find_export
from tasks.ingest.readers.plain_text import split_headline
from tasks.ingest.readers.record import RawStream, Record, read_whole

OLD_OFFICE = bytes.fromhex("d0cf11e0")
DAMAGE = (
    BadZipFile, ZlibError, OpcError, LxmlError, LookupError, ValueError, EOFError, NotImplementedError, AttributeError,
    RuntimeError, TypeError,
)  # fmt: skip
"""What is raised by a document that is none, or is damaged."""
PARAGRAPHS = "//w:body//w:p[not(ancestor::w:txbxContent)]"
OUTSIDE_TABLES = "//w:body//w:p[not(ancestor::w:txbxContent or ancestor::w:tbl)]"
RUNS: Callable[[BaseOxmlElement], list[CT_R]] = XPath(  # type: ignore[assignment]
    ".//w:r[not(ancestor::w:moveFrom or ancestor::w:del or ancestor::w:txbxContent or w:rPr/w:vanish)]",
    namespaces=nsmap,
)
"""What a paragraph shows; what was inserted and is not accepted yet, too."""
TITLE_STYLES = ("Title", "Heading 1")
MAX_ABOVE = 5
"""Paragraphs, among which a title stands."""


def read_word(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the records of a Word file. Raises ProblemError."""
    document = open_word(read_whole(raw.unpack(), limits), limits)
    texts = read_paragraphs(document, OUTSIDE_TABLES) or read_paragraphs(document, PARAGRAPHS)  # laid out by a table
    if documents := find_export("\n\n".join(text for _, text in texts)):
        yield from documents
    else:
        yield read_article(document, texts)


def read_paragraphs(document: WordDocument, query: str) -> list[tuple[BaseOxmlElement, str]]:
    """Return the paragraphs of a document that show something, each with what it shows."""
    found = ((element, "".join(run.text for run in RUNS(element))) for element in document.element.xpath(query))
    return [(element, text) for element, text in found if text.strip()]


def open_word(content: bytes, limits: Limits) -> WordDocument:
    """Return a Word file, opened. Raises ProblemError: what it unpacks to is bounded before anything is unpacked."""
    if not content.strip():
        raise ProblemError("empty")
    if content.startswith(OLD_OFFICE):
        raise ProblemError("encrypted", "Or it is a .doc by another name, which Word saves as .docx")
    try:
        with ZipFile(BytesIO(content)) as package:
            size = sum(info.file_size for info in package.infolist())
        if size > limits.max_file_bytes:
            raise ProblemError("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked, with pictures")
        return Document(BytesIO(content))
    except DAMAGE as error:
        raise ProblemError("damaged_file", f"No Word document: {type(error).__name__}") from None


def read_article(document: WordDocument, paragraphs: Sequence[tuple[BaseOxmlElement, str]]) -> Record | Problem:
    """Return the article of paragraphs.

    Its title is in a style for one, or else a line like a headline on top, or what the file says of itself.
    """
    if not paragraphs:
        return Problem("empty")
    styles = [find_style(document, element) for element, _ in paragraphs[:MAX_ABOVE]]
    texts = [text for _, text in paragraphs]
    for name in TITLE_STYLES:
        if name in styles:
            title = texts.pop(styles.index(name))
            return Record("\n\n".join(texts), title)
    headline, text = split_headline("\n\n".join(texts))
    return Record(text, headline or document.core_properties.title or None)


def find_style(document: WordDocument, element: BaseOxmlElement) -> str:
    """Return the name of a paragraph's style, as Word has it in English."""
    style = Paragraph(element, document).style  # type: ignore[arg-type]
    return (style.name or "") if style is not None else ""
