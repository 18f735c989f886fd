"""Noun phrases: where one begins and ends, its head noun, and the kind of speaker it stands for."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import (
    ARTICLES,
    BUSINESS_ENDINGS,
    FIRM_ROLES,
    ORGANISATION_ENDINGS,
    ORGANISATION_NOUNS,
    PERSON_ENDINGS,
    ROLES,
    SPOKESPEOPLE,
    is_first_name,
    is_national,
    read_countries,
)
from tasks.quotes.naming.words.tokens import ADDRESSES, TokenRange, Tokens
from tasks.quotes.quote import SpeakerLabel

_LONGEST_PHRASE: Final = 8
"""Tokens before and behind the head noun that may belong to its phrase."""
_LONGEST_APPOSITION: Final = 12
_LONGEST_OFFICE: Final = 4
"""Tokens of an office right behind the name of a firm."""
_NOUNS: Final = frozenset(["NOUN", "PROPN", "PRON"])
PHRASE_PARTS: Final = frozenset(["NOUN", "PROPN", "ADJ", "DET", "NUM"])
_PHRASE_BREAKS: Final = frozenset(["ADP", "VERB", "AUX", "SCONJ", "CCONJ", "WP", "WDT", "TO"])
_MARKS: Final = frozenset([",", "(", "–", "—", ":"])
_GROUP_NOUNS: Final = read_list("group_nouns")
_DOCUMENT_NOUNS: Final = read_list("document_nouns")
_FIRM_NOUNS: Final = read_list("firm_nouns")
_PLACE_NOUNS: Final = read_list("place_nouns")
_BODIES: Final = ORGANISATION_NOUNS | _FIRM_NOUNS | _PLACE_NOUNS
_ENDINGS: Final = ORGANISATION_ENDINGS - BUSINESS_ENDINGS
_HOUSED: Final = _BODIES - _DOCUMENT_NOUNS
"""Nouns for bodies that are called by where they are: "the ministry in Moscow"."""
_OPENING_BODIES: Final = _HOUSED - _PLACE_NOUNS
_QUANTITIES: Final = read_list("quantities")
_LEADERS: Final = read_list("leaders")
_CLAUSE_PRONOUNS: Final = frozenset(["he", "her", "his", "it", "its", "she", "their", "they"])
_CLAUSE: Final = 14
"""Tokens behind a noun for a person or a firm in which a pronoun may show which."""
_PERSON_NOUNS: Final = read_list("people")
_RUNNING: Final = _LEADERS - {"chief", "director", "owner", "president"}
"""Leaders of firms and clubs alone, and of no place or work."""
_HEADS_OF_FIRMS: Final = frozenset(
    ["ceo", "chair", "chairman", "chairperson", "chairwoman", "director", "executive", "president"]
)
_HEADS_OF_BODIES: Final = (_LEADERS | ROLES) - read_list("unnamed_roles")
_PARTIES: Final = read_list("parties")
_PEOPLE: Final = ("s", "sh", "ch", "ese")
"""How words end that are for a country's people: "the French", "the Swiss", but "the Swede", "the Iraqi"."""
_ONE_PERSON: Final = ROLES - _GROUP_NOUNS
_NO_PERSONS: Final = read_list("no_persons")
_INDEFINITE: Final[dict[str, SpeakerLabel]] = {
    **dict.fromkeys(("anybody", "anyone", "somebody", "someone"), "person"),
    **dict.fromkeys(("everybody", "everyone", "nobody"), "group"),
}


def find_head_noun(tokens: Tokens, start: int, end: int) -> int:
    """Return the head noun: the root of the span in the parse, else the last noun before the phrase is broken off."""
    span = range(start, end)
    age = next((i for i in span[2:] if is_age(tokens, i)), None)
    if age is not None:
        return age
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
        before = range(i - 1, max(-1, i - 1 - _LONGEST_PHRASE), -1)  # "the Ohio Democrat"
        first = next((n for n in before if tokens.pos[n] not in {"ADJ", "PROPN"}), i)
        if tokens.lower[first] == "the":
            return tokens.pos[i + 1 : i + 2] not in (["NOUN"], ["PROPN"])
    is_one = not word.endswith(_PEOPLE) or "VBZ" in tokens.tag[i + 1 : i + 2] or tokens.lower[i + 1 : i + 2] == ["was"]
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
    while first > 1 and head - first < _LONGEST_PHRASE and tokens.pos[first - 1] in PHRASE_PARTS | {"PRON"}:
        first -= 1
    return tokens.lower[first - 2 : first] == ["one", "of"]


