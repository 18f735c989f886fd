"""Titles before a name: "Corvane spokeswoman Ann Lee", "the defence minister, Ann Lee", "a baker named Ann Lee"."""

from typing import Final

from tasks.quotes.naming.words.lexicon import PERSON_TITLES, ROLES, SUBJECTS, TITLES_AND_ROLES
from tasks.quotes.naming.words.nouns import find_label
from tasks.quotes.naming.words.title_parts import (
    find_head,
    is_hyphen,
    is_plural_title,
    is_stop_of,
    is_within_name,
    joins_title,
    modifies,
)
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_NAMING: Final = frozenset(["NOUN", "PROPN", "ADJ"])
_PARTS: Final = _NAMING | {"NUM", "PART"}
_NO_PARTS: Final = frozenset(["to", "•", "*", "·"])
"""Words and bullets that end the words before a name, whatever they are tagged as."""
_OPEN_NOUNS: Final = frozenset(["day", "moment", "night", "reason", "thing", "time", "way", "week", "year"])
"""Nouns behind which a clause begins without a word that says so."""
_BREAKS: Final = frozenset(["VERB", "AUX", "PUNCT", "SPACE"])
_NAMED: Final = frozenset(["called", "named"])
_LONGEST: Final = 16
"""Tokens of a title right before a name, and one."""
_LONGEST_APPOSITION: Final = 14
_LONGEST_CLAUSE: Final = 20
_LONGEST_NAME: Final = 20


def find_before(tokens: Tokens, start: int) -> TokenRange:
    """Return the words right before a name that may be its title; an empty range where there are none."""
    for i in range(start - 1, max(-1, start - _LONGEST), -1):
        if not _is_part(tokens, i, start) or _is_left(tokens, i, start):
            return i + 1, start
    return max(0, start - _LONGEST + 1), start


def _is_part(tokens: Tokens, i: int, start: int) -> bool:
    """Return whether a token may belong to a title that ends before a name."""
    word = tokens.lower[i]
    return (
        (tokens.pos[i] in _PARTS and word not in _NO_PARTS)
        or tokens.folded[i] in PERSON_TITLES
        or word == "'s"
        or is_hyphen(tokens, i)
        or is_within_name(tokens, i)
        or modifies(tokens, i)
        or is_stop_of(tokens, i, PERSON_TITLES)
        or (tokens.pos[i] == "ADV" and is_hyphen(tokens, i + 1))
        or (i + 1 < start and joins_title(tokens, i, start))
        or (word == "the" and tokens.lower[i - 1 : i] in (["of"], ["for"]) and joins_title(tokens, i - 1, start))
    )


def _is_left(tokens: Tokens, i: int, start: int) -> bool:
    """Return whether a noun is none of a title's: "in a statement Mayor Ann Lee said", "the day Mayor Ann Lee left"."""
    if tokens.words[i] in _OPEN_NOUNS and tokens.words[i - 1 : i] != ["-"]:
        return True
    if i + 1 == start or not tokens.words[i].islower() or not tokens.words[i + 1][0].isupper():
        return False
    return tokens.tag[i] == "NNS" or find_label(tokens, i, plural=False) == "document"


def find_shared(tokens: Tokens, start: int) -> TokenRange:
    """Return the title that a name has in common with the one before "and": "Senators Ann Lee and Bo Roe"."""
    if not start or tokens.lower[start - 1] != "and":
        return start, start
    first, last = find_before(tokens, start - 1)
    title = next((i for i in range(first, last - 1) if is_plural_title(tokens.folded[i])), None)
    return (start, start) if title is None else (first, title + 1)


def find_apposition(tokens: Tokens, start: int) -> TokenRange:
    """Return the phrase in "the defence minister, Ann Lee"; an empty range where there is none."""
    found = None
    if start >= 3 and tokens.words[start - 1] == ",":
        found = _find_bearer(tokens, start) or _find_apposed(tokens, start)
    elif start >= 3 and tokens.lower[start - 1] in _NAMED:
        found = _find_called(tokens, start)
    return found or (start, start)


def _find_called(tokens: Tokens, start: int) -> TokenRange | None:
    """Return the phrase in "a retired baker named Ann Lee"; None where there is none."""
    words = range(start - 2, max(0, start - _LONGEST), -1)
    first = next((i for i in words if tokens.pos[i] not in _NAMING and not is_hyphen(tokens, i)), 0)
    return (first + 1, start - 1) if tokens.pos[first] == "DET" else None


