"""Whom an expression stands for: a log-linear choice among all that was mentioned before, and somebody new.

Each candidate has the features of `features.py`; `choice_weights.json` holds a weight for each feature and kind of
expression, fitted by `tasks/quotes/training/naming_referents.py`. A softmax over the scores gives the chances.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.entities.clusters import last_before
from tasks.quotes.naming.referents.expressions import Expression, ExpressionKind, is_anonymous, is_parent
from tasks.quotes.naming.referents.features import find_features, find_later_features, find_new_features
from tasks.quotes.naming.referents.likeness import read_wording
from tasks.quotes.naming.referents.referent import Antecedent, Cast, Referent
from tasks.quotes.naming.referents.roles import find_fit
from tasks.quotes.naming.weights import read_weights
from tasks.quotes.naming.words.lexicon import PERSON_TITLES, ROLES, SPOKESPEOPLE, SUBJECTS
from tasks.quotes.naming.words.nouns import is_age, is_demonym
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens
from tasks.quotes.quote import SpeakerLabel

_FIT: Final = frozenset(["firm", "fits", "kind of body"])
_LATER_REACH: Final = 120
"""Tokens behind an expression in which somebody may be named for the first time."""
_MOST_LATER: Final = 4
_LEAD: Final = 2
"""Sentences in which a firm may stand before its name."""
_LONGEST_OWNED: Final = 8
"""Tokens from "her" to the name in "her deputy, Ann Lee"."""
_ALIKE: Final = 0.3
"""Nouns for one person are at least so alike by their vectors."""
_FIRST_MENTIONS: Final = 3
"""Mentions of a name behind which there may be an age."""
_MAY_BE: Final[Mapping[ExpressionKind, frozenset[SpeakerLabel]]] = {
    "he": frozenset(["person", "unknown"]),
    "person": frozenset(["person", "unknown"]),
    "they": frozenset(["person", "organisation", "group", "place", "unknown"]),
    "it": frozenset(["organisation", "document", "place", "unknown"]),
    "thing": frozenset(["organisation", "document", "group", "place", "unknown"]),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate of a choice; `referent` is None for somebody new."""

    referent: Referent | None
    features: Mapping[str, float]
    score: float
    chance: float = 0.0


def choose(cast: Cast, expression: Expression) -> list[Scored]:
    """Return the candidates of an expression with their chances, the likeliest first; pronouns may have none."""
    is_hidden = is_anonymous(cast.tokens, expression) or _is_brought_in(cast, expression)
    antecedents = find_candidates(cast, expression)
    if is_hidden:
        antecedents = [one for one in antecedents if _is_again(cast, expression, one[0])]
    is_known = bool(antecedents) and _is_anaphoric(cast, expression)
    wording = read_wording(cast.tokens, expression)
    found = [
        _score(expression.kind, referent, find_features(cast, expression, wording, referent, last, len(antecedents)))
        for referent, last in antecedents
    ]
    later = find_later(cast, expression) if not is_known else []
    found += [
        _score(expression.kind, referent, find_later_features(cast, expression, wording, referent))
        for referent in later
    ]
    is_known = is_known or (_is_employer(cast.tokens, expression) and any(_FIT & one.features.keys() for one in found))
    if not is_known and not _is_named_next(cast, expression, later):
        found.append(_score(expression.kind, None, find_new_features(cast, expression, len(antecedents))))
    found = _mark_only(expression.kind, found, is_lead=cast.tokens.sentence[expression.position] < _LEAD)
    top = max(one.score for one in found)
    total = sum(math.exp(one.score - top) for one in found)
    ranked = sorted(found, key=lambda one: -one.score)
    return [Scored(one.referent, one.features, one.score, math.exp(one.score - top) / total) for one in ranked]


def _mark_only(kind: ExpressionKind, found: list[Scored], *, is_lead: bool) -> list[Scored]:
    """Return the candidates, where one alone fits, or is a firm mentioned before, with that as a feature more.

    In the first sentences a firm that is named later will do.

    Where one is known by the very noun ("the chief"), what others are called ("director") fits it no more.
    """
    is_exact = any("role fits" in one.features and "same noun" in one.features for one in found)
    for number, one in enumerate(found if is_exact else ()):
        if "role fits" in one.features and "same noun" not in one.features:
            kept = {name: value for name, value in one.features.items() if name not in {"role fits", "fits"}}
            found[number] = _score(kind, one.referent, kept)
    for name in ("fits", "firm"):
        fitting = [number for number, one in enumerate(found) if name in one.features]
        if name == "firm":  # "the health authority" is no "emergency department"
            fitting = [n for n in fitting if "unnamed" not in found[n].features or "same noun" in found[n].features]
        earlier = [number for number in fitting if "later" not in found[number].features]
        places = earlier if name == "firm" and (earlier or not is_lead) else fitting
        if name == "firm" and len(places) > 1:  # the one that has just spoken
            places = [n for n in places if {"last quoted", "sentences=1"} <= found[n].features.keys()]
        if len(places) == 1:
            one = found[places[0]]
            found[places[0]] = _score(kind, one.referent, {**one.features, f"{name}, alone": 1.0})
    return found