def may_describe(tokens: Tokens, head: int, is_speaker: bool) -> bool:
    """Return whether a token is the head noun of a description: of a speaker, or of one person, document or body."""
    word, lemma = tokens.lower[head], tokens.lemma[head].lower()
    if is_speaker or is_age(tokens, head):
        return word not in _INDEFINITE
    is_body = word in _BODIES
    is_first = tokens.is_opening[head] and word in _OPENING_BODIES  # "Hospital spokesman Ann Lee"
    is_noun = tokens.pos[head] == "NOUN" or is_first or (tokens.pos[head] == "PROPN" and tokens.words[head].islower())
    is_named = word in _ENDINGS and head > 0 and tokens.lower[head - 1] == "the"  # "a biologist with the fund"
    if not is_noun and not (tokens.pos[head] == "PROPN" and (word in ROLES or is_named)):
        return False
    if tokens.pos[head + 1 : head + 2] in (["NOUN"], ["PROPN"]):  # "company officials", but "the school district"
        return is_body and tokens.pos[head + 1] == "NOUN" and tokens.lower[head + 1] not in _BODIES
    if word in _DOCUMENT_NOUNS or lemma in _DOCUMENT_NOUNS:
        return True
    singular = tokens.tag[head] not in {"NNS", "NNPS"}
    return singular and (word in ROLES or is_body or is_named)


def find_phrase(tokens: Tokens, head: int) -> TokenRange:
    """Return the tokens of a description around its head noun, from its determiner to the end of what "of" brings."""
    start = head
    for i in range(head - 1, max(-1, head - _LONGEST_PHRASE - 1), -1):
        is_joined = tokens.words[i - 1] == "-" and tokens.tag[i] == "VBN"  # "the Arlen-based firm"
        is_part = tokens.pos[i] in PHRASE_PARTS | {"PRON"} or tokens.lower[i] in {"'s", "-"}
        if not (is_part or is_joined):
            break
        start = i
        if tokens.pos[i] == "DET" or tokens.tag[i] == "PRP$":
            break
    end = head + 1
    is_where = tokens.lower[end : end + 1] == ["in"] and tokens.lower[head] in _HOUSED
    is_where = is_where and tokens.is_entity[end + 1 : end + 2] == [True] and tokens.words[end + 1][0].isupper()
    if is_where or (end < len(tokens) and tokens.lower[end] in {"of", "for", "at", "by", "from"}):
        end += 1
        last = min(len(tokens), head + _LONGEST_PHRASE)
        while end < last and (tokens.pos[end] in PHRASE_PARTS or tokens.lower[end] in {"of", "'s"}):
            end += 1
    return start, end


def find_label(tokens: Tokens, head: int, plural: bool) -> SpeakerLabel:
    """Return the kind of an unnamed speaker, by its head noun."""
    word = tokens.lower[head]
    forms = {word, tokens.folded[head], tokens.base(head)}
    if word in _INDEFINITE or is_age(tokens, head):
        return _INDEFINITE.get(word, "person")
    if word in _GROUP_NOUNS and not (forms & ROLES and is_one_of(tokens, head)):
        return "group"
    if forms & _DOCUMENT_NOUNS:
        return "document"
    if plural:
        return "group"
    if forms & ROLES or forms & _PERSON_NOUNS:
        return "organisation" if word in FIRM_ROLES and _is_it(tokens, head) else "person"
    if (counted := _find_counted(tokens, head)) is not None:
        return counted
    if word in ORGANISATION_NOUNS or word in _FIRM_NOUNS:
        return "organisation"
    if has_person_ending(word) or is_demonym(tokens, head):
        return "person"
    return (
        "group" if tokens.folded[head] in read_countries() and tokens.lower[head - 1 : head] == ["the"] else "unknown"
    )


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
        reach = range(head + 2, min(head + 2 + _LONGEST_PHRASE, len(tokens)))
        noun = next((i for i in reach if tokens.pos[i] == "NOUN"), head)
        return "document" if {tokens.lower[noun], tokens.lemma[noun]} & _DOCUMENT_NOUNS else "group"
    is_share = tokens.tag[head] == "CD" and (behind in (["in"], ["out"]) or tokens.lower[head - 1] == "of")
    return "group" if is_share or word in {"percent", "%"} else None


