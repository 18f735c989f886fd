"""How servers pack a page for its way: chunked transfer and content encodings, undone in bounded memory."""

import re
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Protocol

from fastwarc.stream_io import BrotliReader, ZstdReader

CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
PIECE = 1 << 16


class Reader(Protocol):
    """What unpacks while one reads."""

    def read(self, size: int) -> bytes:
        """Return the next bytes. Raises OSError."""


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
        try:
            return zlib.decompressobj(window).decompress(body, size)
        except zlib.error:
            continue
    return None


def unpack_by(open_reader: Callable[[BytesIO], Reader]) -> Callable[[bytes, int], bytes | None]:
    """Unpack with a reader, piece by piece, so that nothing is lost of what comes before damage."""

    def unpack(body: bytes, size: int) -> bytes | None:
        reader, pieces = open_reader(BytesIO(body)), []
        try:
            while size > 0 and (piece := reader.read(min(size, PIECE))):
                pieces.append(piece)
                size -= len(piece)
        except OSError:
            pass
        return b"".join(pieces) or None

    return unpack


PACKINGS: Mapping[str, Callable[[bytes, int], bytes | None]] = {
    "gzip": unpack_zlib,
    "x-gzip": unpack_zlib,
    "deflate": unpack_zlib,
    "br": unpack_by(BrotliReader),
    "zstd": unpack_by(ZstdReader),
}
