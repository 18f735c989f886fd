"""What lies in a batch's raw folder."""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

from schemas.formats import describe_unknown, find_format, find_raw_file, is_archive
from schemas.rejects import Problem, ProblemError, Reject, build_reject
from tasks.batch.places import find_batch_date, is_publisher
from tasks.zones.place import FileStat, Place

NOT_DELIVERED = frozenset({"README.md", "corrections"})
"""Visible names in the raw folder that are no batch and need no warning."""
RACY_NS = 2_000_000_000
"""A file changed this shortly before it was listed may change again within one tick of its clock, unseen."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A delivered file that will be read, or was."""

    path: str
    """Relative to the date folder, with `/`, valid UTF-8."""
    size: int
    stamp: str
    """Another one after every change: times and inode of a file, the etag of an object."""
    changed_at_ns: int
    sha256: str | None = None
    """None until the file is read, and where it could not be opened."""
    records: int | None = field(default=None, compare=False)
    """Number of articles and rejects it was read to; None until then."""
    skipped: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Records skipped, number by kind."""
    columns: str = ""
    """What the nearest file of columns says for it, as JSON; empty where there is none, or no use for one."""

    @property
    def stat(self) -> FileStat:
        """The stat of the file when it was listed."""
        return FileStat(self.size, self.stamp, self.changed_at_ns)

    @property
    def content_key(self) -> object:
        """A JSON value that tells its content from any other: its hash, before it is read its size and stamp.

        What is named for its columns is a part of it.
        """
        content = self.sha256 or [self.size, self.stamp]
        return [content, self.columns] if self.columns else content


def find_batch_dates(raw: Place) -> tuple[list[date], list[str]]:
    """Return the dates of the batches in the raw zone, in order, and a warning for each visible name that is none."""
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


def distrust_racy(files: tuple[RawFile, ...], listed_at_ns: int) -> dict[str, RawFile]:
    """Return the files of an earlier listing by path, without the stamp where it cannot be trusted.

    That is where a file was changed shortly before it was listed, and where it could not be opened.
    """
    limit = listed_at_ns - RACY_NS
    return {
        file.path: file if file.sha256 and file.changed_at_ns < limit else replace(file, stamp="") for file in files
    }


def list_raw_files(
    batch: Place, known: Mapping[str, RawFile], listed_at_ns: int = 0
) -> tuple[list[RawFile], list[Reject]]:
    """Return every file of a batch, by path: those to read, and rejects for those that cannot be.

    Names that begin with a dot are skipped. A file in `known`, by path, that has kept size and stamp is what it was;
    where these are others, its hash decides. A new file has no hash yet: the worker that reads it makes it, so that it
    is read once. It is made here where the file was changed too shortly before `listed_at_ns` for its stamp to count.
    Raises FileNotFoundError where there is no such folder.
    """
    files: list[RawFile] = []
    rejects: list[Reject] = []
    found = sorted(batch.find_files(), key=lambda one: one[0])

    def take(pair: tuple[str, FileStat | Problem]) -> RawFile | Reject:
        return take_raw_file(batch, *pair, known.get(pair[0]), listed_at_ns - RACY_NS)

    with ThreadPoolExecutor(batch.parallel) as pool:
        taken = pool.map(take, found) if batch.parallel > 1 else map(take, found)
        for one in taken:
            (files if isinstance(one, RawFile) else rejects).append(one)  # type: ignore[arg-type]
    return files, rejects


def take_raw_file(
    batch: Place, path: str, found: FileStat | Problem, known: RawFile | None, racy_since_ns: int
) -> RawFile | Reject:
    """Return a file that will be read, `known` itself where it has not changed, or the reject that says why not."""
    try:
        stat = check_raw_file(path, found)
        if known and known.stat == stat:
            return known
        if known is None and stat.changed_at_ns < racy_since_ns:
            return RawFile(path, stat.size, stat.stamp, stat.changed_at_ns)
        file = describe_raw_file(batch, path)
    except ProblemError as error:
        return build_reject(show_path(path), None, 0, error.problem)
    return carry_over(file, known)


def carry_over(file: RawFile, known: RawFile | None) -> RawFile:
    """Return the file with what was found in the `known` one, where that has the same content; else with nothing."""
    is_same = known is not None and known.sha256 == file.sha256
    if known is None or not is_same:
        return file
    return replace(file, records=known.records, skipped=known.skipped, columns=known.columns)


def check_raw_file(path: str, found: FileStat | Problem) -> FileStat:
    """Return the stat of a file to read; ProblemError where its name, kind or place tells that it cannot be read."""
    if show_path(path) != path:
        raise ProblemError("bad_path", "The name is not valid UTF-8")
    if isinstance(found, Problem):
        raise ProblemError(found.reason, found.detail)
    if "/" not in path:
        raise ProblemError("bad_path", "The file lies in the date folder itself")
    if not is_publisher(path.partition("/")[0]):
        raise ProblemError("bad_path", "The publisher's folder has a name that cannot be shown as it is")
    if find_raw_file(path) != path:
        raise ProblemError("bad_path", "A folder's name ends in '!', and would be taken for an archive")
    if find_format(path) is None and not is_archive(path):
        raise ProblemError("unknown_format", describe_unknown(path))
    return found


def show_path(path: str) -> str:
    """Return a path as it can be stored: a byte that is not UTF-8 becomes a backslash, an x and two hex digits."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe_raw_file(batch: Place, path: str) -> RawFile:
    """Return size, stamp and hash of a file. Raises ProblemError where it cannot be read."""
    with batch.open_raw(path) as opened:
        stat = opened.read_stat()
        sha256 = hashlib.file_digest(opened.stream, "sha256").hexdigest()
    return RawFile(path, stat.size, stat.stamp, stat.changed_at_ns, sha256)
