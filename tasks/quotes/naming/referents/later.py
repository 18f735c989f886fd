"""Those whom an article names only after an expression that may stand for them: "The mayor said no. Ann Lee ..."."""

import math
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster, Mention, Role
from tasks.quotes.naming.referents.expressions import MAY_BE, Expression
from tasks.quotes.naming.referents.likeness import Wording, find_likeness
from tasks.quotes.naming.referents.referent import Cast, Referent
from tasks.quotes.naming.referents.roles import find_fit
from tasks.quotes.naming.words.lexicon import SUBJECTS
from tasks.quotes.naming.words.tokens import Tokens

_REACH: Final = 120
"""Tokens behind an expression in which somebody may be named for the first time."""
_MOST: Final = 4
_OPENING: Final = 2
"""Paragraphs at the start, headline and first, in which people come up before their names do."""
_LONGEST_OWNED: Final = 8
"""Tokens from "her" or "'s" to the name in "her deputy, Ann Lee"."""
_NOMINAL: Final = frozenset(["ADJ", "NOUN", "PROPN"])
_ALIKE: Final = 0.3
"""Nouns for one person are at least so alike by their vectors."""

type Later = tuple[Referent, Cluster]
"""Somebody who is named later, and the mentions of the name."""


def find_later(cast: Cast, expression: Expression) -> list[Later]:
    """Return those named soon after an expression for the first time, the next few who may be meant."""
    if expression.kind not in {"he", "person", "thing"}:
        return []
    content = cast.contents.get(expression.position, (0, 0))
    end = expression.phrase[1]
    own_end = max(end, cast.spans.get(expression.position, (0, 0))[1])
    if cast.tokens.lower[end : end + 1] == ["'s"]:  # of "the agency's Arlen office" Arlen is no agency
        owned = range(end + 1, min(end + _LONGEST_OWNED, len(cast.tokens)))
        own_end = max(own_end, next((i for i in owned if cast.tokens.pos[i] not in _NOMINAL), own_end))
    found: list[Later] = []
    for cluster in cast.find_later(expression.position, _REACH):
        first = cluster.mentions[0].start
        is_own = first < own_end or content[0] <= first < content[1]
        referent = cast.find_named(cluster)
        if not is_own and len(found) < _MOST and _may_be(cast.tokens, expression, referent, cluster):
            found.append((referent, cluster))
    return found


def _may_be(tokens: Tokens, expression: Expression, referent: Referent, cluster: Cluster) -> bool:
    """Return whether neither kind, gender nor role says that an expression is of another than who is named later."""
    if referent.label not in MAY_BE[expression.kind] or "u" != referent.gender != expression.gender != "u":
        return False
    owns, role = tokens.tag[expression.phrase[0]] == "PRP$", expression.role
    if owns and referent.heads and role is not None and role.head not in referent.heads:
        return False  # "his wife" is no later Constable
    return role is None or not referent.heads or not _is_other_role(tokens, expression, role, referent, cluster)


def _is_owned(tokens: Tokens, start: int) -> bool:
    """Return whether a name is brought in as somebody's: of "the mayor said. Her deputy, Ann Lee," she is no mayor."""
    i = start - 1 - (tokens.words[start - 1] == ",")
    while i > max(0, start - _LONGEST_OWNED) and tokens.pos[i] in _NOMINAL:
        i -= 1
    return i >= 0 and tokens.lower[i] in {"his", "her"}


def _is_other_role(tokens: Tokens, expression: Expression, role: Role, referent: Referent, cluster: Cluster) -> bool:
    """Return whether somebody is called what is nothing like a description: "the composer said", then "the soprano"."""
    if find_fit(role, cluster) > 0.0:
        return False
    is_fellow = any(known.head == role.head and "fellow" in known.modifiers for known in cluster.roles)
    if is_fellow or _is_owned(tokens, cluster.mentions[0].start):
        return True
    start, end = expression.phrase
    is_bare = end - start == 2 and tokens.lower[start] == "the"
    return is_bare and max(tokens.compare(role.head, head) for head in referent.heads) < _ALIKE


def find_later_features(
    cast: Cast, expression: Expression, wording: Wording | None, candidate: Later
) -> dict[str, float]:
    """Return the features of somebody who is named later."""
    tokens, position, (referent, cluster) = cast.tokens, expression.position, candidate
    first = cluster.mentions[0]
    likeness = {} if wording is None else find_likeness(cast, expression, wording, referent)
    is_next = cast.is_next_named(referent, position)
    if is_next and not referent.heads and _is_introduced(cast, expression, first):
        likeness = {name: value for name, value in likeness.items() if not name.startswith("unfit")}
    is_opening = tokens.paragraph[position] < _OPENING
    flags = {
        "later": True,
        "later, opening": is_opening,
        "later, next named": is_next,
        "later, same paragraph": tokens.paragraph[position] == tokens.paragraph[first.start],
        "later, subject": tokens.dep[first.end - 1] in SUBJECTS,
        "same gender": referent.gender == expression.gender != "u",
        "later, opening, fits": is_opening and "fits" in likeness,
    }
    found = {name: 1.0 for name, is_set in flags.items() if is_set} | likeness
    return found | {"later, distance": math.log1p(first.start - position) / 2}


def _is_introduced(cast: Cast, expression: Expression, first: Mention) -> bool:
    """Return whether who speaks by a description may be who speaks next by name, as in openings.

    "The mayor of Arlen said no. Speaking later, Ann Lee said": the next who speaks by name is the mayor.
    """
    tokens, position = cast.tokens, expression.position
    if position not in cast.contents or first.end - 1 not in cast.contents:
        return False
    is_near = tokens.paragraph[first.start] - tokens.paragraph[position] < _OPENING
    is_near = is_near and tokens.lower[expression.phrase[0]] == "the"
    return is_near or tokens.paragraph[position] < _OPENING
