"""Bytes to text: which encoding a file is in, and whether it is text at all."""

import codecs
import re

from schemas.rejects import ProblemError
from tasks.ingest.lists import load_lines

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""In this order: the mark of UTF-16 begins that of UTF-32."""
MAGIC = {bytes.fromhex(start): kind for start, kind in (line.split(" ", 1) for line in load_lines("magic"))}
"""First bytes of binary formats, and what the content then is."""
CONTROL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32)) + b"\x7f"
SAMPLE_BYTES = 1 << 16
MAX_CONTROL_SHARE = 0.02
"""Of the first 64 KiB; random bytes have 0.11, text with a stray NUL next to nothing."""
MAX_HIGH_SHARE = 0.3
"""Of the characters that are no white space: English in any encoding we read has under 0.1 outside ASCII."""
MAC_QUOTES = re.compile(rb"[a-z]\xd5[a-z]|(?<![A-Za-z])\xd2[A-Za-z]|[.,?!]\xd3")
"""Curly quotes of Mac OS Roman, where Windows-1252 has accented capitals that stand so in no English text."""
WINDOWS_QUOTES = re.compile(rb"[a-z]\x92[a-z]|(?<![A-Za-z])[\x91\x93][A-Za-z]|[.,?!][\x92\x94]")
"""Those of Windows-1252, where Mac OS Roman has small letters with accents, which may stand so in a name."""
SINGLE_BYTE = "quotewire-windows-1252"


def find_encoding(content: bytes) -> str | None:
    """Return UTF-16 or UTF-32 without a mark, told by where the zero bytes lie, or None."""
    sample = content[: SAMPLE_BYTES - SAMPLE_BYTES % 4]
    quarter = max(len(sample) // 4, 1)
    zeros = [sample[place::4].count(0) / quarter for place in range(4)]
    if len(sample) < 8:
        return None
    if min(zeros[1:]) > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if min(zeros[:3]) > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    if min(zeros[1], zeros[3]) > 0.7 and max(zeros[0], zeros[2]) < 0.1:
        return "utf-16-le"
    if min(zeros[0], zeros[2]) > 0.7 and max(zeros[1], zeros[3]) < 0.1:
        return "utf-16-be"
    return None


def check_is_text(content: bytes) -> None:
    """Raise ProblemError: binary, where the bytes are those of a known binary format or full of control codes."""
    for magic, kind in MAGIC.items():
        if content.startswith(magic):
            raise ProblemError("binary", f"The content is {kind}")
    sample = content[:SAMPLE_BYTES]
    control = len(sample) - len(sample.translate(None, CONTROL))
    if control > MAX_CONTROL_SHARE * len(sample):
        raise ProblemError("binary", f"{control} of the first {len(sample)} bytes are control codes")


def replace_undecodable(error: UnicodeError) -> tuple[str, int]:
    """Read one byte that is not UTF-8 as Windows-1252, and as nothing where that has no such character."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(SINGLE_BYTE, replace_undecodable)


def decode_legacy(content: bytes) -> str:
    """Decode bytes that are not all UTF-8: an 8-bit encoding, or UTF-8 with a few bytes of one pasted in."""
    is_mac = len(MAC_QUOTES.findall(content)) > len(WINDOWS_QUOTES.findall(content))
    if is_mac and content.decode("utf-8", "ignore").isascii():
        return content.decode("mac-roman")
    return content.decode("utf-8", SINGLE_BYTE)


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text of a file's bytes, without a byte order mark.

    It is UTF-8 where the bytes are, whatever encoding is `declared` in the file itself. Raises ProblemError:
    binary, undecodable.
    """
    for bom, marked in BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(marked, "replace")
    if wide := find_encoding(content):
        return content.decode(wide, "replace")
    check_is_text(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > len(content) - 4 > 0:
            return content[: error.start].decode("utf-8")
    text = decode_declared(content, declared) or decode_legacy(content)
    check_is_plausible(text)
    return text


def decode_declared(content: bytes, declared: str | None) -> str | None:
    """Return the text in the declared encoding; None where none is declared or it is none that text comes in."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    if name in ("iso8859-1", "ascii"):
        name = "cp1252"
    if not name.startswith(("iso8859", "cp", "mac", "koi8", "shift_jis", "euc", "gb", "big5")):
        return None
    return content.decode(name, "replace")


def check_is_plausible(text: str) -> None:
    """Raise ProblemError: undecodable, where too many characters lie outside ASCII for English of any encoding."""
    sample = "".join(text[:SAMPLE_BYTES].split())
    high = len(sample) - len(sample.encode("ascii", "ignore"))
    if high > MAX_HIGH_SHARE * len(sample):
        raise ProblemError("undecodable", f"{high} of the first {len(sample)} characters would be no ASCII")
