"""What decides the rows of the link tables besides the batches: the code of linking and the list of known people.

It is no part of the recipe of batches: when linking changes, links are stale, and no article is annotated again.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from schemas import LINK_TABLES
from tasks.batch.recipe import ROOT, build_fingerprint, hash_files

CODE = (
    "tasks/link",
    "tasks/ingest/cleaning/agency.py",
    "tasks/ingest/lists",
    "tasks/publish/replaced.py",
    "tasks/quotes/lists",
    "tasks/quotes/marks.py",
    "tasks/quotes/naming/lexicon.py",
    "tasks/quotes/naming/names.py",
)
"""Files, and folders with all below, whose content decides rows."""
NOT_CODE = "tasks/link/scoring/*"
SUFFIXES = (".py", ".txt", ".toml", ".json")


def find_link_code() -> Iterator[Path]:
    """Yield the files whose content decides what is linked."""
    for place in CODE:
        for file in (ROOT / place).rglob("*") if (ROOT / place).is_dir() else [ROOT / place]:
            if file.suffix in SUFFIXES and not fnmatch(file.relative_to(ROOT).as_posix(), NOT_CODE):
                yield file


@cache
def read_link_code_hash() -> str:
    """Return the hash of the code that decides what is linked."""
    return hash_files(find_link_code(), ROOT)


def read_link_recipe(people: Path | None) -> str:
    """Return the fingerprint of all that links are a function of besides the batches."""
    columns = [[one.name, one.key, [[each.name, str(each.type)] for each in one.columns]] for one in LINK_TABLES]
    known = hash_files([people], people.parent) if people else None
    return build_fingerprint([read_link_code_hash(), columns, known])
