"""Objects as files: listed with how they stand, and read in ranges of one version."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import InvalidPathError
from obstore.store import ObjectStore

from schemas.rejects import Problem
from tasks.zones.place import FileStat
from tasks.zones.stores import ConflictError, store_errors

if TYPE_CHECKING:
    from obstore import GetOptions, ObjectMeta

READ_BYTES = 64 << 10
"""Read at once where ranges are asked for: the footer of a Parquet file comes in one request."""


def build_object_stat(meta: "ObjectMeta") -> FileStat:
    """Return the stat of an object; its etag is another one after every change."""
    return FileStat(meta["size"], meta["e_tag"] or meta["last_modified"].isoformat(), 0)


def find_files(store: ObjectStore, prefix: str, shown: str) -> Iterator[tuple[str, FileStat | Problem]]:
    """Yield every visible object of a batch, and a problem for each prefix below which a key is no path.

    Errors name the batch as `shown`. An empty object with no ending is the mark that some tools leave for a folder: it
    is skipped.
    """
    with store_errors(shown):
        try:
            pages = obstore.list(store, prefix, chunk_size=1000)
            found: list[tuple[str, FileStat | Problem]] = [
                (meta["path"], build_object_stat(meta)) for page in pages for meta in page
            ]
        except InvalidPathError:  # one such key ends the whole listing
            found = list(_list_by_folder(store, prefix))
    if not found:
        raise FileNotFoundError(f"there is no batch {shown}; quotewire land makes it")
    for key, stat in found:
        path = key.removeprefix(prefix).lstrip("/")
        is_mark = isinstance(stat, FileStat) and not stat.size and "." not in path.rpartition("/")[2]
        if not is_mark and not any(part.startswith(".") for part in path.split("/")):
            yield path, stat


def _list_by_folder(store: ObjectStore, prefix: str) -> Iterator[tuple[str, FileStat | Problem]]:
    folders = [prefix]
    while folders:
        folder = folders.pop()
        try:
            found = obstore.list_with_delimiter(store, folder)
        except InvalidPathError:
            yield folder, Problem("bad_path", "A key below it has an empty part, or one with control characters")
            continue
        folders.extend(found["common_prefixes"])
        yield from ((meta["path"], build_object_stat(meta)) for meta in found["objects"])


class ObjectFile(io.RawIOBase):
    """An object read in ranges, all of the version that was there first."""

    def __init__(self, store: ObjectStore, key: str) -> None:
        self._store, self._key, self._at = store, key, 0
        meta = obstore.head(store, key)
        self._size, self._etag = meta["size"], meta["e_tag"]

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what fits; 0 at the end. Raises StaleError where the object was replaced meanwhile."""
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        try:
            with store_errors(self._key):
                wanted: GetOptions = {"range": (self._at, end), "if_match": self._etag}
                found = obstore.get(self._store, self._key, options=wanted).bytes()
        except ConflictError:
            raise OSError(f"{self._key} was replaced while it was read") from None
        buffer[: len(found)] = bytes(found)
        self._at += len(found)
        return len(found)
