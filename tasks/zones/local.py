"""Places on this machine: paths that can be replaced at once, made durable and locked."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import EEXIST, ENOTEMPTY
from io import BufferedReader
from pathlib import Path
from socket import gethostname
from stat import S_ISDIR
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from filelock import FileLock, Timeout

from schemas.rejects import Problem, ProblemError
from tasks.zones.opening import open_raw_file, resolve_link
from tasks.zones.place import DECISION, FINISHED, UNFINISHED, BusyError, FileStat, OpenRawFile, Size

COPIED_BYTES = 1 << 24
"""Of a raw file's part that may lie in memory."""


LOOK_SECONDS = 0.5
"""A check whether a lock is held takes it for an instant, which must not pass for a run."""


def sync(path: Path) -> None:
    """Make a file or folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(new: Path, target: Path) -> None:
    """Replace `target` by the durable file `new`, atomically; they lie on one file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new.replace(target)
    sync(target.parent)


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Wait for the lock of a folder and hold it: of the folder itself, so that no lock file is left."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def build_stat(status: os.stat_result) -> FileStat:
    """Return the stat of a file of this machine."""
    stamp = f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
    return FileStat(status.st_size, stamp, max(status.st_mtime_ns, status.st_ctime_ns))


class LocalHold:
    """A lock that the system lets go of when the process ends, however it ends."""

    token = ""

    def __init__(self, staging: "LocalPlace", manifest: "LocalPlace") -> None:
        self.decision, self.manifest = staging / DECISION, manifest

    def check(self) -> None:
        """Nobody can take the lock from a living process."""

    def decide(self, manifest: str) -> None:
        """Write the decision."""
        self.decision.write_atomically(manifest)

    def read_decision(self) -> str | None:
        """Return this run's own token where a decision lies there: there is but one place for it."""
        return self.token if self.decision.exists() else None

    def settle(self) -> None:
        """Make the decision itself the manifest."""
        replace_file(self.decision, self.manifest)


