"""Lists of known names, read from the text files beside this one, once a process."""

from functools import cache
from importlib.resources import files


def read_lines(name: str) -> list[str]:
    """The lines of a list in this package, without its comments."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def read_places() -> frozenset[str]:
    """Folded names of countries, states, regions and large cities."""
    return frozenset(read_lines("places.txt"))


@cache
def read_countries() -> dict[str, str]:
    """Folded name of a country or its people → country ("russian" → "russia")."""
    table = {}
    for line in read_lines("demonyms.txt"):
        country, *others = line.split()
        table.update({name.replace("_", " "): country for name in (country, *others)})
    return table
