"""What shows that a name is a body's: who leads it or speaks for it, the noun before it, its words, that it is "it"."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import (
    ATTRIBUTING_VERBS,
    ORGANISATION_ENDINGS,
    ORGANISATION_NOUNS,
    ORGANISATION_WORDS,
    ROLES,
    SPOKESPEOPLE,
    is_first_name,
)
from tasks.quotes.naming.words.names import NameWords
from tasks.quotes.naming.words.title_parts import is_plural_title
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_KINDS: Final = read_list("kinds_of_organisation")
_LEADERS: Final = read_list("leaders")
_IN_OFFICES: Final = _LEADERS | {"-"}
_LONGEST_OFFICE: Final = 4
"""Tokens of an office right behind the name of a firm."""
_RUNNING: Final = _LEADERS - {"chief", "director", "owner", "president"}
"""Leaders of firms and clubs alone, and of no place or work."""
_HEADS_OF_FIRMS: Final = frozenset(
    ["ceo", "chair", "chairman", "chairperson", "chairwoman", "director", "executive", "president"]
)
_HEADS_OF_BODIES: Final = (_LEADERS | ROLES) - read_list("unnamed_roles")
_BROADCASTERS: Final = frozenset(["radio", "television", "tv"])
"""What their names begin with: "Radio Alder"."""
_REACH: Final = 8
"""Tokens behind a speaker within which it is "it"."""
_NOMINAL: Final = frozenset(["NOUN", "PRON", "PROPN"])


def has_kind_before(tokens: Tokens, start: int) -> bool:
    """Return whether a noun says what kind of organisation a name is: "the carrier Skyhop"."""
    return start > 0 and tokens.lower[start - 1] in _KINDS


def has_leader(tokens: Tokens, end: int) -> bool:
    """Return whether behind a name stands who leads it or belongs to it: "Corvane boss Ann Lee", "BBK's Ann Lee"."""
    first = start = end + (tokens.lower[end : end + 1] == ["'s"])
    for i in range(first, min(first + _LONGEST_OFFICE, len(tokens))):  # "Corvane managing director Ann Lee"
        if not tokens.words[i].islower() and tokens.folded[i] not in _IN_OFFICES:
            break
        start = i + 1 if tokens.folded[i] in _LEADERS else start
    if end < first < start:  # "Corvane's regional director, Dr Ann Lee", no "Lee's coach, Bo Ray"
        is_state = tokens.folded[first:start] == ["president"]  # "Orlen's president, Bo Ray"
        if is_state or tokens.folded[start - 1] not in _HEADS_OF_FIRMS or tokens.words[start : start + 1] != [","]:
            return False
        start += 1 + any(word in ADDRESSES for word in tokens.folded[start + 1 : start + 2])
    names = tokens.words[start : start + 2]
    is_full = start > end and len(names) == 2 and all(word[0].isupper() for word in names)
    return is_full and is_first_name(tokens.folded[start])


def has_office(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name is what somebody leads, "chair of Corvane", or speaks for: "Corvane's spokesman on tax"."""
    is_of = start > 1 and tokens.lower[start - 1] in {"of", "at"} and tokens.folded[start - 2] in _RUNNING
    behind = tokens.lower[end : end + 3]
    is_spoken = behind[:1] == ["'s"] and behind[1:2] and behind[1] in SPOKESPEOPLE and behind[2:] in (["for"], ["on"])
    return is_of or bool(is_spoken)


def is_spoken_for(tokens: Tokens, start: int) -> bool:
    """Return whether somebody is a spokesperson for what begins at a token."""
    before = tokens.folded[max(0, start - 2) : start]
    return before[-1:] == ["for"] and before[0] in SPOKESPEOPLE


def is_led(tokens: Tokens, i: int) -> bool:
    """Return whether "its" stands before what somebody is of an organisation or place: "its chief executive"."""
    is_own = tokens.tag[i] == "PRP$" and tokens.dep[i] == "poss"
    return is_own and tokens.folded[tokens.head[i]] in _HEADS_OF_BODIES


def says_it(tokens: Tokens, end: int) -> bool:
    """Return whether a speaker is "it" in what it says: "Skyhop said on Monday it had lost its way"."""
    last = min(end + _REACH, len(tokens))
    said = next((i for i in range(end, last) if tokens.lemma[i] in ATTRIBUTING_VERBS), last)
    it = next((i for i in range(said + 1, last) if tokens.lower[i] in {"it", "its"}), None)
    if it is None or any(tokens.pos[i] in _NOMINAL for i in range(end, said)):
        return False
    if tokens.lower[it] == "its":
        return all(tokens.lower[i] == "that" for i in range(said + 1, it))
    does = tokens.head[it]
    return tokens.dep[it] == "nsubj" and tokens.pos[does] == "VERB" and tokens.head[does] == said


def is_body(words: NameWords) -> bool:
    """Return whether a name ends or begins as a body's, and like no person's: "Ras Alim Police", "Bank of Arlen".

    Or ends in what several people do: "Elm Engineers".
    """
    is_word = ends_as_body(words) or words[0] in ORGANISATION_NOUNS or (len(words) > 1 and is_plural_title(words[-1]))
    return (is_word and not is_first_name(words[0])) or words[0] in _BROADCASTERS


def ends_as_body(words: NameWords) -> bool:
    """Return whether a name ends with a word for an organisation, or "district" behind one: "Arlen School District"."""
    is_district = words[-1] == "district" and not ORGANISATION_WORDS.isdisjoint(words[:-1])
    return is_district or words[-1] in ORGANISATION_ENDINGS
