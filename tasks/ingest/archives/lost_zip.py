"""What can be read of a .zip whose directory is lost, since it ends early: each file has a head of its own, too."""

import struct
import zlib
from collections.abc import Iterator
from io import BufferedReader
from zipfile import ZIP_DEFLATED, ZIP_STORED

from schemas.rejects import ProblemError
from tasks.ingest.archives.member import Member, build_member
from tasks.ingest.limits import Limits

HEAD = struct.Struct("<4s2x2H4x3I2H")
"""Signature, flags, method, checksum, packed and unpacked size, lengths of the name and of what else is known."""
SIGNATURE = b"PK\x03\x04"
IS_ENCRYPTED, HAS_SIZE_BEHIND = 0x1, 0x8
BEHIND_BYTES = 24
"""At most, of sizes and checksum that stand behind a file."""
CHUNK = 1 << 16


def walk_lost_zip(stream: BufferedReader, limits: Limits) -> Iterator[Member]:
    """Yield the files up to the first that is not whole. Raises ProblemError: damaged_file, at the end."""
    stream.seek(0)
    while len(head := stream.read(HEAD.size)) == HEAD.size and head.startswith(SIGNATURE):
        _, flags, method, checksum, packed_size, _, name_size, more = HEAD.unpack(head)
        name = stream.read(name_size).decode("utf-8", "replace")
        stream.seek(more, 1)
        content = None if flags & IS_ENCRYPTED else read_content(stream, method, packed_size, limits)
        if content is None or (not flags & HAS_SIZE_BEHIND and zlib.crc32(content) != checksum):
            break
        if not name.endswith("/"):
            yield build_member(name, len(content), lambda content=content: content)  # type: ignore[misc]
        if flags & HAS_SIZE_BEHIND:
            skip_behind(stream)
    raise ProblemError("damaged_file", "Its directory is lost; what comes after its last whole file is, too")


def read_content(stream: BufferedReader, method: int, packed_size: int, limits: Limits) -> bytes | None:
    """Return the bytes of a file that begins here; None where it is not whole, is too large or cannot be read."""
    if method == ZIP_STORED and packed_size <= limits.max_file_bytes:
        content = stream.read(packed_size)
        return content if len(content) == packed_size else None
    return unpack(stream, limits.max_file_bytes) if method == ZIP_DEFLATED else None


def unpack(stream: BufferedReader, max_bytes: int) -> bytes | None:
    """Return what a deflated file unpacks to, and leave the stream behind it; None where it is damaged or too large."""
    unpacker, pieces, size = zlib.decompressobj(-zlib.MAX_WBITS), list[bytes](), 0
    try:
        while not unpacker.eof and size <= max_bytes and (packed := unpacker.unconsumed_tail or stream.read(CHUNK)):
            pieces.append(unpacker.decompress(packed, CHUNK))
            size += len(pieces[-1])
    except zlib.error:
        return None
    stream.seek(-len(unpacker.unused_data), 1)
    return b"".join(pieces) if unpacker.eof and size <= max_bytes else None


def skip_behind(stream: BufferedReader) -> None:
    """Leave sizes and checksum that stand behind a file."""
    behind = stream.read(BEHIND_BYTES + len(SIGNATURE))
    found = behind.find(SIGNATURE)
    stream.seek((found if found >= 0 else len(behind)) - len(behind), 1)