class LocalPlace(Path):
    """A path of this machine."""

    parallel = 1

    def list_names(self) -> tuple[list[str], list[str]]:
        """Return the names of the folders and of the files right below, each in order."""
        folders: list[str] = []
        files: list[str] = []
        for path in sorted(self.iterdir() if self.is_dir() else ()):
            (folders if path.is_dir() else files).append(path.name)
        return folders, files

    def measure(self) -> Size:
        """Return sizes and times of the files and folders; what vanishes meanwhile counts for nothing."""
        total, latest = 0, 0.0
        for path in (self, *self.rglob("*")):
            with suppress(OSError):
                status = path.lstat()
                total += 0 if S_ISDIR(status.st_mode) else status.st_size
                latest = max(latest, status.st_mtime)
        return Size(total, datetime.fromtimestamp(latest, UTC))

    def open_bytes(self) -> BinaryIO:
        """Return the file, open for reading."""
        return self.open("rb")

    @contextmanager
    def fetch(self) -> Iterator[Path]:
        """Yield the file itself."""
        yield self

    def write_atomically(self, text: str) -> None:
        """Write a text file that is there whole or not at all, whatever ends this process."""
        self.parent.mkdir(parents=True, exist_ok=True)
        new = self.with_name(f".{self.name}.new")
        try:
            new.write_text(text, encoding="utf-8")
            sync(new)
            replace_file(new, self)
        finally:
            new.unlink(missing_ok=True)  # on a disk that is full

    def update_text(self, change: Callable[[str | None], str]) -> None:
        """Replace a text by what `change` makes of it; others wait their turn."""
        self.parent.mkdir(parents=True, exist_ok=True)
        with lock_folder(self.parent):
            old = self.read_text(encoding="utf-8") if self.exists() else None
            if (new := change(old)) != old:
                self.write_atomically(new)

    def put_file(self, source: Path) -> None:
        """Copy a file here so that it is there whole or not at all, whatever ends this process."""
        self.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.with_name(f".{self.name}.{os.getpid()}.landing")
        try:
            shutil.copyfile(source, unfinished)
            sync(unfinished)
            replace_file(unfinished, self)
        finally:
            unfinished.unlink(missing_ok=True)

    def move_to(self, target: "LocalPlace") -> None:
        """Rename the file, which lies on the same file system."""
        replace_file(self, target)

    def remove(self) -> None:
        """Remove a file, or a folder with all below."""
        if self.is_dir() and not self.is_symlink():
            for marker in [*self.rglob(FINISHED)]:
                marker.unlink()  # so that nothing cut short here is taken for finished
            shutil.rmtree(self, ignore_errors=True)
        else:
            self.unlink(missing_ok=True)
            self.with_name(f".{self.name}.new").unlink(missing_ok=True)  # of a writer that was killed

    @contextmanager
    def staged_folder(self, durable: bool = False) -> Iterator[Path]:
        """Yield a folder to write to, which takes this name once all is in it; gone where the body raises."""
        unfinished = self.with_name(f"{self.name}.{gethostname()}-{os.getpid()}{UNFINISHED}")
        shutil.rmtree(unfinished, ignore_errors=True)  # of a process that had this number before and was killed
        unfinished.mkdir(parents=True)
        try:
            yield unfinished
            if durable:
                for path in unfinished.iterdir():
                    sync(path)
            unfinished.rename(self)
        except OSError as error:
            if error.errno not in (EEXIST, ENOTEMPTY):
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def is_finished(self) -> bool:
        """Return whether the folder is there: one that has its name is whole, unless it is being removed."""
        return (self / FINISHED).exists()

    @contextmanager
    def hold(self, staging: "LocalPlace", manifest: "LocalPlace", seconds: float) -> Iterator[LocalHold]:  # noqa: ARG002
        """Hold this lock file; it ends with the process and knows no seconds."""
        self.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self, timeout=LOOK_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError from None
        try:
            yield LocalHold(staging, manifest)
        finally:
            lock.release()

    def is_held(self) -> bool:
        """Whether a process holds this lock file."""
        try:
            handle = os.open(self, os.O_RDONLY)  # also where nothing can be written
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
        except BlockingIOError:
            return True
        finally:
            os.close(handle)

    def find_files(self) -> Iterator[tuple[str, FileStat | Problem]]:
        """Yield every visible path below that is no folder."""
        if not self.is_dir():
            raise FileNotFoundError(f"there is no batch folder {self}; quotewire land makes it")
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self / folder) as entries:
                    visible = [entry for entry in entries if not entry.name.startswith(".")]
            except OSError as error:
                yield folder, Problem("unreadable", f"The folder cannot be listed: {error.strerror}")
                continue
            for entry in visible:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                else:
                    yield path, self._read_stat(path, entry)

    def _read_stat(self, path: str, entry: os.DirEntry[str]) -> FileStat | Problem:
        """Return a file as it stands; what is wrong with it, as far as its kind and place tell."""
        try:
            if entry.is_symlink():
                resolve_link(self, path)
            elif not entry.is_file(follow_symlinks=False):
                return Problem("not_a_regular_file")
            return build_stat((self / path).stat())
        except ProblemError as error:
            return error.problem
        except FileNotFoundError:
            return Problem("vanished")
        except OSError as error:
            return Problem("unreadable", str(error.strerror))

    @contextmanager
    def open_raw(self, path: str) -> Iterator[OpenRawFile]:
        """Yield a raw file below this folder, open for reading."""
        try:
            with open_raw_file(self, path) as stream:
                yield OpenRawFile(stream, lambda: build_stat(os.fstat(stream.fileno())))
        except OSError as error:
            raise ProblemError("unreadable", str(error.strerror)) from error

    @contextmanager
    def open_part(self, path: str, *spans: tuple[int, int]) -> Iterator[BufferedReader]:
        """Yield some bytes of a raw file, copied to memory, or to disk where they are many."""
        with self.open_raw(path) as opened, SpooledTemporaryFile(COPIED_BYTES, prefix="quotewire-") as copy:
            for start, end in spans:
                opened.stream.seek(start)
                while start < end and (piece := opened.stream.read(min(end - start, 1 << 20))):
                    copy.write(piece)
                    start += len(piece)
            copy.seek(0)
            yield cast(BufferedReader, copy)
