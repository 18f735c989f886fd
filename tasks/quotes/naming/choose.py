"""Whom an expression stands for: a log-linear choice among all that was mentioned before, and somebody new.

Each candidate has the features of `features.py`; `choice_weights.json` holds a weight for each feature and kind of
expression, fitted by `tasks/quotes/training/naming_referents.py`. A softmax over the scores gives the chances.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.clusters import last_before
from tasks.quotes.naming.expressions import Expression, ExpressionKind
from tasks.quotes.naming.features import find_features, find_later_features, find_new_features
from tasks.quotes.naming.lexicon import read_weights
from tasks.quotes.naming.likeness import read_wording
from tasks.quotes.naming.referents import Antecedent, Cast, Referent
from tasks.quotes.quote import SpeakerLabel

_LATER_REACH: Final = 120
"""Tokens behind an expression in which somebody may be named for the first time."""
_MOST_LATER: Final = 4
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
    antecedents, wording = find_candidates(cast, expression), read_wording(cast.tokens, expression)
    found = [
        _score(expression.kind, referent, find_features(cast, expression, wording, referent, last, len(antecedents)))
        for referent, last in antecedents
    ]
    found += [
        _score(expression.kind, referent, find_later_features(cast, expression, wording, referent))
        for referent in find_later(cast, expression)
    ]
    found.append(_score(expression.kind, None, find_new_features(cast, expression, len(antecedents))))
    found = _mark_only(expression.kind, found)
    top = max(one.score for one in found)
    total = sum(math.exp(one.score - top) for one in found)
    ranked = sorted(found, key=lambda one: -one.score)
    return [Scored(one.referent, one.features, one.score, math.exp(one.score - top) / total) for one in ranked]


def _mark_only(kind: ExpressionKind, found: list[Scored]) -> list[Scored]:
    """Return the candidates, where one alone fits or is a firm with that as a feature more."""
    for name in ("fits", "firm"):
        places = [number for number, one in enumerate(found) if name in one.features]
        if len(places) == 1:
            one = found[places[0]]
            found[places[0]] = _score(kind, one.referent, {**one.features, f"{name}, alone": 1.0})
    return found


def find_candidates(cast: Cast, expression: Expression) -> list[Antecedent]:
    """Return what an expression may stand for: neither its kind nor its gender contradicts, and it does not hold it.

    "Lee's secretary" is not Lee.
    """
    labels, gender = _MAY_BE[expression.kind], expression.gender
    labels = labels - {"document"} if expression.label == "organisation" else labels  # "the campaign" is no report
    start, end = cast.spans.get(expression.position, expression.phrase)
    return [
        (referent, last)
        for referent, last in cast.find_reachable(expression.position)
        if referent.label in labels
        and not (referent.cluster and referent.cluster.label == "NORP")
        and not ("u" != referent.gender != gender != "u")
        and not _is_inside(referent, min(start, expression.phrase[0]), end)
    ]


def _is_inside(referent: Referent, start: int, end: int) -> bool:
    """Return whether something is named or referred to between two tokens."""
    named = last_before(referent.cluster, end) if referent.cluster else None
    return (named is not None and named.start >= start) or start <= referent.references[-1][0] < end


def find_later(cast: Cast, expression: Expression) -> list[Referent]:
    """Return those named soon after an expression for the first time: "The mayor said no. Ann Lee ..."."""
    if expression.kind not in {"he", "person", "thing"}:
        return []
    content = cast.contents.get(expression.position, (0, 0))
    own_end = max(expression.phrase[1], cast.spans.get(expression.position, (0, 0))[1])
    found: list[Referent] = []
    for cluster in cast.find_later(expression.position, _LATER_REACH):
        referent = cast.find_named(cluster)
        first = cluster.mentions[0].start
        clashes = "u" != referent.gender != expression.gender != "u"
        is_barred = clashes or first < own_end or content[0] <= first < content[1]
        if referent.label in _MAY_BE[expression.kind] and not is_barred:
            found.append(referent)
    return found[:_MOST_LATER]


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
