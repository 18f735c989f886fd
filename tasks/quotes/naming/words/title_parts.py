"""The parts of a title: its head noun, and the small words, marks and participles that may stand inside it."""

from collections.abc import Collection
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import PERSON_TITLES, ROLES, TITLES_AND_ROLES
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.nouns import find_label
from tasks.quotes.naming.words.tokens import ADDRESSES, HONOURS, Tokens

_BETWEEN: Final = ADDRESSES | HONOURS
_FIELDS: Final = read_list("portfolios")
_BEARERS: Final = TITLES_AND_ROLES - _FIELDS
_NOUNS: Final = frozenset(["NOUN", "PROPN"])
_BREAKS: Final = frozenset(["ADP", "CCONJ", "PUNCT"])
_NO_BREAKS: Final = frozenset(["-", "'", "’"])
_RELATIVE: Final = frozenset(["WP", "WP$", "WDT"])
_JOINING: Final = frozenset(["and", "&", ","])
_INSIDE_NAMES: Final = _BREAKS | {"DET"}
_BEFORE_NOUNS: Final = frozenset(["DET", "ADJ", "ADV"])


def find_head(tokens: Tokens, start: int, end: int) -> int | None:
    """Return the head noun of a title: the last noun or title before a preposition or mark; None where none is."""
    found = None
    for i in range(start, end):
        if found is not None and _breaks_off(tokens, i, end):
            break
        if _is_noun(tokens, i, end):
            found = i
    return found


def _breaks_off(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether a preposition, mark or clause ends the nouns of a title."""
    is_mark = tokens.pos[i] in _BREAKS and tokens.words[i] not in _NO_BREAKS
    if not (is_mark or tokens.tag[i] in _RELATIVE) or is_within_name(tokens, i):
        return False
    return tokens.lower[i] not in _JOINING or not joins_title(tokens, i, end)


def _is_noun(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether a token may be the head noun of a title that ends before `end`."""
    if not tokens.words[i][0].isalnum():  # of "Col." the full stop is a token, tagged as a name
        return False
    is_last_role = i == end - 1 and tokens.folded[i] in ROLES  # "as novelist Ann Lee", tagged as an adjective
    return tokens.pos[i] in _NOUNS or is_last_role or tokens.folded[i] in PERSON_TITLES


def is_personal(tokens: Tokens, head: int, kinds: Collection[str]) -> bool:
    """Return whether a noun is a role, a title or, by what it is a word for, of one of some kinds."""
    word = tokens.folded[head]
    if word in TITLES_AND_ROLES or tokens.base(head) in ROLES or is_plural_title(word):
        return True
    is_name = tokens.is_entity[head] and tokens.pos[head] == "PROPN"  # "Fintech Saudi"
    return not is_name and find_label(tokens, head, plural=False) in kinds


def is_plural_title(word: str) -> bool:
    """Return whether a word is a title or role of several people: "Sens.", "Councilmembers"."""
    return word.endswith("s") and word[:-1] in TITLES_AND_ROLES


def is_stop_of(tokens: Tokens, i: int, titles: Collection[str]) -> bool:
    """Return whether a full stop is that of a title: "Sgt . Ann Lee"."""
    return tokens.words[i] == "." and i > 0 and tokens.folded[i - 1] in titles and tokens.words[i - 1][0].isupper()


def is_hyphen(tokens: Tokens, i: int) -> bool:
    """Return whether a token ties the words around it: "far-right", not the dash behind a dateline."""
    return tokens.words[i] == "-" and tokens.starts[i] == tokens.ends[i - 1]


def is_within_name(tokens: Tokens, i: int) -> bool:
    """Return whether a small word or mark stands inside a name: "of" in "Department of Defence", "Board (BoW)"."""
    if tokens.is_entity[i]:
        return tokens.pos[i] in _INSIDE_NAMES
    opening = i - 2 if tokens.words[i] == ")" else i
    if opening < 1 or tokens.words[opening : opening + 3 : 2] != ["(", ")"]:
        return False
    is_named = tokens.is_entity[opening - 1] or tokens.folded[opening - 1] in ROLES
    return is_named and is_acronym(tokens.words[opening + 1])


def joins_title(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether a small word stands inside a title that ends before a token: "Secretary of Education".

    Or in the name of a firm: "Hallam & Roszak chairman"; but "the aunt of President" is no title of a president.
    """
    if not i:
        return False
    word, before = tokens.lower[i], tokens.folded[i - 1]
    if word == "&":
        return all(one[0].isupper() for one in tokens.words[i - 1 : i + 2 : 2])
    if word == ",":  # "Minister of Tourism, Arts and Culture"
        return before in _FIELDS and not _FIELDS.isdisjoint(tokens.folded[i + 1 : i + 3])
    if word == "and":
        return before in _FIELDS or _is_pair(tokens, i)
    if word == "of" or (word == "for" and _is_capital_behind(tokens, i)):
        field = tokens.folded[i + 1 : _find_field_end(tokens, i, end)]
        return before in TITLES_AND_ROLES and _BEARERS.isdisjoint(field)
    return False


def _is_pair(tokens: Tokens, i: int) -> bool:
    """Return whether "and" stands between two nouns of one title: "president and chief executive officer"."""
    if tokens.pos[i - 1 : i + 2 : 2] == ["NOUN", "NOUN"]:
        return True
    is_adjective = tokens.pos[i + 1 : i + 2] == ["ADJ"] and tokens.words[i + 1].islower()
    return is_adjective and tokens.folded[i - 1] in TITLES_AND_ROLES


def _is_capital_behind(tokens: Tokens, i: int) -> bool:
    """Return whether a capital follows, an article aside: "Minister for the Environment"."""
    field = i + 1 + (tokens.lower[i + 1 : i + 2] == ["the"])
    return field < len(tokens) and tokens.words[field][0].isupper()


def _find_field_end(tokens: Tokens, i: int, end: int) -> int:
    """Return where that ends of which somebody has a title: before an address, or "and" in "Secretary of State and"."""
    while end > i + 2 and tokens.folded[end - 1] in _BETWEEN:
        end -= 1
    joined = (n for n in range(i + 2, end) if tokens.lower[n] == "and" and tokens.folded[n - 1] in _FIELDS)
    return next(joined, end)


def modifies(tokens: Tokens, i: int) -> bool:
    """Return whether a participle belongs to the noun behind it: "a retired engineer", "managing director"."""
    if tokens.tag[i] not in {"VBN", "VBG"}:
        return False
    is_before = tokens.pos[i + 1 : i + 2] in (["NOUN"], ["ADJ"]) and tokens.pos[i - 1] in _BEFORE_NOUNS
    return is_before or tokens.dep[i] in {"amod", "compound"}
