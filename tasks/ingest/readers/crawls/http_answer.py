"""What a server answered, as a WARC record holds it: a page, unpacked in bounded memory, or something to skip."""

import re
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from urllib.parse import urlsplit

from fastwarc.stream_io import BrotliReader, ZstdReader

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.pages.page import read_html
from tasks.ingest.readers.record import Delivered, Skipped

FOLD = re.compile(r"\r?\n[ \t]+")
LINE_END = re.compile(r"\r?\n")
STATUS = re.compile(rb"HTTP/[0-9.]{1,3} +([0-9]{3})")
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)
PAGE_KINDS = ("text/html", "application/xhtml+xml")
PAGE = re.compile(rb"[\s\xef\xbb\xbf]{0,99}(?:<!--[^>]{0,999}>\s{0,99})?<(?:!doctype html|html[\s>])", re.IGNORECASE)
OK = (200, 203)
HOST = re.compile(r"[\w.:-]{1,253}")
CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
PIECE = 1 << 16


def parse_fields(head: bytes) -> dict[str, str]:
    """Return the fields of a head by name in lower case, the first one where a name comes twice; not its first line."""
    fields: dict[str, str] = {}
    for line in LINE_END.split(FOLD.sub(" ", head.decode("utf-8", "replace")))[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


def find_page(fields: Mapping[str, str], block: bytes) -> tuple[int, Mapping[str, str]] | Skipped:
    """Return where in the block of a WARC record its page begins, and the fields that speak of the page.

    The record's own fields and the first bytes of its block tell. Raises ProblemError: damaged_record.
    """
    kind = fields.get("warc-type", "").lower()
    if kind not in ("response", "resource"):
        return Skipped("other_record")
    start, about = 0, fields
    if kind == "response" and fields.get("content-type", "application/http").startswith("application/http"):
        status, end = STATUS.match(block), HEAD_END.search(block)
        if status is None or end is None:
            raise ProblemError("damaged_record", "The answer has no HTTP head")
        if int(status[1]) not in OK:
            return Skipped("redirect" if 300 <= int(status[1]) < 400 else "http_error")
        start, about = end.end(), parse_fields(block[: end.start()])
    named = about.get("content-type", "") or fields.get("warc-identified-payload-type", "")
    media_type = named.partition(";")[0].strip().lower()
    if media_type not in PAGE_KINDS and (media_type or not PAGE.match(block, start)):
        return Skipped("not_html")
    return start, about


def is_page(fields: Mapping[str, str], block: bytes) -> bool:
    """Return whether a record holds a page, by its fields and its first bytes."""
    with suppress(ProblemError):
        return not isinstance(find_page(fields, block), Skipped)
    return False


def read_answer(fields: Mapping[str, str], block: bytes, is_cut: bool, limits: Limits) -> Delivered:
    """Return the article of the page in a record; `is_cut` where the block is too large."""
    try:
        place = find_page(fields, block)
        if isinstance(place, Skipped):
            return place
        start, about = place
        page = unpack_page(block[start:], about, limits.max_file_bytes)
        if is_cut or len(page) > limits.max_file_bytes:
            return Problem("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked")
        charset = CHARSET.search(about.get("content-type", ""))
        found = read_html(page, charset[1] if charset else None, limits)
    except ProblemError as error:
        return error.problem
    url = fields.get("warc-target-uri", "").strip("<> ")
    return found if isinstance(found, Problem) else replace(found, url=url or found.url, publisher=find_host(url))


def find_host(url: str) -> str | None:
    """Return the outlet of a page: its host in lower case, without "www."; None where the address has none."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return None
    return host if HOST.fullmatch(host) else None


def unpack_page(body: bytes, about: Mapping[str, str], max_bytes: int) -> bytes:
    """Return the bytes of the page, at most one more than `max_bytes`.

    Crawlers that unpack before they store leave the fields as they were; so what cannot be unpacked is taken as it is.
    """
    if "chunked" in about.get("transfer-encoding", "").lower():
        body = join_chunks(body)
    for packing in reversed(about.get("content-encoding", "").lower().replace(" ", "").split(",")):
        unpack = UNPACKERS.get(packing)
        body = (unpack(body, max_bytes + 1) if unpack else None) or body
    return body


def join_chunks(body: bytes) -> bytes:
    """Return the body of a chunked transfer, as far as it goes; the body itself where it is none.

    FastWARC 2.0.1's ChunkedReader reads nothing where a chunk has an extension, or line ends are single newlines.
    """
    chunks, at = [], 0
    while match := CHUNK.match(body, at):
        at = match.end() + int(match[1], 16)
        chunks.append(body[match.end() : at])
        if at == match.end():
            break
    return b"".join(chunks) if chunks else body


def unpack_zlib(body: bytes, size: int) -> bytes | None:
    """Unpack gzip or deflate, with a head or without; what there is of it where it ends early."""
    for window in (47, -15):
        with suppress(zlib.error):
            return zlib.decompressobj(window).decompress(body, size)
    return None


def unpack_by(open_reader: type[BrotliReader | ZstdReader], body: bytes, size: int) -> bytes | None:
    """Unpack with a reader, piece by piece, so that nothing is lost of what comes before damage."""
    reader, pieces = open_reader(BytesIO(body)), []
    with suppress(OSError):
        while size > 0 and (piece := reader.read(min(size, PIECE))):
            pieces.append(piece)
            size -= len(piece)
    return b"".join(pieces) or None


UNPACKERS: Mapping[str, Callable[[bytes, int], bytes | None]] = {
    **dict.fromkeys(("gzip", "x-gzip", "deflate"), unpack_zlib),
    "br": partial(unpack_by, BrotliReader),
    "zstd": partial(unpack_by, ZstdReader),
}
"""By content encoding."""
