"""Second names of people: nicknames in marks inside a name, and what somebody is "known as"."""

from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.naming.lexicon import TITLES_AND_ROLES, is_first_name
from tasks.quotes.naming.mentions import Mention, build_mention, put_in
from tasks.quotes.naming.names import NameWords, is_acronym
from tasks.quotes.naming.tokens import Tokens

_MARKS: Final = {"“": "”", '"': '"', "‘": "’", "'": "'", "(": ")"}
_LONGEST: Final = 3
"""Words of a nickname."""
_REACH: Final = 4
"""Tokens between a name and "known as": ", who is better"."""
_KNOWN: Final = (["known", "as"], ["known", "simply", "as"], ["goes", "by"], ["went", "by"], ["nicknamed"])
_FIRST_WORDS: Final = frozenset(words[0] for words in _KNOWN)


def join_nicknames(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order, the parts of a name around a nickname as one: "Ray “Boom” Tully"."""
    closes = {i: close for i, word in enumerate(tokens.words) if word in _MARKS and (close := _find_close(tokens, i))}
    if not closes:
        return list(mentions)
    person_at = {i: one for one in mentions if one.label == "PERSON" for i in range(one.start, one.end)}
    joined: list[Mention] = []
    for i, close in closes.items():
        if not (i - 1 in person_at or is_first_name(tokens.folded[i - 1])):
            continue
        first, last = person_at.get(i - 1), person_at.get(close + 1)
        start, end = first.start if first else i - 1, last.end if last else close + 2
        is_free = not joined or joined[-1].end <= start
        joined += filter(None, [build_mention(tokens, start, max(end, close + 2), "PERSON")] if is_free else [])
    return put_in(joined, mentions)


def _find_close(tokens: Tokens, i: int) -> int | None:
    """Return the mark that closes a nickname which an opening mark begins, between two parts of a name; else None."""
    if not i or tokens.pos[i - 1] != "PROPN":
        return None
    last = min(i + 2 + _LONGEST, len(tokens) - 1)
    close = next((n for n in range(i + 2, last) if tokens.words[n] == _MARKS[tokens.words[i]]), None)
    if close is None:
        return None
    inside = [word for word in tokens.words[i + 1 : close] if word not in {"-", "the"}]  # "Nick the Greek"
    is_other = is_acronym(tokens.words[i + 1]) or tokens.folded[i + 1] in TITLES_AND_ROLES  # "Ann Lee (D) Ohio"
    is_aside = tokens.words[i] == "(" and (close != i + 2 or is_other)
    if is_aside or not all(word[0].isupper() and word[-1].isalpha() for word in inside):
        return None
    around = (i - 1, close + 1)
    are_names = all(tokens.words[n][0].isupper() and tokens.pos[n] == "PROPN" for n in around)
    return close if are_names and tokens.sentence[i - 1] == tokens.sentence[close + 1] else None


def link_second_names(tokens: Tokens, mentions: Sequence[Mention]) -> None:
    """Give the mentions of a second name the words of the first: "Omar Reyes, known as Chip, ... Chip said"."""
    places = [i for i, word in enumerate(tokens.lower) if word in _FIRST_WORDS and i]
    if not places:
        return
    named = [one for one in mentions if one.words]
    ends = {one.end: one for one in named if one.label == "PERSON"}
    alone = {one.words for one in named if len(one.words) == 1}
    first: dict[NameWords, NameWords] = {}
    for i in places:
        known = next((words for words in _KNOWN if tokens.lower[i : i + len(words)] == words), None)
        other = tuple(tokens.folded[i + len(known) : i + len(known) + 1]) if known else ()
        one = _find_near(tokens, ends, i) if other in alone else None
        if one is not None and len(one.words) > 1:
            first[other] = one.words
    for one in named:
        if one.words in first:
            one.label, one.words = "PERSON", first[one.words]


def _find_near(tokens: Tokens, ends: Mapping[int, Mention], i: int) -> Mention | None:
    """Return the person whose name ends shortly before a token, in its sentence."""
    near = (ends[n] for n in range(i, max(0, i - _REACH - 1), -1) if n in ends)
    found = next(near, None)
    return found if found and tokens.sentence[found.start] == tokens.sentence[i] else None
