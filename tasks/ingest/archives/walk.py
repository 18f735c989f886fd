"""The files in an archive, one after another, whatever kind of archive it is. Nothing is extracted by its name."""

import os
from collections.abc import Iterator
from functools import partial
from io import BufferedReader

from schemas.rejects import ProblemError
from tasks.ingest.archives.member import Member, is_hidden, refuse
from tasks.ingest.archives.tar_files import walk_tar
from tasks.ingest.archives.zip_files import walk_zip
from tasks.ingest.limits import Limits

MAX_MEMBERS = 200_000


def walk_members(path: str, stream: BufferedReader, limits: Limits) -> Iterator[Member]:
    """Yield the files in an archive in their order, but for hidden ones, and then what is wrong with the rest of it."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    shown = 0
    try:
        for member in walk_bounded(path, stream, size, limits) if size else ():
            if not is_hidden(member):
                shown += 1
                yield member
        if not shown:
            raise ProblemError("empty", "The archive holds no files")
    except ProblemError as error:
        yield Member("", 0, partial(refuse, error))


def walk_bounded(path: str, stream: BufferedReader, size: int, limits: Limits) -> Iterator[Member]:
    """Yield the members of an archive of `size` bytes. Raises ProblemError where they unpack to more than files do."""
    left = max(limits.max_file_bytes, limits.max_packing * size)
    is_zip = path.lower().endswith(".zip")
    for number, member in enumerate(walk_zip(stream, limits) if is_zip else walk_tar(path, stream, left, limits)):
        left -= member.size
        if left < 0 or number == MAX_MEMBERS:
            raise ProblemError("too_large", f"Its first {number:,} files are read, the rest would be too much")
        yield member
