"""The gender that a name, a title or a noun speaks for."""

from functools import cache
from importlib.resources import files
from typing import Literal

from tasks.quotes.naming.lexicon import FEMALE_ROLES, FEMALE_TITLES, MALE_ROLES, MALE_TITLES
from tasks.quotes.naming.names import NameWords

type Gender = Literal["m", "f", "u"]
"""Male, female, unknown."""


@cache
def read_first_names() -> dict[str, Gender]:
    """First name → gender, from `first_names.txt`; read once a process (20,000 names, 2 MB)."""
    text = files(__package__).joinpath("first_names.txt").read_text(encoding="utf-8")
    table: dict[str, Gender] = {}
    for line in text.splitlines():
        name, _, gender = line.partition(" ")
        if name != "#":
            table[name] = "m" if gender == "m" else "f" if gender == "f" else "u"
    return table


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
            return "u"
    return "u"


def title_gender(titles: list[str]) -> Gender:
    """By titles and role nouns before a name, lower case: "mrs", "spokeswoman"."""
    for title in titles:
        if title in MALE_TITLES or title in MALE_ROLES:
            return "m"
        if title in FEMALE_TITLES or title in FEMALE_ROLES:
            return "f"
    return "u"
