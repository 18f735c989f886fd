"""Organisations and posts in full before their acronym in brackets: "Board of Works (BoW)", "chief justice (CJ)"."""

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention, put_in
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
    pairs = ((word, behind) for word, behind in pairwise([*tokens.words, ""]) if word.isalpha() and is_acronym(word))
    known = {word.lower(): word for word, behind in pairs if behind == ")" or behind.istitle()}
    lengths, posts = sorted({len(word) for word in known}), dict[str, str]()
    places = [i for i, word in enumerate(tokens.folded) if word in ROLES] if known else []
    for i, length in product(places, lengths):
        first = i + 1 - length
        letters = "".join(one[0] for one in tokens.lower[max(0, first) : i + 1])
        is_given = tokens.words[i + 1 : i + 3] == ["(", known.get(letters, "")]
        is_title = length >= _LEAST and all(one[0].isupper() for one in tokens.words[first : i + 1])
        if first >= 0 and letters in known and letters not in TITLES_AND_ROLES and (is_given or is_title):
            posts[known[letters]] = tokens.folded[i]
    for i, word in enumerate(tokens.words if posts else ()):
        if word in posts:
            tokens.folded[i] = tokens.lemma[i] = posts[word]
    return frozenset(posts)


def join_abbreviated(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order, with the whole name of an organisation where its acronym shows it.

    After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions" (2003), for initials.
    """
    places = [i for i, word in enumerate(tokens.words[:-1]) if word == "(" and is_acronym(tokens.words[i + 1])]
    if not places:
        return list(mentions)
    mention_at = {i: one for one in mentions for i in range(one.start, one.end)}
    found: list[Mention] = []
    for i in places:
        short, start = mention_at.get(i + 1), _find_start(tokens, i)
        inside = {one.label for at in range(start, i) if (one := mention_at.get(at)) is not None}
        is_body = short.label == "ORG" if short is not None else inside == {"ORG"}
        if start < i and is_body and (not found or found[-1].end <= start):
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
