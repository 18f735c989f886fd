"""Whether an expression may stand for somebody new: for one who was not mentioned, or for nobody."""

from collections.abc import Iterable
from typing import Final

from tasks.quotes.naming.referents.expressions import (
    DEFINITE,
    INDEFINITE,
    Expression,
    is_mostly_unnamed,
    is_of,
    is_parent,
)
from tasks.quotes.naming.referents.later import Later
from tasks.quotes.naming.referents.referent import Cast
from tasks.quotes.naming.referents.roles import find_fit
from tasks.quotes.naming.words.lexicon import PERSON_TITLES, ROLES, SPOKESPEOPLE, SUBJECTS
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.nouns import is_age, is_demonym
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_OPENING: Final = 2
"""Paragraphs at the start, headline and first, in which people come up before their names do."""
_STATES: Final = frozenset(["gop", "us", "uk", "eu"])
"""Acronyms before a noun that is not of them alone: "a US official"."""


def is_anaphoric(cast: Cast, expression: Expression) -> bool:
    """Return whether an expression takes up what was mentioned: "its chief executive", "the 34-year-old" who speaks.

    Or "the Swede", "the mother of two".
    """
    if expression.kind == "it":
        return expression.label == "organisation"
    tokens, position = cast.tokens, expression.position
    if tokens.lower[expression.phrase[0]] != "the" or position not in cast.contents:
        return False
    return is_age(tokens, position) or is_demonym(tokens, position) or is_parent(tokens, expression)


def is_employer(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a body stands, without words of its own, before what somebody is: "a company lawyer"."""
    at = expression.position
    is_bare = at == expression.phrase[0] and tokens.words[at].islower()
    is_body = is_bare and expression.label == "organisation" and tokens.dep[at] == "compound"
    return is_body and tokens.tag[tokens.head[at]] == "NN" and tokens.folded[tokens.head[at]] in ROLES


def is_named_next(cast: Cast, expression: Expression, later: Iterable[Later]) -> bool:
    """Return whether the next paragraph names whom an article opens with: "A cook was fined." and "Bo Ray, 44, ...".

    An age or a role that fits shows that it does.
    """
    tokens, position, (start, end) = cast.tokens, expression.position, expression.phrase
    is_lead = tokens.lower[start] in {"a", "an"} and tokens.paragraph[position] < _OPENING
    is_person = expression.kind == "person" and tokens.folded[position] not in SPOKESPEOPLE
    if not is_lead or tokens.dep[position] not in SUBJECTS or not is_person:
        return False
    named, cluster = next(iter(later), (None, None))
    if named is None or cluster is None or not cast.is_next_named(named, position):
        return False
    name = cluster.mentions[0]
    first = name.start
    while first and (tokens.folded[first - 1] in PERSON_TITLES or not tokens.folded[first - 1]):
        first -= 1
    if not tokens.is_opening[first] or tokens.paragraph[first] - tokens.paragraph[position] != 1:
        return False
    age = "".join(tokens.words[name.end + 1 : name.end + 2])
    is_bare = named.heads <= ADDRESSES and (age.isdigit() or "old" in tokens.lower[start:end])
    return is_bare or (expression.role is not None and find_fit(expression.role, cluster) > 0.0)


def find_new_features(cast: Cast, expression: Expression, rivals: int) -> dict[str, float]:
    """Return the features of somebody new, or of nobody: how the description begins, and what its noun is."""
    tokens, head = cast.tokens, expression.position
    start, first = expression.phrase[0], tokens.folded[expression.phrase[0]]
    before = tokens.folded[head - 1] if head > start else ""
    is_unnamed, has_link = is_mostly_unnamed(tokens, expression), is_of(tokens, expression)
    is_based = tokens.lower[head - 2 : head] == ["-", "based"]  # "the Arlen-based company" is the company
    length = 1 if is_based and first in DEFINITE else head - start
    is_anaphoric = first in DEFINITE and not has_link and not is_unnamed and length < 4
    flags = {
        "new": True,
        "new, definite": first in DEFINITE,
        "new, indefinite": first in INDEFINITE,
        "new, possessive": tokens.tag[start] == "PRP$",
        "new, of somebody": not {"'s", "'"}.isdisjoint(tokens.lower[start:head]),
        "new, anaphoric": is_anaphoric,
        "new, bare": start == head and tokens.pos[head + 1 : head + 2] != ["NOUN"],
        "new, of": has_link,
        "new, mostly unnamed": is_unnamed,
        "new, of an acronym": is_acronym(tokens.words[head - 1]) and before not in _STATES,
        "new, modified": length > 1,
        "new, subject": head in cast.contents or tokens.dep[head] in SUBJECTS,
        "new, alone": rivals == 0,
        "new, speaks": head in cast.contents and expression.kind in {"he", "they", "it"},
        "new, opening": tokens.paragraph[head] < _OPENING,
        "new, age": tokens.lower[head] == "old",
        f"new {expression.label}": True,
    }
    return {name: 1.0 for name, is_set in flags.items() if is_set}
