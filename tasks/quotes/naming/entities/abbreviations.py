"""Organisations and posts in full before their acronym in brackets: "Board of Works (BoW)", "chief justice (CJ)"."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention, index_tokens, put_in
from tasks.quotes.naming.words.lexicon import BUSINESS_ENDINGS, ROLES, TITLES_AND_ROLES
from tasks.quotes.naming.words.names import initials, is_acronym
from tasks.quotes.naming.words.tokens import Tokens

_INNER: Final = frozenset(["of", "for", "and", "the", "on", "in", "to", "&", "-", ",", "'s", "'"])
"""What stands between the words of a name."""
_LEAST: Final = 3
"""Words of a post that has no brackets behind it."""
_LONGEST: Final = 14
"""Tokens of a name."""


def read_posts(tokens: Tokens) -> frozenset[str]:
    """Have the acronyms of posts read as the nouns of these, and return them: "the chief election commissioner (CEC)".

    Without brackets too, where capitals show a post and the acronym stands before a name: "DPP Lee".

    From then on `folded` and `lemma` of `tokens` have the noun wherever the acronym stands.
    """
    known = _read_acronyms(tokens)
    if not known:
        return frozenset()
    lengths, letters = sorted({len(word) for word in known}), "".join(word[0] for word in tokens.lower)
    posts: dict[str, str] = {}
    for i in (i for i, word in enumerate(tokens.folded) if word in ROLES):
        for first in (i + 1 - length for length in lengths if length <= i + 1):
            short = letters[first : i + 1]
            if short in known and short not in TITLES_AND_ROLES and _is_post(tokens, first, i + 1, known[short]):
                posts[known[short]] = tokens.folded[i]
    for i, word in enumerate(tokens.words if posts else ()):
        if word in posts:
            tokens.folded[i] = tokens.lemma[i] = posts[word]
    return frozenset(posts)


def _read_acronyms(tokens: Tokens) -> dict[str, str]:
    """Return acronym in lower case → as it stands before a closing bracket or a name."""
    pairs = ((word, behind) for word, behind in pairwise([*tokens.words, ""]) if not word.islower())
    likely = (word for word, behind in pairs if behind == ")" or behind.istitle())
    return {word.lower(): word for word in likely if word.isalpha() and is_acronym(word)}


def _is_post(tokens: Tokens, start: int, end: int, acronym: str) -> bool:
    """Return whether words that have the letters of an acronym stand before it in brackets, or have capitals."""
    if tokens.words[end : end + 2] == ["(", acronym]:
        return True
    return end - start >= _LEAST and all(word[0].isupper() for word in tokens.words[start:end])


def join_abbreviated(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order, with the whole name of an organisation where its acronym shows it.

    After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions" (2003), for initials.
    """
    places = [i for i, word in enumerate(tokens.words[:-1]) if word == "(" and is_acronym(tokens.words[i + 1])]
    if not places:
        return list(mentions)
    mention_at = index_tokens(mentions)
    found: list[Mention] = []
    for i in places:
        short, start = mention_at.get(i + 1), _find_start(tokens, i)
        inside = {mention_at[at].label for at in range(start, i) if at in mention_at}
        if start < i and ({short.label} if short else inside) == {"ORG"}:
            end = i - (tokens.lower[i - 1] in {"'s", "'"})  # "Corvane Bhd's (CB)"
            found += filter(None, [build_mention(tokens, start, end, "ORG")])
    return put_in(found, mentions)


def _find_start(tokens: Tokens, end: int) -> int:
    """Return the first word of the name that ends before a bracket; `end` where its initials are not the acronym."""
    acronym = tokens.folded[end + 1]
    lasts = [end, end - 1] if tokens.folded[end - 1] in BUSINESS_ENDINGS else [end]
    for start in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        is_capital = tokens.words[start][:1].isupper()
        if not is_capital and tokens.lower[start] not in _INNER:
            break
        if is_capital and any(acronym in initials(tokens.folded[start:last]) for last in lasts):
            return start
    return end
