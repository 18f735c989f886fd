"""What every place of a zone can do, wherever the zone lies; `local.py` and `objects.py` are the two kinds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from schemas.rejects import Problem

FINISHED = "result.json"
"""The file that marks a folder as finished: it arrives last and is removed first."""
UNFINISHED = ".unfinished"
"""How the name of a folder ends that is still being written."""
DECISION = "manifest.json"
"""The file in staging that says that what is staged gets published."""


class BusyError(Exception):
    """Somebody else holds the lock; the message says who, as far as that is known."""


class HoldLostError(Exception):
    """A lock that was held is another's by now: nothing more may be written under it."""


class StoreError(OSError):
    """An object store did not do what it was asked; nothing of a request, and so no credential, is in the message."""


@dataclass(frozen=True, slots=True)
class FileStat:
    """The size and version of a file, known without opening it."""

    size: int
    stamp: str
    """Another one after every change: times and inode of a file, the etag of an object."""
    changed_at_ns: int
    """A change within one tick of a file's clock may leave the stamp as it is; 0 where no change can."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a file, or a folder with all below, takes."""

    bytes: int
    changed_at: datetime
    """When the last of it was changed or made, in UTC."""


@dataclass(frozen=True, slots=True)
class OpenRawFile:
    """A raw file, open for reading."""

    stream: BufferedReader
    read_stat: Callable[[], FileStat]
    """Returns the stat of the open file as it is now."""


class Hold(Protocol):
    """The lock of one batch, held."""

    @property
    def token(self) -> str:
        """The name of the folder in staging that is this run's alone; empty where no other run can write meanwhile."""

    def check(self) -> None:
        """Raises HoldLostError where the lock is no longer ours."""

    def decide(self, manifest: str) -> None:
        """Decide that what is staged gets published with this manifest; raises HoldLostError, and then nothing is."""

    def read_decision(self) -> str | None:
        """Return the token of the run that has decided, this one or one that ended early; None where all is settled."""

    def settle(self) -> None:
        """Put the decided manifest in its place: all that was decided is done. Raises HoldLostError."""


class Place(Protocol):
    """A file or folder of a zone, there or not."""

    parallel: int
    """How many files to read at once: what lies far away is waited for."""

    @property
    def name(self) -> str:
        """The last part."""

    @property
    def parent(self) -> Self:
        """The folder it lies in."""

    def __truediv__(self, key: str, /) -> Self:
        """Return the place of that name below this one."""

    def exists(self) -> bool:
        """Whether a file is there, or a folder."""

    def is_dir(self) -> bool:
        """Whether a folder is there."""

    def list_names(self) -> tuple[list[str], list[str]]:
        """Return the names of the folders and of the files right below, each in order."""

    def measure(self) -> Size:
        """Return what the file, or all that is below, hidden files too, takes; nothing where nothing is there."""

    def read_text(self) -> str:
        """Return the text of a file. Raises FileNotFoundError."""

    def open_bytes(self) -> BinaryIO:
        """Return a file, open for reading anywhere in it. Raises FileNotFoundError."""

    def fetch(self) -> AbstractContextManager[Path]:
        """Return a file that lies on this machine while the context lasts. Raises FileNotFoundError."""

    def write_atomically(self, text: str) -> None:
        """Write a text file that is there whole or not at all, whatever ends this process."""

    def update_text(self, change: Callable[[str | None], str]) -> None:
        """Replace a text by what `change` makes of it, None where there is none; no other update is lost."""

    def put_file(self, source: Path) -> None:
        """Copy a file here so that it is there whole or not at all."""

    def move_to(self, target: Self) -> None:
        """Replace `target` by this durable file, atomically; a move that was cut short can be done again."""

    def remove(self) -> None:
        """Remove a file, or a folder with all below; nothing where nothing is there."""

    def staged_folder(self, durable: bool = False) -> AbstractContextManager[Path]:
        """Yield a folder of this machine to write to, which takes this place as the body ends; gone where that raises.

        The folder of another worker that was quicker stays; the file ``result.json``, if there is one, arrives last.
        """

    def is_finished(self) -> bool:
        """Return whether `staged_folder` has brought a folder with a ``result.json`` here."""

    def hold(self, staging: Self, manifest: Self, seconds: float) -> AbstractContextManager[Hold]:
        """Be the only one to hold this lock; a decision is written below `staging` and settled in `manifest`.

        A lock of an object store outlives its holder by up to so many seconds. Raises BusyError.
        """

    def is_held(self) -> bool:
        """Whether somebody holds this lock now."""

    def find_files(self) -> Iterator[tuple[str, FileStat | Problem]]:
        """Return every visible file below as a path with `/`, or the problem with it. Raises FileNotFoundError."""

    def open_raw(self, path: str) -> AbstractContextManager[OpenRawFile]:
        """Open a raw file below. Raises ProblemError: outside_batch, not_a_regular_file, unreadable, vanished."""

    def open_part(self, path: str, *spans: tuple[int, int]) -> AbstractContextManager[BufferedReader]:
        """Return a copy of some bytes of a raw file below, so that what is hashed is read. Raises as `open_raw`.

        `spans` say from where to where they stand; they are copied one behind the other.
        """
