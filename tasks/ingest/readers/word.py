"""Reader of .docx: one article, or the documents of an export, without tables, notes and what was deleted."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

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
IN_TABLE = "ancestor::w:tbl"
RUNS = ".//w:r[not(ancestor::w:moveFrom or ancestor::w:del or ancestor::w:txbxContent or w:rPr/w:vanish)]"
"""What a paragraph shows; what was inserted and is not accepted yet, too."""


def read_word(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the records of a Word file. Raises ProblemError."""
    document = open_word(read_whole(raw.unpack(), limits), limits)
    every = document.element.xpath(PARAGRAPHS)
    shown = [element for element in every if not element.xpath(IN_TABLE)]
    texts = [(element, build_text(element)) for element in shown]
    if not any(text.strip() for _, text in texts):  # a page laid out by a table
        texts = [(element, build_text(element)) for element in every]
    body = "\n\n".join(text for _, text in texts)
    if documents := find_export(body):
        yield from documents
    else:
        yield read_article(document, [(find_style(document, element), text) for element, text in texts if text.strip()])


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
        raise ProblemError("damaged_archive", f"No Word document: {type(error).__name__}") from None


def build_text(element: object) -> str:
    """Return what a paragraph shows."""
    return "".join(run.text for run in element.xpath(RUNS))  # type: ignore[attr-defined]


def find_style(document: WordDocument, element: object) -> str:
    """Return the name of a paragraph's style, as Word has it in English."""
    style = Paragraph(element, document).style  # type: ignore[arg-type]
    return (style.name or "") if style is not None else ""


def read_article(document: WordDocument, paragraphs: Sequence[tuple[str, str]]) -> Record | Problem:
    """Return the article of paragraphs with their styles.

    Its title is in a style for one, or else a line like a headline on top, or what the file says of itself.
    """
    if not paragraphs:
        return Problem("empty")
    for name in ("Title", "Heading 1"):
        place = next((place for place, (style, _) in enumerate(paragraphs[:5]) if style == name), None)
        if place is not None:
            rest = [text for at, (_, text) in enumerate(paragraphs) if at != place]
            return Record("\n\n".join(rest), paragraphs[place][1])
    title, text = split_headline("\n\n".join(text for _, text in paragraphs))
    return Record(text, title or document.core_properties.title or None)
