"""Names as keys: what two spellings of one name have in common.

A person's key is the given names and the surname, folded, its particles joined to it by "_", and a generation behind a
comma: "Dr. Luis van der Bellen, Jr." → "luis van_der_bellen, jr"; a nickname between them is marked by "~". An
organisation's has no article, legal form or web ending: "The Calder Haulage Co." → "calder haulage".
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from tasks.link.who.lists import read_list
from tasks.quotes.naming.words.lexicon import NAME_TITLES, PARTICLES, PERSON_TITLES, SUFFIXES
from tasks.quotes.naming.words.names import fold_word

GENERATIONS: Final = frozenset(["jr", "sr", "ii", "iii", "iv", "v"])
"""Suffixes that tell people of one name apart."""
_LEGAL_FORMS: Final = frozenset(read_list("legal_forms"))
_LONGEST: Final = 16
"""Words of a name that are read: what is longer is no name, and must not cost more."""
_PUBLICATIONS: Final = frozenset(["magazine", "newspaper", "website"])
"""What may follow the name of a publication or not."""
_ABBREVIATIONS: Final = dict(entry.split() for entry in read_list("abbreviations"))
_TURNED: Final = frozenset(["department", "ministry", "embassy"])
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_WORD: Final = re.compile(r"[\w&+'’`.@#~–‑-]+")
_WEB_ENDING: Final = re.compile(r"(?<=\w)\.(?:com|org|net|co\.uk)\b", re.IGNORECASE)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_INITIALS: Final = re.compile(r"(?<!\w)(?:(?:[A-Z]\.){2,}|[A-Z]{2}(?=\s))")
"""Initials written as one word: "J.D.", "JD"."""
_NICKNAME: Final = re.compile(r"(?<=\s)[\"“'‘(](\w+)[\"”'’)]")
_POSSESSIVE: Final = re.compile(r"['’](?:s\b|(?!\w))", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def build_key(label: str, name: str) -> str:
    """Return the key of a person's or organisation's name; an empty one where the name holds no letter or digit."""
    return _build_person_key(name) if label == "person" else _build_organisation_key(name)


def split_key(key: str) -> tuple[tuple[str, ...], str]:
    """Return the words of a person's key and the generation, which may be empty."""
    words, _, generation = key.partition(", ")
    return tuple(words.split()), generation


@lru_cache(maxsize=50_000)
def squeeze(key: str) -> str:
    """Return a key without spaces and marks, doubled letters once: "del giudice" and "DelGiudice" are one."""
    return re.sub(r"(\w)\1+", r"\1", re.sub(r"[\W_]", "", key))


def _split(name: str) -> list[str]:
    words = (fold_word(word).strip("'-@#_") for word in _WORD.findall(_POSSESSIVE.sub(" ", name)))
    kept = (word for word in words if any(char.isalnum() for char in word) or word == "&")
    return list(islice(kept, _LONGEST))


def _build_person_key(name: str) -> str:
    name = _NICKNAME.sub(r" ~\1 ", name)
    words = _split(name if name.isupper() else _INITIALS.sub(lambda found: " ".join(found[0]), name))
    generation = ""
    while len(words) > 1 and words[-1] in SUFFIXES:
        last = words.pop()
        generation = last if last in GENERATIONS else generation
    words = _drop_titles(words)
    if not words:
        return ""
    given = [part for word in words[:-1] for part in word.split("-")]
    surname = words[-1]
    opening, _, rest = surname.partition("-")
    if rest and opening in PARTICLES:
        surname = f"{opening}_{rest}"
    while len(given) > 1 and given[-1] in PARTICLES and len(given[-1]) > 1:
        surname = f"{given.pop()}_{surname}"
    return " ".join([*given, surname]) + (f", {generation}" if generation else "")


def _drop_titles(words: Sequence[str]) -> list[str]:
    """Return a name without titles before it; one that belongs to a single word stays: "pope francis"."""
    at = 0
    while at < len(words) - 1 and words[at] in PERSON_TITLES:
        at += 1
    keeps = at and at == len(words) - 1 and words[at - 1] in NAME_TITLES
    return list(words[at - 1 if keeps else at :])


def _build_organisation_key(name: str) -> str:
    if name.startswith(("@", "#")):
        name = _HUMP.sub(" ", name)
    words = ["and" if word == "&" else _ABBREVIATIONS.get(word, word) for word in _split(_WEB_ENDING.sub("", name))]
    words = _turn_round(_drop_year(words))
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS | _PUBLICATIONS:
        words.pop()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "and" else words)


def _drop_year(words: Sequence[str]) -> list[str]:
    """Return a name without the year that it bears: "2008 Calder Rovers", "Calder Rovers of 2008"."""
    kept = [word for word in words if not _YEAR.fullmatch(word)] or list(words)
    return kept[:-1] if len(words) > len(kept) > 1 and kept[-1] == "of" else kept


def _turn_round(words: list[str]) -> list[str]:
    """Return "interior department" for "department of the interior"."""
    bare = words[1:] if words[0] == "the" else words
    if len(bare) < 3 or bare[0] not in _TURNED or bare[1] not in ("of", "for"):
        return words
    rest = bare[3:] if bare[2] == "the" else bare[2:]
    return [*rest, bare[0]] if rest else words
