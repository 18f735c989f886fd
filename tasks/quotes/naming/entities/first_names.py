"""First names that entity recognition left out: before a surname, before its particles, or sharing one with another."""

from collections import Counter
from collections.abc import Container, Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention, put_in, resize
from tasks.quotes.naming.words.lexicon import PARTICLES, ROLES, TITLES_AND_ROLES, is_first_name
from tasks.quotes.naming.words.tokens import Tokens

_AND: Final = frozenset(["and", "&"])


def add_first_names(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order, people's names with the first names before them, or that share them."""
    ends = {one.end for one in mentions}
    mentions = [_add_first_name(tokens, one, ends) if one.label == "PERSON" else one for one in mentions]
    return _share_surnames(tokens, _join_particles(tokens, mentions))


def _add_first_name(tokens: Tokens, mention: Mention, ends: Container[int]) -> Mention:
    """Return a person's name with the first name or initial right before it: "Precious Oduya"."""
    first = mention.start
    if len(mention.words) == 1 and _is_apposed(tokens, first - 1) and first - 1 not in ends:
        return resize(tokens, mention, first - 1, mention.end)
    while first and first not in ends and _is_first(tokens, first - 1):
        first -= 1
    return resize(tokens, mention, first, mention.end) if first < mention.start else mention


def _is_apposed(tokens: Tokens, i: int) -> bool:
    """Return whether an untagged word is the first of a name behind a comma: "its secretary, Devinder Roe"."""
    if i < 1 or tokens.words[i - 1] != "," or tokens.head[i] != i + 1 or tokens.dep[i] != "compound":
        return False
    return tokens.is_proper(i) and not tokens.is_entity[i] and tokens.folded[i] not in TITLES_AND_ROLES


def _is_first(tokens: Tokens, i: int) -> bool:
    """Return whether a token is an initial, or an untagged first name."""
    word, folded = tokens.words[i], tokens.folded[i]
    is_initial = len(word) == 2 and word[1] == "."
    if (tokens.is_entity[i] and not is_initial) or not word[0].isupper() or folded in TITLES_AND_ROLES:
        return False
    is_name = tokens.pos[i] == "PROPN" or (tokens.is_opening[i] and tokens.pos[i] in {"ADJ", "NOUN"})
    return is_name and (is_initial or is_first_name(folded))


def _join_particles(tokens: Tokens, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Return the mentions with first names put before surnames with particles: "Lucía" before "de la Fuente"."""
    people = [one for one in mentions if one.label == "PERSON"]
    surnames = {one.words for one in people if one.words[0] in PARTICLES}
    if not surnames:
        return mentions
    particles, lengths = {words[0] for words in surnames}, {len(words) for words in surnames}
    held = {i for one in people for i in range(one.start + 1, one.end)}
    joined: list[Mention] = []
    for i, word in enumerate(tokens.folded):
        first = i - 1
        if word not in particles or first < 0 or first in held or (joined and joined[-1].end >= i):
            continue
        ends = [i + length for length in lengths if tuple(tokens.folded[i : i + length]) in surnames]
        if ends and tokens.words[first][0].isupper() and tokens.folded[first] not in TITLES_AND_ROLES:
            joined += filter(None, [build_mention(tokens, first, min(max(ends), len(tokens)), "PERSON")])
    return put_in(joined, mentions)


def _share_surnames(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, a first name before "and" and a whole name with the surname: "Juno and Perry Adair"."""
    behind = [one for one in mentions if one.label == "PERSON" and len(one.words) == 2 and one.start > 1]
    behind = [one for one in behind if tokens.lower[one.start - 1] in _AND]
    if not behind:
        return list(mentions)
    surnames = {one.words[-1] for one in mentions if len(one.words) > 1}
    counts = Counter(tokens.folded)
    shared: list[Mention] = []
    for one in behind:
        i, word = one.start - 2, tokens.folded[one.start - 2]
        is_name = tokens.is_proper(i) and word not in surnames and (is_first_name(word) or counts[word] > 1)
        first = build_mention(tokens, i, i + 1, "PERSON") if is_name and not _goes_before(tokens, i) else None
        if first is not None:
            first.name = f"{tokens.words[i]} {tokens.words[one.end - 1]}"
            first.words, first.is_certain = (*first.words, one.words[-1]), True
            shared.append(first)
    names = {one.words[:1] for one in shared}
    for one in mentions:
        if one.words in names:
            one.label, one.is_certain = "PERSON", True
    return put_in(shared, mentions)


def _goes_before(tokens: Tokens, i: int) -> bool:
    """Return whether a word with a capital stands before a name, but for what several people are: "Parents Ann"."""
    is_capital = i > 0 and tokens.words[i - 1][0].isupper()
    return is_capital and tokens.folded[i - 1].removesuffix("s") not in ROLES
