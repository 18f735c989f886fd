"""Places and countries, from the lists of names."""

from functools import cache

from tasks.quotes.lists import read_list, read_rows


def read_places() -> frozenset[str]:
    """Return the folded names of countries, states, regions and large cities."""
    return read_list("places")


@cache
def read_countries() -> dict[str, str]:
    """Return folded name of a country or its people → country ("russian" → "russia")."""
    return {
        name.replace("_", " "): country for country, *others in read_rows("demonyms") for name in (country, *others)
    }
