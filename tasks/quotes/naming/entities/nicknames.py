"""Second names of people: nicknames in marks inside a name, and what somebody is "known as"."""

from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention, index_tokens, put_in
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
_SIGNS: Final = _LINKS.keys() | _MARKS.keys()
_SMALL: Final = frozenset(["the", "name", "nickname", "of", "simply", "only", *_MARKS, *ADDRESSES])
"""What may stand right before a second name."""


def join_nicknames(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order, the parts of a name around a nickname as one: "Ray “Boom” Tully"."""
    closes = {i: close for i, word in enumerate(tokens.words) if word in _MARKS and (close := _find_close(tokens, i))}
    if not closes:
        return list(mentions)
    person_at = index_tokens(one for one in mentions if one.label == "PERSON")
    joined: list[Mention] = []
    for i, close in closes.items():
        first, last = person_at.get(i - 1), person_at.get(close + 1)
        if first is None and not is_first_name(tokens.folded[i - 1]):
            continue
        start, end = first.start if first else i - 1, last.end if last else close + 2
        if not joined or joined[-1].end <= start:
            joined += filter(None, [build_mention(tokens, start, end, "PERSON")])
    return put_in(joined, mentions)


def _find_close(tokens: Tokens, i: int) -> int | None:
    """Return the mark that closes a nickname which an opening mark begins, between two parts of a name; else None."""
    if not tokens.is_proper(i - 1):
        return None
    last = min(i + 2 + _LONGEST, len(tokens) - 1)
    close = next((n for n in range(i + 2, last) if tokens.words[n] == _MARKS[tokens.words[i]]), None)
    if close is None or not tokens.is_proper(close + 1):
        return None
    is_other = is_acronym(tokens.words[i + 1]) or tokens.folded[i + 1] in TITLES_AND_ROLES  # "Ann Lee (D) Ohio"
    if tokens.words[i] == "(" and (close != i + 2 or is_other):
        return None
    inside = (word for word in tokens.words[i + 1 : close] if word not in {"-", "the"})  # "Nick the Greek"
    return close if all(word[0].isupper() and word[-1].isalpha() for word in inside) else None


def link_second_names(tokens: Tokens, mentions: Sequence[Mention]) -> None:
    """Give the mentions of a second name the words of the first: "Omar Reyes, known as Chip, ... Chip said"."""
    ends = {one.end: one for one in mentions if one.label == "PERSON" and len(one.words) > 1}
    if not ends:
        return
    named = [one for one in mentions if one.words]
    starts = {one.start: one for one in named}
    surnames = {one.words[-1] for one in ends.values()}
    first: dict[NameWords, Mention] = {}
    for i in (i for i, word in enumerate(tokens.lower) if word in _SIGNS):
        place = _find_second(tokens, ends, i)
        one = _find_near(tokens, ends, place) if place and tokens.words[place][0].isupper() else None
        if one is not None:
            other = starts[place].words if place in starts else (tokens.folded[place],)
            first |= {words: one for words in (other, other[-1:]) if not surnames.issuperset(words)}
    for one in named if first else ():
        if one.words in first:
            whole = first[one.words]
            one.label, one.words, one.name = "PERSON", whole.words, tokens.text(whole.start, whole.end)


def _find_second(tokens: Tokens, ends: Mapping[int, Mention], i: int) -> int:
    """Return where a second name begins that a verb at `i` gives, or that is in marks there; 0 for none.

    "Known to us as Chip", "goes by Chip", "they call Omar Reyes Chip", "whom they call Chip", "“Chip” to his friends".
    """
    if close := _MARKS.get(tokens.words[i]):
        return i + 1 if tokens.words[i + 2 : i + 3] == [close] and tokens.lower[i + 3 : i + 4] == ["to"] else 0
    links = _LINKS.get(tokens.lower[i])
    if links is None:
        return 0
    behind, is_habit = range(i + 1, min(i + _REACH, len(tokens))), tokens.lower[i] in {"call", "calls"}
    place = next((n + 1 for n in behind if tokens.lower[n] in links or (is_habit and n + 1 in ends)), 0)
    if not place and (not links or "whom" in tokens.lower[max(0, i - _REACH) : i]):
        place = i + 1
    while 0 < place < len(tokens) - 1 and tokens.lower[place] in _SMALL:
        place += 1
    return place if place < len(tokens) else 0


def _find_near(tokens: Tokens, ends: Mapping[int, Mention], i: int) -> Mention | None:
    """Return the person whose name ends shortly before a token, in its sentence."""
    found = next((ends[n] for n in range(i, max(0, i - _REACH - 1), -1) if n in ends), None)
    return found if found and tokens.sentence[found.start] == tokens.sentence[i] else None
