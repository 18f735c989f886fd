"""What decides the rows of the link tables besides the batches: the code of linking and the list of known people.

It is no part of the recipe of batches: when linking changes, links are stale, and no article is annotated again.
"""

from functools import cache
from pathlib import Path

from schemas import LINK_TABLES
from tasks.batch.recipe import ROOT, build_fingerprint, build_tables_hash, find_code, hash_files

CODE = (
    "tasks/link",
    "tasks/ingest/cleaning/agency.py",
    "tasks/ingest/lists",
    "tasks/publish/replaced.py",
    "tasks/quotes/lists",
    "tasks/quotes/marks.py",
    "tasks/quotes/naming/words/lexicon.py",
    "tasks/quotes/naming/words/names.py",
)
"""Files, and folders with all below, whose content decides rows."""
NOT_CODE = ("*.md", "*/__pycache__/*", "tasks/link/scoring/*")


@cache
def read_link_code_hash() -> str:
    """Return the hash of the code that decides what is linked."""
    return hash_files(find_code(ROOT, CODE, NOT_CODE), ROOT)


def read_link_recipe(people: Path | None) -> str:
    """Return the fingerprint of all that links are a function of besides the batches."""
    known = hash_files([people], people.parent) if people else None
    return build_fingerprint([read_link_code_hash(), build_tables_hash(LINK_TABLES), known])
