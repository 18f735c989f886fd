"""The gender that a name, a title or a noun speaks for."""

from functools import cache
from typing import Literal

from tasks.quotes.lists import read_rows
from tasks.quotes.naming.lexicon import FEMALE_ROLES, FEMALE_TITLES, MALE_ROLES, MALE_TITLES
from tasks.quotes.naming.names import NameWords

type Gender = Literal["m", "f", "u"]
"""Male, female, unknown."""


@cache
def read_first_names() -> dict[str, Gender]:
    """Return first name → gender; 20,000 names, 2 MB."""
    genders: dict[str, Gender] = {"m": "m", "f": "f"}
    return {name: genders.get(gender, "u") for name, gender in read_rows("first_names")}


def is_first_name(word: str) -> bool:
    """Whether a folded word is known as a first name."""
    return word in read_first_names()


def name_gender(name: NameWords) -> Gender:
    """By the first name that is known; one word alone may be a surname and says nothing."""
    if len(name) < 2:
        return "u"
    table = read_first_names()
    for word in name[:-1]:
        gender = table.get(word) or table.get(word.split("-")[0], "u")
        if gender != "u":
            return gender
        if len(word) > 1:
            return "u" if word in table else ending_gender(word)
    return "u"


@cache
def _endings() -> dict[str, Gender]:
    """Last letters of first names (two to four) → gender, where 95 of 100 known names, and at least 30, agree."""
    counts: dict[str, list[int]] = {}
    for name, gender in read_first_names().items():
        for length in (2, 3, 4):
            if gender != "u" and len(name) > length:
                counts.setdefault(name[-length:], [0, 0])[gender == "f"] += 1
    return {
        ending: "f" if female > male else "m"
        for ending, (male, female) in counts.items()
        if male + female >= 30 and max(male, female) >= 0.95 * (male + female)
    }


def ending_gender(word: str) -> Gender:
    """The gender that the end of an unknown first name speaks for ("-ella")."""
    if len(word) < 4 or not word.isalpha():
        return "u"
    table = _endings()
    return next((table[word[-length:]] for length in (4, 3, 2) if word[-length:] in table), "u")


def title_gender(titles: list[str]) -> Gender:
    """By titles and role nouns before a name, lower case: "mrs", "spokeswoman"."""
    for title in titles:
        if title in MALE_TITLES or title in MALE_ROLES:
            return "m"
        if title in FEMALE_TITLES or title in FEMALE_ROLES:
            return "f"
    return "u"
