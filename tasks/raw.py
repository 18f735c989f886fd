"""What lies in a batch's raw folder."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.rejects import REASONS
from tasks.readers.formats import ENDINGS, GZIP, find_format
from tasks.readers.opening import open_raw_file, resolve_link
from tasks.readers.record import Problem, ProblemError

BATCH_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOT_DELIVERED = frozenset({"README.md"})
"""Visible names in the raw folder that are no batch and need no warning."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A delivered file that will be read."""

    path: str
    """Relative to the date folder, with `/`, valid UTF-8."""
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw file or record that could not become an article: a row of the table `rejects`."""

    raw_path: str
    raw_sha256: str | None
    """None where the file was never opened."""
    record_index: int
    reason: str
    message: str


def build_reject(path: str, sha256: str | None, record_index: int, problem: Problem) -> Reject:
    """The row for a problem; its message says what was wrong and then what its supplier can do."""
    advice = REASONS[problem.reason]
    message = f"{problem.detail}. {advice}" if problem.detail else advice
    return Reject(path, sha256, record_index, problem.reason, message)


def find_batch_dates(raw: Path) -> tuple[list[date], list[str]]:
    """The dates of the batches in the raw folder, in order, and a warning for each visible name that is none."""
    if not raw.is_dir():
        return [], [f"there is no raw folder {raw}; quotewire land makes it, QUOTEWIRE_RAW sets another"]
    found, warnings = [], []
    for name in sorted(path.name for path in raw.iterdir()):
        if name.startswith(".") or name in NOT_DELIVERED:
            continue
        batch_date = find_batch_date(name)
        if batch_date and (raw / name).is_dir():
            found.append(batch_date)
        else:
            shown = show_path(name)
            warnings.append(f"{raw}/{shown} is passed over: a batch is a folder named by its date, like 2025-04-28")
    return found, warnings


def find_batch_date(name: str) -> date | None:
    """The date that a folder's name stands for; None where it is no day of the calendar."""
    if not BATCH_NAME.fullmatch(name):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def list_raw_files(batch: Path, known: Mapping[str, RawFile]) -> tuple[list[RawFile], list[Reject]]:
    """Every file of a batch, by path: those to read, and rejects for those that cannot be.

    Names that begin with a dot are passed over. A file in `known`, by path, that has kept its size, times and inode
    is not read again for its hash. Raises FileNotFoundError where there is no such folder.
    """
    files: list[RawFile] = []
    rejects: list[Reject] = []
    for path, problem in sorted(walk(batch), key=lambda found: found[0]):
        try:
            if problem:
                raise ProblemError(problem.reason, problem.detail)
            files.append(describe_raw_file(batch, path, known.get(path)))
        except ProblemError as error:
            rejects.append(build_reject(show_path(path), None, 0, error.problem))
    return files, rejects


def walk(batch: Path) -> Iterator[tuple[str, Problem | None]]:
    """Every visible path of the batch that is no folder, and what is wrong with it, if its name or kind tells."""
    if not batch.is_dir():
        raise FileNotFoundError(f"there is no batch folder {batch}; quotewire land makes it")
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(batch / folder) as entries:
                visible = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            yield folder, Problem("unreadable", f"The folder cannot be listed: {error.strerror}")
            continue
        for entry in visible:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                yield path, find_problem(batch, path, entry)


def find_problem(batch: Path, path: str, entry: os.DirEntry[str]) -> Problem | None:
    """What is wrong with a file, as far as its name, kind and place tell; None where it is to be read."""
    if show_path(path) != path:
        return Problem("bad_path", "The name is not valid UTF-8")
    try:
        if entry.is_symlink():
            resolve_link(batch, path)
        elif not entry.is_file(follow_symlinks=False):
            return Problem("not_a_regular_file")
    except ProblemError as error:
        return error.problem
    if "/" not in path:
        return Problem("bad_path", "The file lies in the date folder itself")
    if find_format(path) is None:
        return Problem("unknown_format", f"Read are {', '.join(ENDINGS)}, each also with {GZIP}")
    return None


def show_path(path: str) -> str:
    """A path as it can be stored: a byte that is not UTF-8 stands as a backslash, an x and two hex digits."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe_raw_file(batch: Path, path: str, known: RawFile | None = None) -> RawFile:
    """Size, times, inode and hash of a file; the hash of `known` where all else is as it was.

    Raises ProblemError where the file cannot be opened.
    """
    try:
        if known and has_kept(known, (batch / path).stat()):
            return known
        with open_raw_file(batch, path) as stream:
            status = os.fstat(stream.fileno())
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ProblemError("unreadable", str(error.strerror)) from error
    return RawFile(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, sha256)


def has_kept(file: RawFile, status: os.stat_result) -> bool:
    """Whether size, times and inode are those that were recorded."""
    recorded = (file.size, file.mtime_ns, file.ctime_ns, file.inode)
    return recorded == (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