def has_person_ending(word: str) -> bool:
    """Return whether a word ends like a noun for a person: "clockmaker", "violinist"."""
    return word.endswith(PERSON_ENDINGS) and len(word) > 4 and word not in _NO_PERSONS


def has_leader(tokens: Tokens, end: int) -> bool:
    """Return whether behind a name stands who leads it or belongs to it: "Corvane boss Ann Lee", "BBK's Ann Lee"."""
    first = start = end + (tokens.lower[end : end + 1] == ["'s"])
    for i in range(first, min(first + _LONGEST_OFFICE, len(tokens))):  # "Corvane managing director Ann Lee"
        if not tokens.words[i].islower() and tokens.folded[i] not in _LEADERS | {"-"}:
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
    """Return whether a name is what somebody leads: "chair of Corvane", "Corvane's chief executive".

    Or speaks for: "Corvane's spokesman on housing".
    """
    is_of = start > 1 and tokens.lower[start - 1] in {"of", "at"} and tokens.folded[start - 2] in _RUNNING
    behind = tokens.lower[end : end + 3]
    is_spoken = behind[:1] == ["'s"] and behind[1:2] and behind[1] in SPOKESPEOPLE and behind[2:] in (["for"], ["on"])
    return is_of or bool(is_spoken) or behind == ["'s", "chief", "executive"]


def is_spoken_for(tokens: Tokens, start: int) -> bool:
    """Return whether somebody is a spokesperson for what begins at a token."""
    before = tokens.folded[max(0, start - 2) : start]
    return before[-1:] == ["for"] and before[0] in SPOKESPEOPLE


def is_led(tokens: Tokens, i: int) -> bool:
    """Return whether "its" stands before what somebody is of an organisation or place: "its chief executive"."""
    is_own = tokens.tag[i] == "PRP$" and tokens.dep[i] == "poss"
    return is_own and tokens.folded[tokens.head[i]] in _HEADS_OF_BODIES


def find_apposed_label(tokens: Tokens, start: int, end: int) -> SpeakerLabel | None:
    """Return the kind by what the phrase after or before a name calls it, or None where no such phrase stands.

    "Calder Haulage, the valley's trucking company", "the trucking company, Calder Haulage", "Iceland's watchdog, Vakt".
    """
    if tokens.words[end : end + 1] == [","] and ARTICLES.intersection(tokens.lower[end + 1 : end + 2]):
        return _label_phrase(tokens, end + 1, min(end + 1 + _LONGEST_APPOSITION, len(tokens)))
    comma = start - 1
    if comma < 1 or tokens.words[comma] != ",":
        return None
    owned = None
    for i in range(comma - 1, max(-1, comma - _LONGEST_APPOSITION), -1):
        is_governed = i > 0 and tokens.pos[i - 1] == "ADP"  # "of the republic" is not what the name is
        owned = i if owned is None and (tokens.lower[i] == "'s" or tokens.tag[i] == "PRP$") else owned
        if is_governed and owned is not None:
            return None
        if tokens.lower[i] in ARTICLES and not is_governed:
            return _label_phrase(tokens, i, comma)
        if not _is_inside(tokens, i) and tokens.pos[i] != "ADP":
            break
    return None if owned is None else _label_phrase(tokens, owned + 1, comma)


def _label_phrase(tokens: Tokens, start: int, end: int) -> SpeakerLabel:
    """Return the kind of the last noun before the phrase is broken off."""
    head = start
    for i in range(start, end):
        if not _is_inside(tokens, i):
            break
        if tokens.pos[i] == "NOUN":
            head = i
    return find_label(tokens, head, plural=False)


def _is_inside(tokens: Tokens, i: int) -> bool:
    is_part = tokens.pos[i] in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV"}
    return is_part or tokens.tag[i] == "VBG" or tokens.words[i] == "-"
