"""Readers of .eml and .mbox: a mail is an article, such as an issue of a newsletter; what is attached is left out."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser

from schemas.rejects import Problem, ProblemError
from tasks.ingest.cleaning.markup import strip_markup
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.mails.mail_text import find_forwarded, strip_around
from tasks.ingest.readers.record import RawStream, Record, read_lines, read_whole

HEADER = re.compile(rb"[!-9;-~]{1,60}:")
FROM_LINE = re.compile(rb"From \S.{0,200}\d{2}:\d{2}")
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg)(?:\[\d+\])?: *)+", re.IGNORECASE)
FLOWED = re.compile(r"(?<=[^-\s] )\r?\n(?=[^\s>])")
"""A line end that is none of the text (RFC 3676)."""
MAX_HEADER_CHARS = 10_000
MIN_SHARE = 0.5
"""Of the words of a mail's page that its plain text must have; others only say where the page is."""
MALFORMED = (MessageError, LookupError, ValueError, RecursionError, AttributeError, TypeError)
"""What the standard library raises on malformed mails."""


def read_mail(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the record of a mail. Raises ProblemError."""
    yield read_message(read_whole(raw.unpack(), limits))


def read_mailbox(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the records of a mailbox, with one mail in memory. Raises ProblemError."""
    lines, size, count = list[bytes](), 0, 0
    for line in read_lines(raw.unpack(), raw.size, limits):
        if line is not None and FROM_LINE.match(line) and (not lines or not lines[-1].strip()):
            if count:
                yield read_boxed(lines, size, limits)
            lines, size, count = [], 0, count + 1
        else:
            size += limits.max_file_bytes + 1 if line is None else len(line)
            lines = [*lines[-1:], b""] if size > limits.max_file_bytes else lines
            lines.append(line or b"")
        if not count and lines and lines[-1].strip():
            raise ProblemError("binary", "The content is no mailbox: no mail begins where one should")
    yield read_boxed(lines, size, limits) if count else Problem("empty")


def read_boxed(lines: list[bytes], size: int, limits: Limits) -> Record | Problem:
    """Return the article of one mail of a mailbox."""
    if size > limits.max_file_bytes:
        return Problem("too_large", f"The limit is {limits.max_file_bytes:,} bytes a mail")
    try:
        return read_message(QUOTED_FROM.sub(rb"\1", b"".join(lines)))
    except ProblemError as error:
        return error.problem


def parse_message(content: bytes) -> Message:
    """Return a mail, taken apart. Raises ProblemError where it is none."""
    if not content.strip():
        raise ProblemError("empty")
    if not HEADER.match(content.lstrip(b"\xef\xbb\xbf\r\n")):
        raise ProblemError("binary", "The content is no mail: it begins with no header")
    try:
        return BytesParser().parsebytes(content.lstrip(b"\xef\xbb\xbf\r\n"))
    except MALFORMED as error:
        raise ProblemError("damaged_file", f"No mail: {type(error).__name__}") from None


def list_parts(message: Message) -> list[Message]:
    """Return the parts of a mail that hold something themselves. Raises ProblemError."""
    try:
        return [part for part in message.walk() if not part.is_multipart()]
    except MALFORMED:
        raise ProblemError("damaged_file", "Its parts are nested too deeply") from None


def read_message(content: bytes) -> Record | Problem:
    """Return the article of a mail. Raises ProblemError."""
    message = parse_message(content)
    title, published = read_header(message, "Subject"), read_header(message, "Date")
    text = find_text(list_parts(message))
    if forwarded := find_forwarded(text, title):
        title, published, text = forwarded.title or title, forwarded.published or published, forwarded.text
    text = strip_around(text)
    if not text:
        return Problem("empty", "The mail has no text; what is attached is not read")
    own_id = read_header(message, "Message-ID").strip("<> ")
    return Record(text, REPLY.sub("", title, count=1) or None, published=published or None, own_id=own_id or None)


def read_header(message: Message, name: str) -> str:
    """Return a header, decoded; empty where there is none."""
    value = str(message.get(name, ""))[:MAX_HEADER_CHARS]
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except MALFORMED:
        return " ".join(value.split())


def find_text(parts: list[Message]) -> str:
    """Return the plain text of a mail, or that of its page where the plain text leaves most of it out."""
    plain = read_first(parts, "text/plain")
    page = strip_markup(read_first(parts, "text/html"))
    return plain if len(plain.split()) >= MIN_SHARE * len(page.split()) else page


def read_first(parts: list[Message], kind: str) -> str:
    """Return the text of the first part of a kind that is not attached; empty where there is none."""
    shown = (part for part in parts if part.get_content_type() == kind and not is_attached(part))
    part = next(shown, None)
    return read_part(part) if part is not None else ""


def is_attached(part: Message) -> bool:
    """Return whether a part is a file that came with the mail."""
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def read_part(part: Message) -> str:
    """Return the text of a part. Raises ProblemError: binary, undecodable."""
    text = decode(read_bytes(part), str(part.get_content_charset() or "") or None)
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    return FLOWED.sub("", text) if is_flowed else text


def read_bytes(part: Message) -> bytes:
    """Return the bytes of a part, unpacked from what mails carry."""
    try:
        found = part.get_payload(decode=True)
    except MALFORMED:
        found = None
    return found if isinstance(found, bytes) else b""
