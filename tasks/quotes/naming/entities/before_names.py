"""What stands before a person's name and is none of it: titles, trades, where somebody is from."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.nouns import has_person_ending
from tasks.quotes.naming.words.tokens import ADDRESSES, HONOURS, Tokens

ARABIC_PARTICLES: Final = frozenset(["al", "el", "bin", "ibn", "bint", "abu", "ben"])
"""What stands in lower case behind a first name, and in no organisation's name."""
_PORTFOLIOS: Final = read_list("portfolios")
_PARTIES: Final = read_list("parties")
_LONGEST_NAME: Final = 3
"""Words of the name of what was tagged as no person, behind a title."""


def find_name_start(tokens: Tokens, start: int, end: int, is_person: bool) -> int:
    """Return where the name proper begins behind titles: "Norway's Defence Minister Ann Lee" → at "Ann".

    Outside of persons only a role noun or title with a short name behind it counts ("spokesman Carl Berg").
    """
    best = start
    for i in range(start, end - 1):
        if not is_person and i > start and tokens.lower[i - 1] == "of":  # "Office of Inspector General"
            break
        is_honour = best == i > start and tokens.folded[i] in HONOURS
        if not (is_honour or _is_title(tokens, i) or (is_person and _is_said_of(tokens, start, i, end))):
            continue
        after = i + 1 + (tokens.words[i + 1] == ".")
        is_short = not is_person and after == end - 1 and is_acronym(tokens.words[i])  # "PC World"
        if after < end and not is_short and _is_name(tokens, after, end, is_person):
            best = after
    if best == start or best < end - 1:
        return best
    is_part = tokens.folded[best - 1] in lexicon.NAME_TITLES or (best == start + 1 and is_namesake(tokens, start))
    return best - is_part  # "Pope Leo", "Dean Bell"


def _is_title(tokens: Tokens, i: int) -> bool:
    """Return whether a word is a title or role, or a title of several: "Sens. Ann Lee and Bo Ray"."""
    word = tokens.folded[i]
    return word in lexicon.TITLES_AND_ROLES or word.removesuffix("s") in ADDRESSES


def _is_said_of(tokens: Tokens, start: int, i: int, end: int) -> bool:
    """Return whether a word in what was tagged as a person says who that is: by possession, place, field or trade."""
    word = tokens.folded[i]
    if word in {"'s", "'"} or is_participle(tokens, i):
        return True
    if i > start or end - start < 3:
        return False
    is_field = word in _PORTFOLIOS and not lexicon.is_first_name(word)  # "Government Affairs Director Ann Lee"
    return is_field or is_trade(tokens, i) or is_origin(word)


def _is_name(tokens: Tokens, start: int, end: int, is_person: bool) -> bool:
    """Return whether what stands behind a title can be a person's name."""
    words, folded = tokens.words[start:end], tokens.folded[start:end]
    if not words[0][0].isupper() or lexicon.SUFFIXES.issuperset(folded):
        return False
    is_body = folded[-1] in lexicon.DOCUMENT_ENDINGS or not lexicon.ORGANISATION_ENDINGS.isdisjoint(folded)
    if is_person or is_body:
        return is_person and (len(words) > 1 or not is_body)  # "Elm Lake First Nation"
    is_short = len(words) <= _LONGEST_NAME and all(word[0].isupper() and word.isalpha() for word in words)
    return is_short and not is_acronym(words[-1])  # "Corvane Star BDC"


def is_participle(tokens: Tokens, i: int) -> bool:
    """Return whether a word says where somebody is or is from: "based" in "Arlen-based Ann Lee"."""
    return tokens.words[i - 1] == "-" and tokens.words[i].islower() and tokens.words[i].endswith(("ed", "born"))


def is_namesake(tokens: Tokens, i: int) -> bool:
    """Return whether a noun for people before a surname is a first name: "Dean Bell", "Guy Roe", but "Dr Bell"."""
    word = tokens.folded[i]
    is_role = word in lexicon.ROLES and word not in lexicon.PERSON_TITLES and word not in ADDRESSES
    return is_role and lexicon.is_first_name(word) and tokens.words[i].istitle()


def is_trade(tokens: Tokens, i: int) -> bool:
    """Return whether a word that begins a sentence says what somebody does: "Clockmaker Ahn Ji-hwae"."""
    if not tokens.is_opening[i] or not has_person_ending(tokens.lower[i]) or lexicon.is_first_name(tokens.folded[i]):
        return False
    return ARABIC_PARTICLES.isdisjoint(tokens.folded[i + 1 : i + 2])  # "Abdulrahman al-Otaibi" is all name


def is_origin(word: str) -> bool:
    """Return whether a word says which country somebody is of and is no first name: "Moroccan Hamza al-Berri"."""
    return lexicon.is_national(word) and not lexicon.is_first_name(word)


def is_people(tokens: Tokens, i: int) -> bool:
    """Return whether a word is for several of a country or party: "Democrats"."""
    word = tokens.folded[i].removesuffix("s")
    return tokens.tag[i] == "NNPS" and (word in _PARTIES or is_origin(word))