def _find_bearer(tokens: Tokens, start: int) -> TokenRange | None:
    """Return the phrase before a clause in "The lawyer who speaks for them, Ann Lee"; None where there is none."""
    clause = range(start - 2, max(1, start - _LONGEST_CLAUSE), -1)
    who = next((i for i in clause if tokens.tag[i] == "WP" or tokens.words[i] in {",", "."}), 0)
    is_bearer = who and tokens.tag[who] == "WP" and tokens.pos[who - 2 : who] == ["DET", "NOUN"]
    return (who - 2, who) if is_bearer and not _is_governed(tokens, who - 2) else None


def _find_apposed(tokens: Tokens, start: int) -> TokenRange | None:
    """Return the phrase that begins with an article, an owner, or the sentence, and ends before a comma; or None."""
    lower, comma = tokens.lower, start - 1
    for i in range(comma - 1, max(-1, start - _LONGEST_APPOSITION), -1):
        if _is_break(tokens, i):
            return (i + 1, comma) if "'s" in lower[i + 1 : comma] else None
        if tokens.tag[i] == "PRP$":
            return None if _is_taken(tokens, i) and _is_subject(tokens, start) else (i, comma)
        begins = lower[i] == "one" or tokens.pos[i] == "DET"
        if begins and (_names_again(tokens, i, start) or not _is_governed(tokens, i)):
            return i, comma
        if i == 0 and "'s" in lower[:comma]:
            return 0, comma
        if (i == 0 or tokens.sentence[i] != tokens.sentence[i - 1]) and _is_opening_post(tokens, i, comma):
            return i, comma
    return None


def _is_break(tokens: Tokens, i: int) -> bool:
    """Return whether a verb or mark ends the search for where an apposition begins."""
    is_break = tokens.pos[i] in _BREAKS and tokens.tag[i] != "VBG" and tokens.words[i] not in {"-", "'"}
    return is_break and not is_within_name(tokens, i)


def _is_taken(tokens: Tokens, i: int) -> bool:
    """Return whether a preposition takes what somebody owns: "with his mother, Ann is ...", not "through"."""
    return i > 0 and tokens.pos[i - 1] == "ADP" and tokens.lower[i - 1] != "through"


def _names_again(tokens: Tokens, i: int, start: int) -> bool:
    """Return whether a name stands for a phrase that "by" or "of" takes: "by the minister, Ann Lee".

    Not where it is a subject: "in a letter read by the minister, Ann Lee says"; of "the mayor of the town, Ann Lee" it
    is not the town.
    """
    before = tokens.lower[i - 1] if i else ""
    if before == "by":
        return _is_in_apposition(tokens, start) or (_is_post(tokens, i, start - 1) and not _is_subject(tokens, start))
    if before != "of" or tokens.pos[i - 2 : i - 1] != ["NOUN"]:
        return False
    return _is_in_apposition(tokens, start) and find_label(tokens, i - 2, plural=False) != "person"


def _is_opening_post(tokens: Tokens, i: int, comma: int) -> bool:
    """Return whether a post opens a sentence: "Adviser to the council, Ann Lee", "Corvane head of claims, Ann Lee"."""
    return tokens.folded[i] in ROLES or (tokens.pos[i] in _NAMING and _is_post(tokens, i, comma))


def _is_post(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the head noun of a phrase is a title or role."""
    head = find_head(tokens, start, end)
    return head is not None and tokens.folded[head] in TITLES_AND_ROLES


def _is_subject(tokens: Tokens, start: int) -> bool:
    """Return whether a name is the subject of its clause."""
    return tokens.dep[_find_last(tokens, start)] in SUBJECTS


def _is_in_apposition(tokens: Tokens, start: int) -> bool:
    """Return whether a name is in apposition by the parse: "written by the chief, Ann Lee"."""
    return tokens.dep[_find_last(tokens, start)] == "appos"


def _find_last(tokens: Tokens, start: int) -> int:
    """Return the last token of a name, by the parse."""
    name = range(start, min(start + _LONGEST_NAME, len(tokens)))
    return next((i for i in name if tokens.dep[i] != "compound"), start)


def _is_governed(tokens: Tokens, i: int) -> bool:
    """Return whether a preposition or "regarding" takes a phrase.

    "To" does behind a noun, not in "according to the mayor, Ann".
    """
    if i and tokens.tag[i - 1] == "VBG":
        return True
    if i == 0 or tokens.pos[i - 1] != "ADP":
        return False
    return tokens.lower[i - 1] != "to" or tokens.pos[i - 2 : i - 1] in (["NOUN"], ["PROPN"])
