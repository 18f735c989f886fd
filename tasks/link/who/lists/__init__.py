"""Word lists of linking, one entry a line as in `tasks/quotes/lists`: a change of these makes no batch stale."""

from functools import cache
from importlib.resources import files


@cache
def read_list(name: str) -> tuple[str, ...]:
    """Return the entries of `<name>.txt`, without the comments at its top."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
