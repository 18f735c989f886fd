"""What lies in a batch's raw folder."""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from schemas.formats import describe_endings, find_format
from schemas.rejects import Problem, ProblemError, Reject, build_reject
from tasks.batch.places import find_batch_date
from tasks.zones.place import Place, Seen

NOT_DELIVERED = frozenset({"README.md"})
"""Visible names in the raw folder that are no batch and need no warning."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A delivered file that will be read."""

    path: str
    """Relative to the date folder, with `/`, valid UTF-8."""
    size: int
    stamp: str
    """Another one after every change: times and inode of a file, the etag of an object."""
    changed_at_ns: int
    sha256: str

    @property
    def seen(self) -> Seen:
        """How it stood when it was read for its hash."""
        return Seen(self.size, self.stamp, self.changed_at_ns)


def find_batch_dates(raw: Place) -> tuple[list[date], list[str]]:
    """The dates of the batches in the raw zone, in order, and a warning for each visible name that is none."""
    if not raw.is_dir():
        return [], [f"there is no raw folder {raw}; quotewire land makes it, QUOTEWIRE_RAW sets another"]
    folders, files = raw.list_names()
    found, warnings = [], []
    for name in sorted([*folders, *files]):
        if name.startswith(".") or name in NOT_DELIVERED:
            continue
        batch_date = find_batch_date(name)
        if batch_date and name in folders:
            found.append(batch_date)
        else:
            shown = show_path(name)
            warnings.append(f"{raw}/{shown} is passed over: a batch is a folder named by its date, like 2025-04-28")
    return found, warnings


def list_raw_files(batch: Place, known: Mapping[str, RawFile]) -> tuple[list[RawFile], list[Reject]]:
    """Every file of a batch, by path: those to read, and rejects for those that cannot be.

    Names that begin with a dot are passed over. A file in `known`, by path, that has kept its size and stamp is not
    read again for its hash. Raises FileNotFoundError where there is no such folder.
    """
    files: list[RawFile] = []
    rejects: list[Reject] = []
    found = sorted(batch.find_files(), key=lambda one: one[0])
    with ThreadPoolExecutor(batch.parallel) as pool:
        for one in pool.map(lambda pair: take_raw_file(batch, pair[0], pair[1], known.get(pair[0])), found):
            (files if isinstance(one, RawFile) else rejects).append(one)  # type: ignore[arg-type]
    return files, rejects


def take_raw_file(batch: Place, path: str, found: Seen | Problem, known: RawFile | None) -> RawFile | Reject:
    """A file that will be read, `known` itself where it has not changed, or the reject that says why it cannot be."""
    try:
        seen = check_raw_file(path, found)
        return known if known and known.seen == seen else describe_raw_file(batch, path)
    except ProblemError as error:
        return build_reject(show_path(path), None, 0, error.problem)


def check_raw_file(path: str, found: Seen | Problem) -> Seen:
    """How a file stands that is to be read; ProblemError where its name, kind or place tells that it is not."""
    if show_path(path) != path:
        raise ProblemError("bad_path", "The name is not valid UTF-8")
    if isinstance(found, Problem):
        raise ProblemError(found.reason, found.detail)
    if "/" not in path:
        raise ProblemError("bad_path", "The file lies in the date folder itself")
    if find_format(path) is None:
        raise ProblemError("unknown_format", f"Read are {describe_endings()}")
    return found


def show_path(path: str) -> str:
    """A path as it can be stored: a byte that is not UTF-8 stands as a backslash, an x and two hex digits."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe_raw_file(batch: Place, path: str) -> RawFile:
    """Size, stamp and hash of a file. Raises ProblemError where it cannot be read."""
    with batch.open_raw(path) as opened:
        seen = opened.look()
        sha256 = hashlib.file_digest(opened.stream, "sha256").hexdigest()
    return RawFile(path, seen.size, seen.stamp, seen.changed_at_ns, sha256)
