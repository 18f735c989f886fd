"""Second names of people: nicknames in marks inside a name, and what somebody is "known as"."""

from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention, put_in
from tasks.quotes.naming.words.lexicon import TITLES_AND_ROLES, is_first_name
from tasks.quotes.naming.words.names import NameWords, is_acronym
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_MARKS: Final = {"“": "”", '"': '"', "‘": "’", "'": "'", "(": ")"}
_LONGEST: Final = 3
"""Words of a nickname."""
_REACH: Final = 7
"""Tokens between a name and the second one: ", who is better known as"."""
_LINKS: Final = {
    **dict.fromkeys(("know", "known", "knows"), ("as",)),
    **dict.fromkeys(("goes", "going", "went"), ("by",)),
    **dict.fromkeys(("call", "called", "calls"), ("him", "her", "them")),
    **dict.fromkeys(("dubbed", "nicknamed"), ()),
}
"""Verbs of naming -> what stands between them and the second name."""
_SMALL: Final = frozenset(["the", "name", "nickname", "of", "simply", "only", *_MARKS, *ADDRESSES])
"""What may stand right before a second name."""


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
    named = [one for one in mentions if one.words]
    starts = {one.start: one for one in named}
    ends = {one.end: one for one in named if one.label == "PERSON" and len(one.words) > 1}
    surnames = {one.words[-1] for one in ends.values()}
    first: dict[NameWords, Mention] = {}
    for i in (i for i, word in enumerate(tokens.lower) if word in _LINKS or word in _MARKS) if ends else ():
        place = _find_second(tokens, ends, i)
        one = _find_near(tokens, ends, place) if place else None
        if one is not None and tokens.words[place][0].isupper():
            other = starts[place].words if place in starts else (tokens.folded[place],)
            first |= {words: one for words in (other, other[-1:]) if not surnames.issuperset(words)}
    for one in named:
        if one.words in first:
            whole = first[one.words]
            one.label, one.words, one.name = "PERSON", whole.words, tokens.text(whole.start, whole.end)


def _find_second(tokens: Tokens, ends: Mapping[int, Mention], i: int) -> int:
    """Return where a second name begins that a verb at `i` gives, or that is in marks there; 0 for none.

    "Known to us as Chip", "goes by Chip", "they call Omar Reyes Chip", "whom they call Chip", "“Chip” to his friends".
    """
    if tokens.words[i] in _MARKS:
        return (
            i + 1
            if tokens.words[i + 2 : i + 3] == [_MARKS[tokens.words[i]]] and tokens.lower[i + 3 : i + 4] == ["to"]
            else 0
        )
    links = _LINKS.get(tokens.lower[i])
    if links is None:
        return 0
    behind, is_habit = range(i + 1, min(i + _REACH, len(tokens))), tokens.lower[i] in {"call", "calls"}
    place = next((n + 1 for n in behind if tokens.lower[n] in links or (n + 1 in ends and is_habit)), 0)
    is_bare = not links or "whom" in tokens.lower[max(0, i - _REACH) : i]
    place = place or (i + 1 if is_bare else 0)
    while place and place < len(tokens) - 1 and tokens.lower[place] in _SMALL:
        place += 1
    return place if place < len(tokens) else 0


def _find_near(tokens: Tokens, ends: Mapping[int, Mention], i: int) -> Mention | None:
    """Return the person whose name ends shortly before a token, in its sentence."""
    near = (ends[n] for n in range(i, max(0, i - _REACH - 1), -1) if n in ends)
    found = next(near, None)
    return found if found and tokens.sentence[found.start] == tokens.sentence[i] else None
