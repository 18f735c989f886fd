"""What a full name is called for short, as keys, and how surely each short form means it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from tasks.link.who.keys import split_key
from tasks.quotes.lists import read_list
from tasks.quotes.naming.lexicon import (
    BUSINESS_ENDINGS,
    ORGANISATION_ENDINGS,
    ORGANISATION_NOUNS,
    PARTICLES,
    PLACES,
    read_countries,
)
from tasks.quotes.naming.names import initials

type Kind = Literal["surname", "given", "acronym", "without place", "without ending", "part", "place"]
"""How a short form comes about; the first that holds."""
GENERIC: Final = ORGANISATION_NOUNS | (ORGANISATION_ENDINGS - {"times", "post"}) | read_list("public_bodies")
"""Words that name no organisation by themselves: "Bank", "University"."""
_LONGEST_PLACE: Final = 3
_SMALL: Final = frozenset(["of", "the", "and", "for", "in", "on", "at", "de"])
_TENS: Final = {"40": "forty", "50": "fifty", "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety"}


def is_short(label: str, key: str) -> bool:
    """Return whether a key may be short for a full name: it is one word, or an organisation's name."""
    return label == "organisation" or " " not in key


@lru_cache(maxsize=100_000)
def find_forms(label: str, key: str) -> dict[str, Kind]:
    """Return short form → how it comes about; nothing for a name of one word."""
    words = tuple(key.split()) if label == "organisation" else split_key(key)[0]
    if len(words) < 2:
        return {}
    forms = _find_organisation_forms(words) if label == "organisation" else _find_person_forms(words)
    forms.pop(key, None)
    return forms


def _find_person_forms(words: Sequence[str]) -> dict[str, Kind]:
    surname = words[-1]
    parts = [part for part in surname.replace("-", "_").split("_") if len(part) > 2 and part not in PARTICLES]
    given: dict[str, Kind] = {word: "given" for word in words[:-1] if len(word) > 2}
    return given | dict.fromkeys(parts, "given" if "-" in surname else "surname") | {surname: "surname"}


def _find_organisation_forms(words: Sequence[str]) -> dict[str, Kind]:
    found: list[tuple[str, Kind]] = []
    place = find_place(words)
    if place:
        found += [(rest, "without place") for rest in [" ".join(words[place:])] if not is_generic(words[place:])]
        found += [(" ".join(words[:place]), "place"), (words[-1], "part")]
    end = len(words)
    while end > 1 and words[end - 1] in BUSINESS_ENDINGS:
        end -= 1
        found.append((" ".join(words[:end]), "without ending"))
    found += [(short, "acronym") for short in sorted(initials(words))]
    found += [(" ".join(words[:length]), "part") for length in range(1, len(words))]
    found += [(" ".join(words[start:]), "part") for start in range(1, len(words))]
    found += [(spoken, "part") for word in words for spoken in [speak(word)] if spoken != word]
    forms: dict[str, Kind] = {}
    for form, kind in found:
        if not set(form.split()) <= _SMALL:
            forms.setdefault(form, kind)
    return forms


def find_place(words: Sequence[str]) -> int:
    """Return how many words of the start of a name are the name of a place: 2 of "new york yankees"."""
    names = PLACES | read_countries().keys() | {"us", "uk"}
    lengths = range(min(_LONGEST_PLACE, len(words) - 1), 0, -1)
    return next((length for length in lengths if " ".join(words[:length]) in names), 0)


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
