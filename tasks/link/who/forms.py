"""What a full name is called for short, as keys, and how surely each short form means it."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

import polars as pl

from tasks.link.who.keys import split_key
from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import (
    BUSINESS_ENDINGS,
    ORGANISATION_WORDS,
    PARTICLES,
    PLACES,
    is_first_name,
    read_countries,
    read_kinds,
)
from tasks.quotes.naming.words.names import initials

type Kind = Literal["surname", "acronym", "without place", "without ending", "part", "place"]
"""How a short form comes about; the first that holds."""
SURE: Final = frozenset[Kind](["surname", "without place", "without ending"])
"""Ways to shorten a name that mean it also where nothing stands near."""
GENERIC: Final = (ORGANISATION_WORDS | read_kinds().keys() | read_list("portfolios")) - {
    "times",
    "post",
} | {"central", "county", "district", "federal", "general", "high", "national", "public", "state", "supreme"}
"""Words that name no organisation by themselves: "Bank", "University", "Supreme Court"."""
_LONGEST_PLACE: Final = 3
_SMALL: Final = frozenset(["of", "the", "and", "for", "in", "on", "at", "de"])
_TENS: Final = {"40": "forty", "50": "fifty", "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety"}


def is_short(label: str, key: str) -> bool:
    """Return whether a key may be short for a full name: it is one word, or an organisation's name."""
    return label == "organisation" or " " not in key


@lru_cache(maxsize=250_000)
def find_forms(label: str, key: str) -> dict[str, Kind]:
    """Return short form → how it comes about; nothing for a name of one word."""
    words = tuple(key.split()) if label == "organisation" else split_key(key)[0]
    if len(words) < 2:
        return {}
    forms = _find_organisation_forms(words) if label == "organisation" else _find_person_forms(words)
    forms.pop(key, None)
    return forms


@dataclass(frozen=True, slots=True)
class ArchiveNames:
    """The names of an archive: what each of them means, and which are short for others."""

    canonical: pl.DataFrame
    """What each name means by itself, as `canonical.resolve_names` returns it."""
    forms: pl.DataFrame
    """The short forms of full names that are names themselves, as `list_forms` returns them."""


def gather_names(canonical: pl.DataFrame) -> ArchiveNames:
    """Return the names that `canonical.resolve_names` has resolved, with their short forms."""
    forms = list_forms(canonical)
    find_forms.cache_clear()  # of all names: from here on few are asked for
    return ArchiveNames(canonical, forms)


def list_forms(canonical: pl.DataFrame) -> pl.DataFrame:
    """Return label, key, form and kind: the short forms of an archive's full names that are names in it themselves.

    `label` and `key` are as the names are read (`read_as`).
    """
    names = canonical.select("actor_label", "read_as").unique()
    keys = {label: set(part["read_as"]) for (label,), part in names.partition_by("actor_label", as_dict=True).items()}
    rows = [
        (label, key, form, kind)
        for label, key in names.iter_rows()
        for form, kind in find_forms(label, key).items()
        if form in keys[label]
    ]
    return pl.DataFrame(rows, dict.fromkeys(("label", "key", "form", "kind"), pl.String), orient="row")


@lru_cache(maxsize=250_000)
def find_sure_forms(label: str, key: str) -> tuple[str, ...]:
    """Return the short forms of a SURE kind: those of `find_forms`, for less time where many names are looked at."""
    words = key.split()
    is_plain = label == "organisation" and words[-1:] and words[-1] not in BUSINESS_ENDINGS and not find_place(words)
    return () if is_plain else tuple(form for form, kind in find_forms(label, key).items() if kind in SURE)


def _find_person_forms(words: Sequence[str]) -> dict[str, Kind]:
    words = [word.removeprefix("~") for word in words]
    surname = words[-1]
    parts = [part for part in surname.replace("-", "_").split("_") if len(part) > 2 and part not in PARTICLES]
    forms: dict[str, Kind] = {word: "part" for word in words[:-1] if len(word) > 2 and is_first_name(word)}
    forms |= dict.fromkeys(parts, "part" if "-" in surname else "surname")
    forms |= {f"{name} {surname}": "surname" for name in words[:-1] if len(name) > 1}
    forms |= {surname: "surname"}
    return forms


def _find_organisation_forms(words: Sequence[str]) -> dict[str, Kind]:
    forms: dict[str, Kind] = {}
    for form, kind in _list_organisation_forms(words):
        if form and not set(form) <= _SMALL:
            forms.setdefault(" ".join(form), kind)
    return forms


def _list_organisation_forms(words: Sequence[str]) -> Iterator[tuple[Sequence[str], Kind]]:
    """Yield the short forms of an organisation's name, as words, the surest first."""
    yield from (((short,), "acronym") for short in sorted(initials(words)))
    yield from (((short, *words[n:]), "acronym") for n in range(2, len(words)) for short in sorted(initials(words[:n])))
    yield ("t" + "".join(word[0] for word in words),), "part"  # of a name that begins with "The"
    if words[-1] == "police":
        yield ("".join(word[0] for word in words) + "d",), "acronym"  # its "department" may be left out
    place = find_place(words)
    end = find_end(words, BUSINESS_ENDINGS)
    yield words[:end], "without ending"
    if place:
        rest = words[place:]
        yield rest, "part" if is_generic(rest) else "without place"
        yield words[-1:], "part"
        yield words[:place], "place"
    yield words[: find_end(words, GENERIC)], "part"
    yield words[:1], "part"
    yield from (((speak(word),), "part") for word in words if speak(word) != word)


def find_end(words: Sequence[str], endings: Container[str]) -> int:
    """Return how many words a name has before its endings, at least one."""
    end = len(words)
    while end > 1 and words[end - 1] in endings:
        end -= 1
    return end


def find_place(words: Sequence[str]) -> int:
    """Return how many words of the start of a name are the name of a place: 2 of "new york yankees"."""
    lengths = range(min(_LONGEST_PLACE, len(words) - 1), 0, -1)
    return next((length for length in lengths if " ".join(words[:length]) in _read_places()), 0)


@cache
def _read_places() -> frozenset[str]:
    return PLACES | read_countries().keys() | {"us", "uk"}


def is_generic(words: Sequence[str]) -> bool:
    """Return whether a name says which kind of organisation it is and not which one."""
    return all(word in GENERIC or word in _SMALL for word in words)


def speak(word: str) -> str:
    """Return what people say for a number with an ending: "76ers" → "sixers"; else the word itself."""
    ones = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight"}
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    ending = word[len(digits) :]
    number = ones | {"9": "nine"}
    return number[digits[-1]] + ending if digits.isdigit() and ending and digits[-1] in number else word
