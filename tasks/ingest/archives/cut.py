"""An archive looked into before it is read: which files it has, and where to cut it into shares of about one size."""

from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import accumulate

from tasks.ingest.archives.walk import walk_members
from tasks.ingest.limits import Limits

MAX_SHARES = 16
"""Whoever reads a share opens all of the archive, and unpacks what of a .tar comes before it."""


def list_members(path: str, stream: BufferedReader, limits: Limits) -> tuple[list[str | None], list[int]]:
    """Return the names of the files in an archive, None for one that a later one replaces, and their sizes."""
    found = [(member.name, member.size) for member in walk_members(path, stream, limits)]
    last = {name: index for index, (name, _) in enumerate(found)}
    names = [name if last[name] == index else None for index, (name, _) in enumerate(found)]
    return names, [size for _, size in found]


def find_shares(sizes: Sequence[int], count: int) -> Iterator[tuple[int, int, float]]:
    """Yield first and one past last file of up to `count` shares of an archive, and what part of the whole each is."""
    total = sum(sizes)
    first, before = 0, 0
    for end, upto in enumerate(accumulate(sizes), start=1):
        if end == len(sizes) or (upto - before) * min(count, MAX_SHARES) >= total > 0:
            yield first, end, (upto - before) / total if total else 1.0
            first, before = end, upto
