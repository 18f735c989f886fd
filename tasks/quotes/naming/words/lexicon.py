"""What naming knows of single words: titles, roles, pronouns, names of places, and the gender that words show.

Words are folded (`names.fold_word`): lower case, without accents and full stops. The lists lie in `tasks/quotes/lists`.
"""

from calendar import day_name, month_name
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from tasks.quotes.lists import read_list, read_rows

type Gender = Literal["m", "f", "u"]
"""Male, female, unknown."""
type PronounKind = Literal["he", "she", "i", "we", "you", "they", "it", "who"]


def _read_genders(name: str) -> dict[str, Gender]:
    known: dict[str, Gender] = {"m": "m", "f": "f"}
    return {word: known.get(gender, "u") for word, gender in read_rows(name)}


_TITLES: Final = _read_genders("titles")
_ROLES: Final = _read_genders("roles")
_WORD_GENDERS: Final = {word: gender for word, gender in [*_ROLES.items(), *_TITLES.items()] if gender != "u"}
PERSON_TITLES: Final = frozenset(_TITLES)
"""Words that may stand before a person's name and are no part of it."""
ROLES: Final = frozenset(_ROLES)
"""Nouns for one person."""
TITLES_AND_ROLES: Final = PERSON_TITLES | ROLES
NAME_TITLES: Final = read_list("name_titles")
"""Titles that belong to the name where only one word follows: "Pope Francis"."""
PEERS: Final = frozenset(
    ["baron", "baroness", "countess", "duchess", "duke", "earl", "marchioness", "marquess", "viscount", "viscountess"]
)
"""Titles that are a name with what they are of: "the Earl of Wold"."""
PARTICLES: Final = read_list("name_particles")
POST_NOMINALS: Final = read_list("post_nominals")
SUFFIXES: Final = POST_NOMINALS | read_list("name_suffixes")
ATTRIBUTING_VERBS: Final = read_list("attributing_verbs")
ORGANISATION_NOUNS: Final = read_list("organisation_nouns")
BUSINESS_ENDINGS: Final = read_list("business_endings")
"""Last words that a business is mostly spoken of without."""
ORGANISATION_ENDINGS: Final = read_list("organisation_endings") | BUSINESS_ENDINGS
ORGANISATION_WORDS: Final = ORGANISATION_ENDINGS | ORGANISATION_NOUNS
"""Words that say of a name that holds them that it is an organisation's."""
DOCUMENT_ENDINGS: Final = read_list("document_nouns") - ORGANISATION_ENDINGS
"""Last words of the names of documents."""
PLACES: Final = read_list("places")
"""Names of countries, states, regions and large cities."""
FIRM_ROLES: Final = read_list("people_or_firms")
"""Roles that firms have as well: "the contractor, Corvane,"."""
PERSON_ENDINGS: Final = ("man", "woman", "ist", "ian", "er", "or", "eer", "ee", "mason", "smith", "wright")
"""How nouns for what a person does end."""
PEOPLE_ENDINGS: Final = ("s", "sh", "ch", "ese")
"""How words end that are for a country's people: "the French", "the Swiss", but "the Swede", "the Iraqi"."""
CALLING: Final = frozenset(
    ["called", "calls", "goes", "identified", "identifies", "known", "name", "named", "nicknamed", "surnamed"]
)
"""What in a clause says that a name in it is the speaker's."""
SPOKESPEOPLE: Final = frozenset(["spokesman", "spokesperson", "spokeswoman"])
ARTICLES: Final = frozenset(["the", "a", "an"])
CALENDAR: Final = frozenset(
    ["christmas", "diwali", "easter", "eid", "hanukkah", "passover", "ramadan", "thanksgiving"]
    + [name.lower() for name in (*day_name, *month_name[1:])]
)
"""Days, months and feasts."""
SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
FINITE: Final = frozenset(["VBD", "VBP", "VBZ", "MD"])
"""Tags of verbs that make a clause."""

_PRONOUN_FORMS: Final[dict[PronounKind, str]] = {
    "he": "he him his himself",
    "she": "she her hers herself",
    "i": "i me my myself mine",
    "we": "we us our ourselves",
    "you": "you your yourself",
    "they": "they them their themselves",
    "it": "it its itself",
    "who": "who which that whom",
}
PRONOUNS: Final = {form: kind for kind, forms in _PRONOUN_FORMS.items() for form in forms.split()}
"""Pronoun → its kind: "himself" → "he"."""
GENDERS: Final[dict[str, Gender]] = {"he": "m", "she": "f"}
"""Kind of a pronoun → the gender that it shows; the others show none."""


@cache
def read_countries() -> dict[str, str]:
    """Return name of a country or its people → country ("russian" → "russia")."""
    rows = read_rows("demonyms")
    return {name.replace("_", " "): country for country, *others in rows for name in (country, *others)}


def is_national(word: str) -> bool:
    """Return whether a word is for the people of a country and not for it: "russian"."""
    return read_countries().get(word, word) != word


@cache
def read_kinds() -> dict[str, frozenset[str]]:
    """Return the kinds of organisation that a word may show."""
    rows = read_rows("kinds_of_body")
    return {word: frozenset(row[0] for row in rows if word in row[1:]) for row in rows for word in row[1:]}


@cache
def read_first_names() -> dict[str, Gender]:
    """Return first name → gender; 20,000 names, 2 MB."""
    return _read_genders("first_names")


def is_first_name(word: str) -> bool:
    """Return whether a word is known as a first name."""
    return word in read_first_names()


def title_gender(words: Iterable[str]) -> Gender:
    """Return the gender of the first title or role noun that has one: "mrs", "spokeswoman"."""
    return next((_WORD_GENDERS[word] for word in words if word in _WORD_GENDERS), "u")


def name_gender(name: tuple[str, ...]) -> Gender:
    """Return the gender of the first name that is known; one word alone may be a surname and says nothing."""
    table = read_first_names()
    for word in name[:-1]:
        gender = table.get(word) or table.get(word.split("-")[0]) or _read_nickname_genders().get(word, "u")
        if gender != "u":
            return gender
        if len(word) > 1:
            ends = [] if word in table or len(word) < 4 or not word.isalpha() else [word[-4:], word[-3:], word[-2:]]
            return next((_read_endings()[end] for end in ends if end in _read_endings()), "u")  # "-ella"
    return "u"


@cache
def _read_nickname_genders() -> dict[str, Gender]:
    """Return short form of first names → gender, where all names that it stands for have one: "kev" is "kevin"."""
    table = read_first_names()
    genders: dict[str, set[Gender]] = {}
    for name, *shorts in read_rows("nicknames"):
        for short in shorts:
            genders.setdefault(short, set()).add(table.get(name, "u"))
    return {short: next(iter(found)) for short, found in genders.items() if len(found) == 1}


@cache
def _read_endings() -> dict[str, Gender]:
    """Return ending of first names (two to four letters) → gender, where 95 of 100 names, and at least 30, agree."""
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
