"""What linking has left in a curated zone, and a zone that is linked all at once, from nothing, to compare it with."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from schemas import LINK_TABLES
from tasks.link.link import link
from tasks.link.places import LINK
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place

FOLDERS = (*(table.name for table in LINK_TABLES), LINK)


def read_links(curated: Place) -> dict[str, pl.DataFrame]:
    """Every file of a link table and of what linking remembers, by its path."""
    root = Path(str(curated))
    paths = [path for name in FOLDERS for path in (root / name).rglob("*.parquet")]
    return {str(path.relative_to(root)): pl.read_parquet(path, hive_partitioning=False) for path in paths}


def link_from_nothing(curated: Place, root: Path) -> dict[str, pl.DataFrame]:
    """What linking makes of the same batches where nothing was linked before."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(str(curated), root, ignore=shutil.ignore_patterns("_staging", *FOLDERS))
    link(LocalPlace(root))
    return read_links(LocalPlace(root))


def find_differing(curated: Place, root: Path) -> list[str]:
    """The files whose rows are not those of linking all at once; `root` is a folder for that."""
    return compare_links(read_links(curated), link_from_nothing(curated, root))


def compare_links(found: Mapping[str, pl.DataFrame], wanted: Mapping[str, pl.DataFrame]) -> list[str]:
    """The files that are in one of two readings alone, or differ."""
    return sorted(name for name in found.keys() | wanted.keys() if not are_equal(found.get(name), wanted.get(name)))


def are_equal(one: pl.DataFrame | None, other: pl.DataFrame | None) -> bool:
    """Whether two files have the same columns and rows, in order."""
    return one is not None and other is not None and one.schema == other.schema and one.equals(other)
