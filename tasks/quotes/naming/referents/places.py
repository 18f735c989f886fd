"""Where a candidate was last referred to: how far from the expression, in which part of its clause, speaking or not."""

import math
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.referents.expressions import Expression
from tasks.quotes.naming.referents.referent import Cast, Reference, Spot
from tasks.quotes.naming.words.lexicon import ATTRIBUTING_VERBS, SUBJECTS
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_LONGEST_CHAIN: Final = 20
_OBJECT_ROLES: Final = frozenset(["poss", "pobj", "dobj", "conj"])
_ASKING: Final = frozenset(["ask", "challenge", "examine", "interview", "meet", "press", "question", "quiz"])
_FAR: Final = 3
"""Sentences from which on they are not told apart."""
_SENTENCES: Final = tuple(f"sentences={number}" for number in range(_FAR + 1))
_FARTHEST: Final = 12
"""Sentences from which on they are not counted."""


@dataclass(slots=True)
class Place:
    """Where an expression stands, read once for all candidates."""

    position: int
    is_subject: bool
    is_possessive: bool
    is_person: bool
    """Whether it is a description of a person."""
    speaks: bool
    content: TokenRange
    """What it says."""


def read_place(cast: Cast, expression: Expression) -> Place:
    """Return where an expression stands."""
    tokens, i = cast.tokens, expression.position
    is_subject = tokens.dep[i] in SUBJECTS
    speaks = i in cast.contents or (is_subject and tokens.lemma[tokens.head[i]] in ATTRIBUTING_VERBS)
    content = cast.contents.get(i, (0, 0))
    return Place(i, is_subject, tokens.tag[i] == "PRP$", expression.kind == "person", speaks, content)


def find_spot(cast: Cast, place: int) -> Spot:
    """Return the part of the expression that ends with a token, worked out once."""
    if place not in cast.spots:
        tokens, at = cast.tokens, place
        for _ in range(_LONGEST_CHAIN):  # an apposition names again: "daughter" in "her daughter, Elaine"
            head = tokens.head[at]
            is_within = cast.starts.get(place, at) <= head < at  # "Works" in "Board of Works"
            if tokens.dep[at] != "appos" and not is_within:
                break
            at = head
        dep, verb = tokens.dep[at], tokens.lemma[tokens.head[at]]
        speaks = place in cast.contents or (dep in SUBJECTS and verb in ATTRIBUTING_VERBS)
        cast.spots[place] = Spot(dep, dep in SUBJECTS, speaks, asks(tokens, at))
    return cast.spots[place]


def find_place(cast: Cast, place: Place, last: Reference, *, fits: bool) -> dict[str, float]:
    """Return the features of where the last reference stands; what a description fits may stand far away."""
    tokens, (before, kind), position = cast.tokens, last, place.position
    sentences = tokens.sentence[position] - tokens.sentence[before]
    found = {_SENTENCES[sentences] if sentences < _FAR else _SENTENCES[_FAR]: 1.0}
    found["distance, fitting" if fits else "distance"] = math.log(position - before) / 2
    found["sentences, fitting" if fits else "sentences"] = (sentences if sentences < _FARTHEST else _FARTHEST) / 4
    if kind != "name":
        found[kind] = 1.0
    if tokens.paragraph[position] != tokens.paragraph[before]:
        found["other paragraph"] = 1.0
    if tokens.is_quoted[before]:
        found["quoted"] = 1.0
    if place.content[0] <= before < place.content[1]:
        found["own content"] = 1.0
    spot = find_spot(cast, before)
    _add_spot(found, place, spot)
    if sentences == 0:
        _add_same(tokens, found, place, before, is_subject=spot.is_subject)
    elif sentences == 1 and spot.is_subject:
        found["subject, sentence before"] = 1.0
    return found


def _add_spot(found: dict[str, float], place: Place, spot: Spot) -> None:
    """Add the features of the part that the last reference has in its clause."""
    if spot.is_subject:
        found["subject"] = 1.0
        if place.is_subject:
            found["both subjects"] = 1.0
    if spot.speaks:
        found["speaks"] = 1.0
        if place.speaks:
            found["both speak"] = 1.0
    if spot.dep in _OBJECT_ROLES:
        found[spot.dep] = 1.0
    if spot.asks:
        found["asks"] = 1.0


def _add_same(tokens: Tokens, found: dict[str, float], place: Place, before: int, *, is_subject: bool) -> None:
    """Add the features of a last reference in the same sentence, which may be the subject there."""
    if place.is_possessive:
        found["own possessive, same sentence"] = 1.0
    if place.is_subject:
        found["own subject, same sentence"] = 1.0
    if is_subject:
        found["subject, same sentence"] = 1.0
        if not (place.is_possessive or place.is_subject):
            found["own object, subject of same sentence"] = 1.0
        if place.is_person and _is_above(tokens, before, place.position):
            found["subject of a clause above"] = 1.0


def _is_above(tokens: Tokens, subject: int, i: int) -> bool:
    """Return whether a subject is that of a clause in which the clause of a token stands: "Lee left when she spoke"."""
    verb, at = tokens.head[subject], tokens.head[i]
    for _ in range(_LONGEST_CHAIN):
        if tokens.head[at] == at or tokens.dep[at] == "conj":
            return False
        at = tokens.head[at]
        if at == verb:
            return True
    return False


def asks(tokens: Tokens, i: int) -> bool:
    """Return whether somebody asks: "Asked by Lee whether it was safe, he said", "To a question from Lee he said"."""
    by = tokens.head[i]
    if tokens.lower[by] == "from" and tokens.lemma[tokens.head[by]] == "question":
        return True
    verb = tokens.head[by] if tokens.lower[by] == "by" else by
    is_asker = tokens.lower[by] == "by" or tokens.dep[i] == "nsubj"
    return is_asker and tokens.lemma[verb] in _ASKING
