"""Names as strings: folding, short forms, first names that agree, initials, acronyms."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from tasks.quotes.lists import read_rows
from tasks.quotes.naming.words.lexicon import PARTICLES, SUFFIXES

type NameWords = tuple[str, ...]
"""The folded words of a name: ("boris", "pistorius")."""

_LEAST_SPELLED: Final = 5
"""Letters of a first name that may lack one."""
_DROPPED: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "‑": "-", ".": None})
_SMALL: Final = {"of", "the", "and", "for", "in", "on", "to", "at", "by", "with", "de", "la", "du", "et", "y", "&"}


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Return a word in lower case, without accents and full stops: "Zoë" and "zoe", "U.S." and "us" are one."""
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in decomposed if not unicodedata.combining(char))
    return word.translate(_DROPPED).lower()


def name_words(folded: Sequence[str]) -> NameWords:
    """Return the words of a name without punctuation, possessive and suffixes; hyphens join ("ki-moon")."""
    kept: list[str] = []
    joins = False
    for word in folded:
        if word == "-":
            joins = bool(kept)
        elif word != "'s" and any(char.isalnum() for char in word):
            if joins:
                kept[-1] += f"-{word}"
            else:
                kept.append(word)
            joins = False
    while len(kept) > 1 and kept[-1] in SUFFIXES:
        kept.pop()
    return tuple(kept)


def short_forms(full: NameWords) -> dict[str, int]:
    """Return the words that stand for a name of several words: surname → 3, first name → 2, one between → 1.

    Half of a double surname counts as much as a first name.
    """
    ranks = {word: 1 for word in full if len(word) > 2 and word not in PARTICLES}
    halves = full[-1].split("-") if "-" in full[-1] else []
    ranks |= dict.fromkeys(initials(full), 1)  # an interview's label: "PH:"
    return ranks | dict.fromkeys((full[0], *(half for half in halves if len(half) > 3)), 2) | {full[-1]: 3}


def is_same_person(one: NameWords, other: NameWords) -> bool:
    """Return whether two names of several words with the same surname can name one person.

    So can first names that are equal, an initial, cut short ("Ed", "Edward"), without a letter inside, a nickname, or
    among the other's names.
    """
    short, long = sorted((one[0], other[0]), key=len)
    if _is_misspelled(short, long):
        return True
    is_cut = long.startswith(short) and (len(short) == 1 or (len(short) >= 3 and len(long) > len(short) + 1))
    if is_cut or long in _read_nicknames().get(short, ()):
        return True
    return one[0] in other[:-1] or other[0] in one[:-1]


def _is_misspelled(short: str, long: str) -> bool:
    """Return whether a longer first name lacks but one letter inside: "Alexandr", not "Daniel" for "Daniela"."""
    places = range(1, len(long) - 1)
    return (
        len(short) >= _LEAST_SPELLED
        and len(long) == len(short) + 1
        and short in {long[:i] + long[i + 1 :] for i in places}
    )


@cache
def _read_nicknames() -> dict[str, set[str]]:
    """Return first name → the names that stand in a group of nicknames with it."""
    table: dict[str, set[str]] = defaultdict(set)
    for group in read_rows("nicknames"):
        for name in group:
            table[name].update(group)
    return table


def initials(folded: Sequence[str]) -> set[str]:
    """Return the acronyms that a name may have, with and without its small words, lower case."""
    parts = [part for word in folded for part in word.split("-") if part and part[0].isalnum()]
    if parts and parts[0] == "the":
        parts = parts[1:]
    heavy = [part for part in parts if part not in _SMALL]
    whole = [word for word in folded if word not in _SMALL]
    joined = [word for word in folded if word == "&" or word not in _SMALL] if "&" in folded else []  # "P&O"
    return {"".join(part[0] for part in chosen if part) for chosen in (parts, heavy, whole, joined) if len(chosen) >= 2}


@lru_cache(maxsize=20_000)
def is_acronym(word: str) -> bool:
    """Return whether a word looks like an acronym: two to eight letters, mostly capitals."""
    letters = [char for char in word if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return 2 <= len(letters) <= 8 and capitals >= 2 and capitals >= 0.6 * len(letters)
