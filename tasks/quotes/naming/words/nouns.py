"""Nouns: the head of a noun phrase, whether it stands for one or several, and for what kind of speaker."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import (
    FIRM_ROLES,
    ORGANISATION_NOUNS,
    PEOPLE_ENDINGS,
    PERSON_ENDINGS,
    ROLES,
    is_national,
    read_countries,
)
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import SpeakerLabel

LONGEST_PHRASE: Final = 8
"""Tokens before and behind the head noun that may belong to its phrase."""
_NOUNS: Final = frozenset(["NOUN", "PROPN", "PRON"])
PHRASE_PARTS: Final = frozenset(["NOUN", "PROPN", "ADJ", "DET", "NUM"])
_BEFORE: Final = PHRASE_PARTS | {"PRON"}
_PHRASE_BREAKS: Final = frozenset(["ADP", "VERB", "AUX", "SCONJ", "CCONJ", "WP", "WDT", "TO"])
_MARKS: Final = frozenset([",", "(", "–", "—", ":"])
_GROUP_NOUNS: Final = read_list("group_nouns")
DOCUMENT_NOUNS: Final = read_list("document_nouns")
FIRM_NOUNS: Final = read_list("firm_nouns")
_ISSUED: Final = (["filed"], ["lodged"], ["published"], ["titled"], ["drafted"])
"""What is done with documents."""
_QUANTITIES: Final = read_list("quantities")
_CLAUSE_PRONOUNS: Final = frozenset(["he", "her", "his", "it", "its", "she", "their", "they"])
_CLAUSE: Final = 14
"""Tokens behind a noun for a person or a firm in which a pronoun may show which."""
_PERSONS: Final = ROLES | read_list("people")
_PARTIES: Final = read_list("parties")
_ONE_PERSON: Final = ROLES - _GROUP_NOUNS
_NO_PERSONS: Final = read_list("no_persons")
INDEFINITE: Final[dict[str, SpeakerLabel]] = {
    **dict.fromkeys(("anybody", "anyone", "somebody", "someone"), "person"),
    **dict.fromkeys(("everybody", "everyone", "nobody"), "group"),
}


def find_head_noun(tokens: Tokens, start: int, end: int) -> int:
    """Return the head noun: the root of the span in the parse, else the last noun before the phrase is broken off."""
    span = range(start, end)
    age = next((i for i in span[2:] if is_age(tokens, i)), None)
    if age is not None:
        return age
    if tokens.tag[end - 1] == "VBZ" and tokens.lower[end - 1] in DOCUMENT_NOUNS:  # "Works Department records"
        return end - 1
    nouns = [i for i in span if tokens.pos[i] in _NOUNS and not (i + 2 < end and tokens.lower[i + 1] == "'s")]
    root = next((i for i in nouns if not start <= tokens.head[i] < end), None)
    if tokens.has_parse and root is not None:
        joined = tokens.words[root + 1 : root + 2] == ["-"] and root + 2 in nouns
        return root + 2 if joined else root  # "his co-pilot"
    head = next((i for i in span if tokens.pos[i] in _NOUNS or tokens.lower[i] in _GROUP_NOUNS), start)
    for i in range(head + 1, end):
        if tokens.pos[i] in _PHRASE_BREAKS or tokens.words[i] in _MARKS or tokens.tag[i] in _PHRASE_BREAKS:
            break
        if tokens.pos[i] in _NOUNS:
            head = i
    return head


def is_age(tokens: Tokens, i: int) -> bool:
    """Return whether a token closes an age that stands for a person: "old" in "the 24-year-old said"."""
    if tokens.lower[i] != "old" or i < 3 or tokens.words[i - 1] != "-" or tokens.lower[i - 2] not in {"year", "years"}:
        return False
    return i + 1 == len(tokens) or tokens.pos[i + 1] not in {"NOUN", "PROPN", "ADJ"}


def is_demonym(tokens: Tokens, i: int) -> bool:
    """Return whether a word is for one of a country's people or a party's: "the old Estonian", "the Liberal"."""
    word = tokens.folded[i]
    if word in _PARTIES:
        before = range(i - 1, max(-1, i - 1 - LONGEST_PHRASE), -1)  # "the Ohio Democrat"
        first = next((n for n in before if tokens.pos[n] not in {"ADJ", "PROPN"}), i)
        if tokens.lower[first] == "the":
            return tokens.pos[i + 1 : i + 2] not in (["NOUN"], ["PROPN"])
    is_one = (
        not word.endswith(PEOPLE_ENDINGS)
        or "VBZ" in tokens.tag[i + 1 : i + 2]
        or tokens.lower[i + 1 : i + 2] == ["was"]
    )
    return is_one and is_national(word)


def is_plural(tokens: Tokens, head: int) -> bool:
    """Return whether a head noun stands for several people: "Farmers", whatever its tag, where it opens a sentence."""
    one = tokens.lower[head].removesuffix("s")
    if is_one_of(tokens, head):
        return False
    is_opening = tokens.is_opening[head] and one != tokens.lower[head] and one in ROLES
    is_several = tokens.tag[head] in {"NNS", "NNPS"} and tokens.folded[head] not in _ONE_PERSON  # "fiancée"
    return is_opening or is_several or tokens.lower[head] in _GROUP_NOUNS


def is_one_of(tokens: Tokens, head: int) -> bool:
    """Return whether a noun is that of a description of one of several: "one of the younger pilots"."""
    first = head
    while first > 1 and head - first < LONGEST_PHRASE and tokens.pos[first - 1] in _BEFORE:
        first -= 1
    return tokens.lower[first - 2 : first] == ["one", "of"]


def find_label(tokens: Tokens, head: int, plural: bool) -> SpeakerLabel:
    """Return the kind of an unnamed speaker, by its head noun."""
    word = tokens.lower[head]
    forms = {word, tokens.folded[head], tokens.base(head)}
    if word in INDEFINITE or is_age(tokens, head):
        return INDEFINITE.get(word, "person")
    if word in _GROUP_NOUNS and not (forms & ROLES and is_one_of(tokens, head)):
        return "group"
    if forms & DOCUMENT_NOUNS:
        return "document"
    if plural:
        return "group"
    if forms & _PERSONS:
        return "organisation" if word in FIRM_ROLES and _is_it(tokens, head) else "person"
    if (counted := _find_counted(tokens, head)) is not None:
        return counted
    if tokens.folded[head] in ORGANISATION_NOUNS or tokens.folded[head] in FIRM_NOUNS:
        return "organisation"
    if has_person_ending(word) or is_demonym(tokens, head):
        return "person"
    is_people = tokens.folded[head] in read_countries() and tokens.lower[head - 1 : head] == ["the"]
    is_issued = tokens.lower[head + 1 : head + 2] in _ISSUED  # "a class action filed in March"
    return "group" if is_people else "document" if is_issued else "unknown"


def _is_it(tokens: Tokens, head: int) -> bool:
    """Return whether the first pronoun behind a noun is "it": "the developer said the lake allowed it to grow"."""
    if tokens.words[head + 1 : head + 2] == [","]:  # "the contractor, Ann Lee, said it was late"
        return False
    behind = range(head + 1, min(head + _CLAUSE, len(tokens)))
    words = (tokens.lower[i] for i in behind if tokens.sentence[i] == tokens.sentence[head])
    return next((word for word in words if word in _CLAUSE_PRONOUNS), "") in {"it", "its"}


def _find_counted(tokens: Tokens, head: int) -> SpeakerLabel | None:
    """Return what a number or quantity is of: "one in five", "dozens of residents", "a series of emails"; or None."""
    word, behind = tokens.lower[head], tokens.lower[head + 1 : head + 2]
    if word in _QUANTITIES and behind == ["of"]:
        reach = range(head + 2, min(head + 2 + LONGEST_PHRASE, len(tokens)))
        noun = next((i for i in reach if tokens.pos[i] == "NOUN"), head)
        return "document" if {tokens.lower[noun], tokens.lemma[noun]} & DOCUMENT_NOUNS else "group"
    is_share = tokens.tag[head] == "CD" and (behind in (["in"], ["out"]) or tokens.lower[head - 1] == "of")
    return "group" if is_share or word in {"percent", "%"} else None


def has_person_ending(word: str) -> bool:
    """Return whether a word ends like a noun for a person: "clockmaker", "violinist"."""
    return word.endswith(PERSON_ENDINGS) and len(word) > 4 and word not in _NO_PERSONS
