"""What decides the rows of the link tables besides the batches: the code of linking and the list of known people.

It is no part of the recipe of batches: when linking changes, links are stale, and no article is annotated again.
"""

from collections.abc import Iterator
from pathlib import Path

from schemas import LINK_TABLES
from tasks.batch.recipe import ROOT, build_fingerprint, hash_files

CODE = ("tasks/link", "tasks/quotes/lists")
"""Folders whose content decides rows, and files."""
SUFFIXES = (".py", ".txt", ".toml", ".json")


def find_link_code(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files whose content decides what is linked."""
    for place in CODE:
        files = (root / place).rglob("*") if (root / place).is_dir() else [root / place]
        yield from (file for file in files if file.suffix in SUFFIXES)


def read_link_recipe(people: Path | None) -> str:
    """Return the fingerprint of all that links are a function of besides the batches."""
    columns = [[one.name, one.key, [[each.name, str(each.type)] for each in one.columns]] for one in LINK_TABLES]
    known = hash_files([people], people.parent) if people else None
    return build_fingerprint([hash_files(find_link_code(), ROOT), columns, known])
