"""Descriptions of one person: whom "the US president" or "the Finnish director" stands for."""

from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.gender import Gender
from tasks.quotes.naming.lexicon import word_set
from tasks.quotes.naming.names import fold, is_acronym
from tasks.quotes.naming.pronouns import Person, Stage, find_antecedent
from tasks.quotes.naming.roles import LESSER, Role, best_match, build_role
from tasks.quotes.naming.tokens import Tokens

type Roles = Mapping[int, Sequence[Role]]
"""Cluster id → what the article says that person is."""

_NEARLY: Final = 0.85
_NEAR: Final = 90
"""Tokens back to the last mention of a person for whom a new description may stand."""
DEFINITE: Final = word_set("the this that")
_INDEFINITE: Final = word_set("a an one another some any every each no")
_UNNAMED: Final = word_set(
    """source official spokesman insider person individual narrator announcer reporter interviewer questioner
    moderator user poster host attorney judge friend neighbour neighbor colleague relative parent wife husband
    mother father son daughter brother sister aide adviser analyst expert supporter critic witness passenger
    customer voter resident fan author researcher victim suspect doctor nurse agent driver pilot clerk
    assistant public media dr owner child guy student reader rider traveller traveler"""
)
"""Heads of descriptions that bring in somebody else, most often unnamed."""
OFFICES: Final = word_set(
    """president pm minister chancellor secretary governor mayor senator congressman mp ambassador king queen pope
    spokesman attorney judge justice commissioner sheriff general"""
)
"""Roles that one doesn't gain on the way: a person known by one is not called by another."""


def noun_phrase(tokens: Tokens, head: int) -> tuple[int, int]:
    """The tokens of a description around its head noun: from its determiner to the end of what "of" brings."""
    start = head
    while start > 0 and head - start < 8 and _may_precede(tokens, start - 1):
        start -= 1
        if tokens.pos[start] == "DET" or tokens.tag[start] == "PRP$":
            break
    end = head + 1
    if end < len(tokens) and tokens.lower[end] in {"of", "for", "at"}:
        end += 1
        while end < len(tokens) and end - head < 8 and tokens.pos[end] in {"NOUN", "PROPN", "ADJ", "DET", "NUM"}:
            end += 1
    return start, end


def _may_precede(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] in {"NOUN", "PROPN", "ADJ", "NUM", "DET", "PRON"} or tokens.lower[i] in {"'s", "-"}


def folded(tokens: Tokens, start: int, end: int) -> list[str]:
    """The folded words of a phrase."""
    return [fold(word) for word in tokens.words[start:end]]


def find_described(words: Sequence[str], position: int, clusters: Sequence[Cluster], roles: Roles) -> Cluster | None:
    """The named person whose roles fit a definite description best; of equals the one last mentioned before it.

    One unknown word in the description is forgiven where only one person has such a role.
    """
    query = build_role(words)
    if query is None or words[0] in _INDEFINITE:
        return None
    fits = [(best_match(query, roles.get(cluster.id, ())), cluster) for cluster in clusters]
    fits = [(fit, cluster) for fit, cluster in fits if fit >= _NEARLY]
    if len(fits) > 1:
        fits = [(fit, cluster) for fit, cluster in fits if fit >= 1.0]
    if not fits:
        return None
    return max(fits, key=lambda item: (item[0], _nearness(item[1], position)))[1]


def _nearness(cluster: Cluster, position: int) -> int:
    before = [mention.start for mention in cluster.mentions if mention.start < position]
    return before[-1] if before else -cluster.mentions[0].start


def find_salient(
    tokens: Tokens, stage: Stage, head: int, gender: Gender, words: Sequence[str], roles: Roles
) -> Person | None:
    """The named person just talked of, for a description that says something new: "the Finnish director".

    Nobody whose known office is another, and nothing for those who mostly stay unnamed ("the source") or are said to
    be somebody's ("the head of the union").
    """
    query = build_role(words)
    if words[0] not in DEFINITE or "of" in words or (query is None and tokens.lower[head] != "old"):
        return None
    if query is not None and (query.head in _UNNAMED or query.modifiers & LESSER or _names_another(tokens, head)):
        return None
    near = Stage({key: person for key, person in stage.people.items() if _is_near(person, head)}, main=stage.main)
    found = find_antecedent(tokens, head, gender, near)
    if found is None or not isinstance(found.key, int):
        return None
    known = {role.head for role in roles.get(found.key, ())}
    clash = query is not None and bool(known) and (query.head in OFFICES or bool(known & OFFICES))
    return None if clash else found


def _names_another(tokens: Tokens, head: int) -> bool:
    """Whether an acronym before the noun ties it to an organisation of its own: "the FBI director"."""
    before = tokens.words[head - 1]
    return is_acronym(before) and fold(before) not in {"gop", "us", "uk", "eu"}


def _is_near(person: Person, position: int) -> bool:
    return person.is_named and bool(person.references) and position - person.references[-1].position < _NEAR
