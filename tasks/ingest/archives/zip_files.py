"""The files in a .zip, by the directory at its end or, where that is lost, one by one from its beginning."""

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from io import BufferedReader
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo, _EndRecData  # type: ignore[attr-defined]

from schemas.rejects import ProblemError
from tasks.ingest.archives.lost_zip import walk_lost_zip
from tasks.ingest.archives.member import Member, build_member
from tasks.ingest.limits import Limits

MAX_DIRECTORY_BYTES = 32_000_000
"""That of 200,000 files has some 25 MB; zipfile holds all of it in memory, about ten times as large."""
DIRECTORY_SIZE = 5
"""Where zipfile has it among the fields of the record at the end."""
UTF8 = 0x800
ENCRYPTED = 0x1 | 0x40
DAMAGE = (BadZipFile, zlib.error, EOFError, struct.error, ValueError, NotImplementedError, LookupError, OverflowError)
"""What zipfile raises on hostile archives."""


def walk_zip(stream: BufferedReader, limits: Limits) -> Iterator[Member]:
    """Yield the files in a .zip. Raises ProblemError where it is damaged or has too many."""
    try:
        end = _EndRecData(stream)  # before zipfile loads the directory
        if end and end[DIRECTORY_SIZE] > MAX_DIRECTORY_BYTES:
            raise ProblemError("too_large", "It holds too many files")
        archive = ZipFile(stream)
    except DAMAGE:
        yield from walk_lost_zip(stream, limits)
        return
    for info in archive.infolist():
        if not info.is_dir():
            yield build_member(find_name(info), info.file_size, partial(read_file, archive, info, limits))


def find_name(info: ZipInfo) -> str:
    """Return the name of a file; many programs write UTF-8 and do not say so, and then zipfile reads another code."""
    try:
        return info.filename if info.flag_bits & UTF8 else info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def read_file(archive: ZipFile, info: ZipInfo, limits: Limits) -> bytes:
    """Return the bytes of a file in a .zip. Raises ProblemError."""
    if info.flag_bits & ENCRYPTED:
        raise ProblemError("encrypted")
    if info.file_size > limits.max_file_bytes:
        raise ProblemError("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ProblemError("damaged_file", "It is packed by a rare method; pack it with Deflate")
    try:
        return archive.open(info).read(limits.max_file_bytes)
    except DAMAGE as error:
        raise ProblemError("damaged_file", str(error) or "It ends early") from None
