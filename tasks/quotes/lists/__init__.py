"""Word lists as data: text files beside this one, read once a process.

A file holds one entry a line, sorted, in lower case; its first lines begin with "#" and say what it holds and where it
is from. A word that is missing is added to a file, not to the code.
"""

from functools import cache
from importlib.resources import files


@cache
def read_list(name: str) -> frozenset[str]:
    """Return the entries of `<name>.txt`; an entry may be several words."""
    return frozenset(read_entries(name))


@cache
def read_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the entries of `<name>.txt`, each split at white space: the list is a table."""
    return tuple(tuple(entry.split()) for entry in read_entries(name))


def read_entries(name: str) -> list[str]:
    """Return the lines of `<name>.txt` in their order, without comments."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
