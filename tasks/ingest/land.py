"""Copying article files into the raw zone, so that none is ever there by half."""

import filecmp
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from schemas.formats import describe_endings, find_format, is_archive
from tasks.batch.places import is_publisher
from tasks.batch.raw_files import show_path
from tasks.zones.place import Place

type LandState = Literal["new", "replaced", "there"]
"""Copied; copied over other bytes of the same name, as a correction; the same bytes lie there already."""


class LandError(Exception):
    """What was asked to land could not be read from there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Landed:
    """One file that lies in the raw zone, or would after a run that is not dry."""

    path: Place
    state: LandState
    source: Path
    """What is copied there."""


def land_files(
    files: Sequence[Path], raw: Place, batch_date: date, publisher: str, dry_run: bool = False
) -> list[Landed]:
    """Copy files, and all below folders in the same structure, to ``raw/<date>/<publisher>/``.

    Nothing is copied unless everything can be. Raises LandError: a publisher's name that is no folder's, a file of an
    unknown kind or a name that is not UTF-8, two files with one name, nothing to land.
    """
    if not is_publisher(publisher):
        raise LandError(f"{publisher!r} is no publisher's name: one folder name like northern-gazette, with no slash")
    folder = raw / batch_date.isoformat() / publisher
    sources: dict[Place, Path] = {}
    for source, name in find_sources(files):
        check_source(source, name)
        target = folder / name.as_posix()
        if sources.setdefault(target, source) != source:
            raise LandError(f"{sources[target]} and {source} have one name; land them from one folder above")
    if not sources:
        raise LandError(f"there is no file to land in {', '.join(map(str, files)) or 'nothing'}")
    landed = [Landed(target, find_land_state(source, target), source) for target, source in sources.items()]
    if not dry_run:
        for one in landed:
            if one.state != "there":
                one.path.put_file(one.source)
    return landed


def find_sources(files: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield every file or link to land and its name below the publisher's folder; hidden ones are skipped."""
    for path in files:
        if not path.is_dir():
            yield path, Path(path.name)
            continue
        for inner in sorted(path.rglob("*")):
            name = inner.relative_to(path)
            if (inner.is_symlink() or not inner.is_dir()) and not any(part.startswith(".") for part in name.parts):
                yield inner, name


def check_source(source: Path, name: Path) -> None:
    """Raises LandError where a file could not be read from the raw zone."""
    shown = show_path(str(source))
    if not source.exists():
        raise LandError(f"there is no file {shown}")
    folder = source.parents[len(name.parts) - 1]
    if not source.resolve().is_relative_to(folder.resolve()):
        raise LandError(f"{shown} is a link that leads out of {show_path(str(folder))}; name the file that it leads to")
    if not source.is_file():
        raise LandError(f"{shown} is no regular file; name a folder itself, not a link to it")
    if not os.access(source, os.R_OK):
        raise LandError(f"{shown} cannot be read; check its permissions")
    if show_path(str(name)) != str(name) or name.name.startswith("."):
        raise LandError(f"the name of {shown} would not be read; rename it, in UTF-8 and with no dot in front")
    if find_format(str(name)) is None and not is_archive(str(name)):
        raise LandError(f"{shown} is of no kind that is read: {describe_endings()}")


def find_land_state(source: Path, target: Place) -> LandState:
    """Return what copying would do. Raises LandError where a folder is in the way."""
    if target.is_dir():
        raise LandError(f"{target} is a folder; rename {source}")
    try:
        with target.fetch() as there:
            return "there" if filecmp.cmp(source, there, shallow=False) else "replaced"
    except FileNotFoundError:
        return "new"
