"""Names as strings: folding, titles, suffixes, initials, nicknames, acronyms."""

import unicodedata
from functools import lru_cache
from typing import Final

from tasks.quotes.naming.lexicon import NICKNAMES, PARTICLES, SUFFIXES, word_set

type NameWords = tuple[str, ...]
"""The folded words of a name: ("boris", "pistorius")."""

_DROPPED: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "‑": "-", ".": None})
_SMALL: Final = word_set("of the and for in on to at by with de la du et y &")


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Lower case, without accents and full stops: "Zoë" and "zoe", "U.S." and "us" are one."""
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in decomposed if not unicodedata.combining(char))
    return word.translate(_DROPPED).lower()


def name_words(words: list[str]) -> NameWords:
    """Folded words of a name without punctuation, possessive and generational suffix; hyphens join ("ki-moon")."""
    kept: list[str] = []
    joins = False
    for word in map(fold, words):
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


def surname(name: NameWords) -> NameWords:
    """The last word, with the particles before it: ("da", "silva")."""
    start = len(name) - 1
    while start > 1 and name[start - 1] in PARTICLES:
        start -= 1
    return name[start:]


def same_first_name(one: str, other: str) -> bool:
    """Whether two first names may be one: equal, an initial, a nickname, or cut short ("Ed", "Edward")."""
    if one == other or (one[0] == other[0] and min(len(one), len(other)) == 1):
        return True
    if (len(one) == 2 and one[1] == ".") or (len(other) == 2 and other[1] == "."):
        return one[0] == other[0]
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short) and len(long) > len(short) + 1:
        return True
    return any(one in group and other in group for group in NICKNAMES)


def is_same_person(one: NameWords, other: NameWords) -> bool:
    """Whether two names of two words or more can name one person: same surname, first names that agree."""
    if one == other:
        return True
    if one[-1] != other[-1]:
        return _is_part(one, other) or _is_part(other, one)
    return same_first_name(one[0], other[0]) or one[0] in other[:-1] or other[0] in one[:-1]


def _is_part(short: NameWords, long: NameWords) -> bool:
    """Whether `short` stands at the start of `long`, whole: "Luiz Inácio Lula", "Luiz Inácio Lula da Silva"."""
    return len(short) >= 2 and len(short) < len(long) and long[: len(short)] == short


def short_form_rank(short: NameWords, full: NameWords) -> int:
    """How well a shorter form stands for a full name: 3 surname, 2 first name, 1 a word between, 0 not at all."""
    if short == surname(full) or short == full[-1:]:
        return 3
    if len(short) > 1 and full[-len(short) :] == short:
        return 3
    if len(full) > 1 and "-" in full[-1] and short[-1] in full[-1].split("-") and len(short) == 1 and len(short[0]) > 3:
        return 2
    if short == full[: len(short)]:
        return 2
    if len(short) == 1 and short[0] in full and len(short[0]) > 2 and short[0] not in PARTICLES:
        return 1
    return 0


def initials(words: list[str]) -> set[str]:
    """The acronyms that a name may have, with and without its small words, lower case."""
    parts = [part for word in words for part in fold(word).split("-") if part and part[0].isalnum()]
    if parts and parts[0] == "the":
        parts = parts[1:]
    heavy = [part for part in parts if part not in _SMALL]
    whole = [fold(word) for word in words if fold(word) not in _SMALL]
    return {"".join(part[0] for part in chosen if part) for chosen in (parts, heavy, whole) if len(chosen) >= 2}


def is_acronym(word: str) -> bool:
    """Whether a word looks like an acronym: two to seven characters, mostly capitals."""
    letters = [char for char in word if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return 2 <= len(letters) <= 8 and capitals >= 2 and capitals >= 0.6 * len(letters)
