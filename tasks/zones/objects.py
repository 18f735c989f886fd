"""Places in an object store: objects are put whole or not at all, and conditional puts keep writers apart."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import SEEK_END, BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO, cast

import obstore
from obstore.store import ObjectStore

from schemas.rejects import Problem, ProblemError
from tasks.zones.lease import Lease, is_leased
from tasks.zones.object_files import READ_BYTES, ObjectFile, build_object_stat, find_files
from tasks.zones.place import FINISHED, FileStat, OpenRawFile, Size
from tasks.zones.stores import ConflictError, RefusedError, build_version, open_store, store_errors

PART_BYTES = 32 << 20
"""What is larger is uploaded in parts of this size, four at a time: so much memory an upload takes."""
UPLOAD_PARTS = 4
MAX_COPY_BYTES = 5_000_000_000
"""The largest object that S3 copies by itself."""
TRIES = 20


class ObjectPlace:
    """A key, or a prefix of keys, of an object store; picklable, every process opens the store for itself.

    No dataclass: pydantic would take one in the settings apart.
    """

    parallel = 16

    def __init__(self, root: str, key: str) -> None:
        self.root, self.key = root, key.strip("/")

    def __str__(self) -> str:
        return f"{self.root}/{self.key}"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectPlace) and str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))

    def __truediv__(self, key: str, /) -> "ObjectPlace":
        return ObjectPlace(self.root, f"{self.key}/{key}")

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rpartition("/")[2]

    @property
    def parent(self) -> "ObjectPlace":
        """The key without its last part."""
        return ObjectPlace(self.root, self.key.rpartition("/")[0])

    @property
    def store(self) -> ObjectStore:
        """The store it lies in."""
        return open_store(self.root)

    def exists(self) -> bool:
        """Whether the object is there, or any below it."""
        return self.is_object() or self.is_dir()

    def is_object(self) -> bool:
        """Whether the object itself is there."""
        try:
            with store_errors(self):
                obstore.head(self.store, self.key)
        except FileNotFoundError:
            return False
        return True

    def is_dir(self) -> bool:
        """Whether there is any object below."""
        return self.list_names() != ([], [])

    def list_names(self) -> tuple[list[str], list[str]]:
        """Return the next parts of the keys below, and the objects right below."""
        with store_errors(self):
            found = obstore.list_with_delimiter(self.store, self.key or None)
        folders = {path.rpartition("/")[2] for path in found["common_prefixes"]}
        files = {meta["path"].rpartition("/")[2] for meta in found["objects"] if meta["path"] != self.key}
        return sorted(folders), sorted(files)

    def measure(self) -> Size:
        """Return sizes and times of the objects."""
        with store_errors(self):
            found = obstore.list(self.store, self.key).collect()
        times = [meta["last_modified"] for meta in found]
        return Size(sum(meta["size"] for meta in found), max(times, default=datetime.fromtimestamp(0, UTC)))

    def read_version(self) -> tuple[str, dict[str, str]]:
        """Return the text of an object and the version of it. Raises FileNotFoundError."""
        with store_errors(self):
            found = obstore.get(self.store, self.key)
            text = bytes(found.bytes()).decode()
        return text, build_version(found.meta["e_tag"], found.meta["version"])

    def put_version(self, text: str, replaced: dict[str, str] | None) -> dict[str, str]:
        """Replace that version, or create the object where it is None; returns the new one. Raises ConflictError."""
        mode: Any = replaced or "create"
        try:
            with store_errors(self):
                result = obstore.put(self.store, self.key, text.encode(), mode=mode)
        except ConflictError:
            there, version = self.read_version()
            if there == text:  # ours: the answer to a first try was lost
                return version
            raise
        return build_version(result["e_tag"], result["version"])

    def read_time(self) -> datetime:
        """Return when the object was put, by the store's clock. Raises FileNotFoundError."""
        with store_errors(self):
            return obstore.head(self.store, self.key)["last_modified"]

    def read_text(self) -> str:
        """Return the text of an object."""
        return self.read_version()[0]

    def open_bytes(self) -> BinaryIO:
        """Return the object, read in the ranges asked for."""
        with store_errors(self):
            return cast(BinaryIO, BufferedReader(ObjectFile(self.store, self.key), READ_BYTES))

    @contextmanager
    def fetch(self) -> Iterator[Path]:
        """Yield a copy on this machine's disk."""
        with TemporaryDirectory(prefix="quotewire-") as folder:
            path = Path(folder) / self.name
            with path.open("wb") as file:
                self.download(file)
            yield path

    def download(self, file: Any, span: tuple[int, int] | None = None) -> FileStat:
        """Write the object, or a span of its bytes, into an open file, chunk by chunk; returns the version read."""
        with store_errors(self):
            found = obstore.get(self.store, self.key, options={"range": span} if span else {})
            for chunk in found.stream(min_chunk_size=1 << 20):
                file.write(chunk)
        return build_object_stat(found.meta)

    def write_atomically(self, text: str) -> None:
        """Put a text."""
        with store_errors(self):
            obstore.put(self.store, self.key, text.encode())

    def update_text(self, change: Callable[[str | None], str]) -> None:
        """Replace a text by what `change` makes of it; retries where somebody else was quicker."""
        for attempt in range(TRIES):
            try:
                old, version = self.read_version()
            except FileNotFoundError:
                old = version = None  # type: ignore[assignment]
            try:
                if (new := change(old)) != old:
                    self.put_version(new, version)
                return
            except ConflictError:
                time.sleep(random.uniform(0, 0.1 * (attempt + 1)))
        raise OSError(f"{self} changes too often to be updated")

    def put_file(self, source: Path) -> None:
        """Upload a file."""
        with store_errors(self):
            obstore.put(self.store, self.key, source, chunk_size=PART_BYTES, max_concurrency=UPLOAD_PARTS)

    def move_to(self, target: "ObjectPlace") -> None:
        """Copy the object inside the store, then delete it."""
        with store_errors(self):
            size = obstore.head(self.store, self.key)["size"]
        if size > MAX_COPY_BYTES:
            with self.fetch() as path:
                target.put_file(path)
        else:
            with store_errors(self):
                obstore.copy(self.store, self.key, target.key)
        self._delete([self.key])

    def remove(self) -> None:
        """Delete the object and all below; what marks a folder as finished goes first."""
        with store_errors(self):
            below = [meta["path"] for meta in obstore.list(self.store, self.key).collect()]
        self._delete(path for path in below if path.endswith(f"/{FINISHED}"))
        self._delete([self.key, *(path for path in below if not path.endswith(f"/{FINISHED}"))])

    def _delete(self, keys: Iterable[str]) -> None:
        with suppress(FileNotFoundError), store_errors(self):
            obstore.delete(self.store, list(keys))

    @contextmanager
    def staged_folder(self, durable: bool = False) -> Iterator[Path]:  # noqa: ARG002
        """Yield a folder of this machine that is then uploaded, the marker last; an object is always durable."""
        with TemporaryDirectory(prefix="quotewire-") as folder:
            path = Path(folder) / self.name
            path.mkdir()
            yield path
            if not self.is_finished():
                files = sorted(file for file in path.rglob("*") if file.is_file())
                for file in sorted(files, key=lambda one: one.name == FINISHED):
                    (self / file.relative_to(path).as_posix()).put_file(file)

    def is_finished(self) -> bool:
        """Whether the marker is there."""
        return (self / FINISHED).is_object()

    @contextmanager
    def hold(self, staging: "ObjectPlace", manifest: "ObjectPlace", seconds: float) -> Iterator[Lease]:
        """Hold this lock object by a lease that is renewed until the context ends."""
        lease = Lease(self, staging, manifest, seconds)
        lease.acquire()
        try:
            yield lease
        finally:
            lease.release()

    def is_held(self) -> bool:
        """Whether a lease has been renewed lately."""
        return is_leased(self)

    def find_files(self) -> Iterator[tuple[str, FileStat | Problem]]:
        """Return every visible object below."""
        return find_files(self.store, self.key, str(self))

    @contextmanager
    def open_raw(self, path: str) -> Iterator[OpenRawFile]:
        """Yield an object below, copied to this machine's disk: what is read is one version, however it changes."""
        with TemporaryFile(prefix="quotewire-") as file:
            stat = (self / path).download_raw(file)
            yield OpenRawFile(cast(BufferedReader, file), lambda: stat)

    @contextmanager
    def open_part(self, path: str, *spans: tuple[int, int]) -> Iterator[BufferedReader]:
        """Yield some bytes of an object below; no more of it is downloaded."""
        with TemporaryFile(prefix="quotewire-") as file:
            for span in spans:
                file.seek(0, SEEK_END)
                (self / path).download_raw(file, span)
            yield cast(BufferedReader, file)

    def download_raw(self, file: Any, span: tuple[int, int] | None = None) -> FileStat:
        """Download into a file, which is then at its beginning. Raises ProblemError: vanished, unreadable."""
        try:
            stat = self.download(file, span)
        except FileNotFoundError:
            raise ProblemError("vanished") from None
        except RefusedError as error:
            raise ProblemError("unreadable", str(error)) from None
        file.seek(0)
        return stat