def _is_brought_in(cast: Cast, expression: Expression) -> bool:
    """Return whether "a" brings in somebody who speaks: "a ministry official said" is nobody mentioned before.

    Nor is "another ranking".
    """
    first = cast.tokens.lower[expression.phrase[0]]
    is_new = expression.kind == "person" and first in {"a", "an", "one"} and expression.position in cast.contents
    return is_new or first == "another"


def _is_again(cast: Cast, expression: Expression, referent: Referent) -> bool:
    """Return whether "the" takes up somebody without a name: "a former manager", "the manager, who hid her name"."""
    noun = cast.tokens.lemma[expression.position].lower()
    is_definite = cast.tokens.lower[expression.phrase[0]] == "the"
    return is_definite and referent.cluster is None and noun in referent.heads


def _is_employer(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a body stands, without words of its own, before what somebody is: "a company lawyer"."""
    at = expression.position
    is_bare = at == expression.phrase[0] and tokens.words[at].islower()
    is_body = is_bare and expression.label == "organisation" and tokens.dep[at] == "compound"
    return is_body and tokens.tag[tokens.head[at]] == "NN" and tokens.folded[tokens.head[at]] in ROLES


def _is_named_next(cast: Cast, expression: Expression, later: Sequence[Referent]) -> bool:
    """Return whether the next paragraph names whom an article opens with: "A cook was fined." and "Bo Ray, 44, ...".

    An age or a role that fits shows that it does.
    """
    tokens, position, (start, end) = cast.tokens, expression.position, expression.phrase
    is_lead = tokens.lower[start] in {"a", "an"} and tokens.paragraph[position] < _LEAD
    is_person = expression.kind == "person" and tokens.folded[position] not in SPOKESPEOPLE
    if not is_lead or tokens.dep[position] not in SUBJECTS or not is_person:
        return False
    named = next(iter(later), None)
    if named is None or named.cluster is None or not cast.is_next_named(named, position):
        return False
    name = named.cluster.mentions[0]
    first = name.start
    while first and (tokens.folded[first - 1] in PERSON_TITLES or not tokens.folded[first - 1]):
        first -= 1
    if not tokens.is_opening[first] or tokens.paragraph[first] - tokens.paragraph[position] != 1:
        return False
    age = "".join(tokens.words[name.end + 1 : name.end + 2])
    is_bare = named.heads <= ADDRESSES and (age.isdigit() or "old" in tokens.lower[start:end])
    return is_bare or (expression.role is not None and find_fit(expression.role, named.cluster) > 0.0)


def _is_anaphoric(cast: Cast, expression: Expression) -> bool:
    """Return whether an expression takes up what was mentioned: "its chief executive", "the 34-year-old" who speaks.

    Or "the Swede", "the mother of two".
    """
    if expression.kind == "it":
        return expression.label == "organisation"
    is_definite = cast.tokens.lower[expression.phrase[0]] == "the"
    is_known = is_age(cast.tokens, expression.position) or is_demonym(cast.tokens, expression.position)
    is_known = is_known or is_parent(cast.tokens, expression)
    return is_definite and expression.position in cast.contents and is_known


def find_candidates(cast: Cast, expression: Expression) -> list[Antecedent]:
    """Return what an expression may stand for: neither its kind nor its gender contradicts, and it does not hold it.

    "Lee's secretary" is not Lee, nor is "his" in "Lee, his lawyer,".
    """
    gender, is_body = expression.gender, expression.label == "organisation"
    labels = _MAY_BE[expression.kind] - ({"document"} if is_body else set())  # "the campaign" is no report
    labels -= {"group", "place"} if expression.label == "document" else set()
    start, end = cast.spans.get(expression.position, expression.phrase)
    tokens, at = cast.tokens, expression.position
    is_apposed = tokens.tag[at] == "PRP$" and tokens.dep[tokens.head[at]] == "appos" and tokens.words[at - 1] == ","
    apposed = cast.at.get(at - 2) if is_apposed else None
    is_owned = tokens.tag[expression.phrase[0]] == "PRP$"
    content = cast.contents.get(at, (0, 0))
    found = [
        (referent, last)
        for referent, last in cast.find_reachable(expression.position)
        if referent.label in labels
        and referent is not apposed
        and not (referent.cluster and referent.cluster.label == "NORP")
        and not ("u" != referent.gender != gender != "u")
        and not _is_inside(referent, min(start, expression.phrase[0]), end)
        and not (is_owned and _is_anothers(tokens, expression, referent))
        and not (referent.label == "document" and content[0] <= last[0] < content[1])
    ]
    if not is_age(tokens, at):
        return found
    aged = [one for one in found if _is_aged(tokens, one[0], tokens.words[at - 4])]
    return aged or [one for one in found if one[0] is cast.last_speaker] or found


def _is_aged(tokens: Tokens, referent: Referent, age: str) -> bool:
    """Return whether an age stands behind somebody's name, or in the first description of somebody unnamed."""
    named = referent.cluster.mentions[:_FIRST_MENTIONS] if referent.cluster else []
    return (
        any(tokens.words[one.end : one.end + 2] == [",", age] for one in named)
        or age in tokens.words[slice(*referent.phrase)]
    )


def _is_anothers(tokens: Tokens, expression: Expression, referent: Referent) -> bool:
    """Return whether "his campaign" is not "her campaign", and "my mother" none of whom something else was said.

    As of "my aunt Zora".
    """
    own, other = expression.phrase[0], referent.phrase[0]
    is_owned = referent.cluster is None and tokens.tag[other] == "PRP$"
    if is_owned and tokens.lower[own] != tokens.lower[other]:
        return True
    if tokens.lower[own] not in {"my", "our"} or expression.role is None:
        return False
    known = referent.heads | (referent.cluster.role_heads if referent.cluster else set())
    return bool(known) and expression.role.head not in known


def _is_inside(referent: Referent, start: int, end: int) -> bool:
    """Return whether something is named or referred to between two tokens."""
    named = last_before(referent.cluster, end) if referent.cluster else None
    return (named is not None and named.start >= start) or start <= referent.references[-1][0] < end


def find_later(cast: Cast, expression: Expression) -> list[Referent]:
    """Return those named soon after an expression for the first time: "The mayor said no. Ann Lee ..."."""
    if expression.kind not in {"he", "person", "thing"} or is_anonymous(cast.tokens, expression):
        return []
    content = cast.contents.get(expression.position, (0, 0))
    owns, role = cast.tokens.tag[expression.phrase[0]] == "PRP$", expression.role  # "his wife" is no later Constable
    own_end = max(expression.phrase[1], cast.spans.get(expression.position, (0, 0))[1])
    found: list[Referent] = []
    for cluster in cast.find_later(expression.position, _LATER_REACH):
        referent = cast.find_named(cluster)
        first = cluster.mentions[0].start
        clashes = "u" != referent.gender != expression.gender != "u"
        is_other = owns and bool(referent.heads) and role is not None and role.head not in referent.heads
        is_barred = clashes or is_other or first < own_end or content[0] <= first < content[1]
        is_barred = is_barred or _is_other_role(cast.tokens, expression, referent)
        if referent.label in _MAY_BE[expression.kind] and not is_barred:
            found.append(referent)
    return found[:_MOST_LATER]


def _is_owned(tokens: Tokens, start: int) -> bool:
    """Return whether a name is brought in as somebody's: of "the mayor said. Her deputy, Ann Lee," she is no mayor."""
    i = start - 1 - (tokens.words[start - 1] == ",")
    while i > max(0, start - _LONGEST_OWNED) and tokens.pos[i] in {"ADJ", "NOUN", "PROPN"}:
        i -= 1
    return i >= 0 and tokens.lower[i] in {"his", "her"}


def _is_other_role(tokens: Tokens, expression: Expression, referent: Referent) -> bool:
    """Return whether somebody is called what is nothing like a description: "the composer said", then "the soprano"."""
    role, cluster = expression.role, referent.cluster
    start, end = expression.phrase
    if role is None or cluster is None or not referent.heads or find_fit(role, cluster) > 0.0:
        return False
    is_fellow = any(known.head == role.head and "fellow" in known.modifiers for known in cluster.roles)
    if is_fellow or _is_owned(tokens, cluster.mentions[0].start):
        return True
    return (
        tokens.lower[start:end] == ["the", tokens.lower[end - 1]]
        and max(tokens.compare(role.head, head) for head in referent.heads) < _ALIKE
    )


def _score(kind: ExpressionKind, referent: Referent | None, features: Mapping[str, float]) -> Scored:
    weigh, score = read_weights("choice_weights").get(kind, {}).get, 0.0
    for name, value in features.items():
        score += weigh(name, 0.0) * value
    return Scored(referent, features, score)


def explain(kind: str, scored: Iterable[Scored]) -> Sequence[tuple[Scored, tuple[tuple[str, float], ...]]]:
    """Return each candidate with what every feature adds to its score, the largest first."""
    weights: Mapping[str, float] = read_weights("choice_weights").get(kind, {})
    return [
        (
            one,
            tuple(
                sorted(
                    ((name, weights.get(name, 0.0) * value) for name, value in one.features.items()),
                    key=lambda reason: -abs(reason[1]),
                )
            ),
        )
        for one in scored
    ]
