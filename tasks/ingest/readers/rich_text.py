"""Reader of .rtf: one article, or the documents of an export."""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.exports.export import find_export
from tasks.ingest.readers.plain_text import split_headline
from tasks.ingest.readers.record import RawStream, Record, read_whole

BEGIN = b"{\\rtf"
TITLE = re.compile(r"\{\\title [^{}]{1,2000}\}")
DELETED = re.compile(r"\\deleted(?![a-z0-9])")
FONTS = "\\fonttbl"
FONT = re.compile(r"\\[{}\\]|\\f([0-9]{1,5})(?![0-9])|\\fcharset([0-9]{1,3})|([{}])")
NUMBERLESS = re.compile(r"\\(?:bin|uc)(?![a-z0-9-])")
"""Control words that striprtf fails at without a number."""
ROW = re.compile(r"^.*\|$", re.MULTILINE)
"""Of a table, as striprtf shows it."""


def read_rich_text(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the records of an RTF file. Raises ProblemError."""
    content = read_whole(raw.unpack(), limits)
    if not content.strip():
        raise ProblemError("empty")
    if not content.lstrip().startswith(BEGIN):
        raise ProblemError("binary", "The content is no rich text, whatever its name says")
    source = content.decode("latin-1")
    text = convert(source)
    if documents := find_export(text.replace("|", " ")):
        yield from documents
        return
    title, body = split_headline(ROW.sub("", text))
    found = TITLE.search(source)
    yield Record(body, title or (convert("{\\rtf1" + found[0].removeprefix("{\\title") + "}") if found else None))


def convert(source: str) -> str:
    """Return what rich text shows, a blank line after each paragraph.

    A link's address and what was deleted are made what striprtf leaves out. Raises ProblemError.
    """
    source = DELETED.sub(r"\\comment", source.replace("\\fldinst", "\\fldtype"))
    source = NUMBERLESS.sub("", rebuild_fonts(source))
    try:
        shown: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise ProblemError("damaged_file", f"No rich text: {type(error).__name__}") from None
    return shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\n", "\n\n")


def rebuild_fonts(source: str) -> str:
    """Return rich text with only numbers and encodings of its fonts: striprtf takes quadratic time for the rest."""
    start, end, depth = source.find("{" + FONTS), len(source), 0
    fonts, number = list[str](), None
    for found in FONT.finditer(source, start) if start >= 0 else ():
        depth += {"{": 1, "}": -1}.get(found[3], 0)
        if found[3] and depth == 0:
            end = found.end()
            break
        if found[2] and number:
            fonts.append(f"{{\\f{number}\\fcharset{found[2]} x;}}\n")
        number = found[1] or (None if found[2] else number)
    before, after = (part.replace(FONTS, "\\colortbl") for part in (source[: max(start, 0)], source[end:]))
    table = "{" + FONTS + "".join(fonts) + "}"
    return before + table + after if start >= 0 else source.replace(FONTS, "\\colortbl")
