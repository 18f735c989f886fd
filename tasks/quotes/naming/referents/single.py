"""Where "they" is one person: it says "I" in quote marks, is a spokesperson, or the article says so."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from tasks.quotes.naming.referents.referent import Cast
from tasks.quotes.naming.words.lexicon import SUBJECTS
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_OWN: Final = frozenset(["i", "me", "my", "myself"])
_SHARED: Final = frozenset(["our", "ours", "ourselves", "us", "we"])
_WORDS: Final = re.compile(r"\b(?:they/them|non-?binary|gender-?(?:fluid|queer)|agender)\b", re.IGNORECASE)
_PLACES: Final = SUBJECTS | {"appos", "attr"}
"""Parts of a clause in which its subject stands, or is said to be something."""
_GOING_ON: Final = frozenset(["add", "continue", "go", "conclude"])
"""Verbs of somebody who says more."""
_LONGEST: Final = 200
"""Tokens of what is said that are looked at."""
_MOST: Final = 8
"""Things mentioned last among which there is a person or a group."""


def has_single_they(tokens: Tokens, contents: Mapping[int, TokenRange], named: Collection[int]) -> bool:
    """Return whether an article calls one person "they", given what the speaker at each token says.

    `named` are the tokens of people's names: "Ann Lee, who is nonbinary".
    """
    heads = (head for head in contents if tokens.lower[head] == "they" and not tokens.is_quoted[head])
    if any(_says_own(tokens, *contents[head]) for head in heads):
        return True
    places = {tokens.between(*match.span())[0] for match in _WORDS.finditer(tokens.string)}
    before = {tokens.sentence[i]: i for i in sorted(named, reverse=True)} if places else {}
    return any(before.get(tokens.sentence[i], i) < i for i in places if i < len(tokens))


def _says_own(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether one person is quoted, who says "I" and not "we"."""
    words = {tokens.lower[i] for i in range(start, min(end, start + _LONGEST)) if tokens.is_quoted[i]}
    return not _OWN.isdisjoint(words) and _SHARED.isdisjoint(words)


def has_spokesperson(cast: Cast, position: int) -> bool:
    """Return whether a "they" goes on with what a spokesperson has said: "They added: ..."."""
    last, tokens = cast.last_speaker, cast.tokens
    is_last = last is not None and last.label == "person" and "spokesperson" in last.heads
    return is_last and position in cast.contents and not _GOING_ON.isdisjoint(tokens.lemma[position + 1 : position + 3])


def is_last_person(cast: Cast) -> bool:
    """Return whether a person, and nothing else, was the last subject of a clause."""
    last = (one for one, _ in zip(reversed(cast.known.values()), range(_MOST), strict=False) if one.references)
    subjects = (one.label for one in last if cast.tokens.dep[one.references[-1][0]] in _PLACES)
    return next(subjects, None) == "person"
