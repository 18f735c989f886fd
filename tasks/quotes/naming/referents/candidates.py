"""What an expression may stand for, of all that the article has mentioned before it."""

from collections.abc import Set
from typing import Final

from tasks.quotes.naming.entities.clusters import last_before
from tasks.quotes.naming.referents.expressions import MAY_BE, Expression
from tasks.quotes.naming.referents.referent import Antecedent, Cast, Referent
from tasks.quotes.naming.words.nouns import is_age
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import SpeakerLabel

_FIRST_MENTIONS: Final = 3
"""Mentions of a name behind which there may be an age."""


def find_candidates(cast: Cast, expression: Expression) -> list[Antecedent]:
    """Return what an expression may stand for: neither its kind nor its gender contradicts, and it does not hold it.

    "Lee's secretary" is not Lee, nor is "his" in "Lee, his lawyer,".
    """
    tokens, at, gender = cast.tokens, expression.position, expression.gender
    labels, apposed = _list_labels(expression), _find_apposed(cast, at)
    start, end = cast.spans.get(at, expression.phrase)
    start = min(start, expression.phrase[0])
    is_owned = tokens.tag[expression.phrase[0]] == "PRP$"
    content = cast.contents.get(at, (0, 0))
    found = [
        (referent, last)
        for referent, last in cast.find_reachable(at)
        if referent.label in labels
        and referent is not apposed
        and not ("u" != referent.gender != gender != "u")
        and not (referent.cluster and referent.cluster.label == "NORP")
        and not _is_inside(referent, start, end)
        and not (is_owned and _is_anothers(cast, expression, referent))
        and not (referent.label == "document" and content[0] <= last[0] < content[1])
    ]
    if not is_age(tokens, at):
        return found
    aged = [one for one in found if _is_aged(tokens, one[0], tokens.words[at - 4])]
    return aged or [one for one in found if one[0] is cast.last_speaker] or found


def _list_labels(expression: Expression) -> Set[SpeakerLabel]:
    """Return the kinds that an expression may stand for."""
    labels = MAY_BE[expression.kind]
    if expression.label == "organisation":  # "the campaign" is no report
        return labels - {"document"}
    return labels - {"group", "place"} if expression.label == "document" else labels


def _find_apposed(cast: Cast, i: int) -> Referent | None:
    """Return what "his" in "Lee, his lawyer," is in apposition to, or None."""
    tokens = cast.tokens
    if tokens.tag[i] != "PRP$" or tokens.words[i - 1] != "," or tokens.dep[tokens.head[i]] != "appos":
        return None
    return cast.at.get(i - 2)


def _is_aged(tokens: Tokens, referent: Referent, age: str) -> bool:
    """Return whether an age stands behind somebody's name, or in the first description of somebody unnamed."""
    named = referent.cluster.mentions[:_FIRST_MENTIONS] if referent.cluster else []
    return (
        any(tokens.words[one.end : one.end + 2] == [",", age] for one in named)
        or age in tokens.words[slice(*referent.phrase)]
    )


def _is_anothers(cast: Cast, expression: Expression, referent: Referent) -> bool:
    """Return whether "his campaign" is not "her campaign", and "my mother" none of whom something else was said.

    As of "my aunt Zora"; nor is "its report" one that names somebody else: "a report by Corvane".
    """
    tokens, own, other = cast.tokens, expression.phrase[0], referent.phrase[0]
    is_owned = referent.cluster is None and tokens.tag[other] == "PRP$"
    if is_owned and tokens.lower[own] != tokens.lower[other]:
        return True
    if referent.label == "document":
        named = {cast.at[i].cluster for i in range(*referent.phrase) if i in cast.at} - {None}
        return bool(named) and not (own in cast.at and cast.at[own].cluster in named)
    if tokens.lower[own] not in {"my", "our"} or expression.role is None:
        return False
    known = referent.heads | (referent.cluster.role_heads if referent.cluster else set())
    return bool(known) and expression.role.head not in known


def _is_inside(referent: Referent, start: int, end: int) -> bool:
    """Return whether something is named or referred to between two tokens."""
    if start <= referent.references[-1][0] < end:
        return True
    named = last_before(referent.cluster, end) if referent.cluster else None
    return named is not None and named.start >= start
