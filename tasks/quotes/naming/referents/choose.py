"""Whom an expression stands for: a log-linear choice among all that was mentioned before, and somebody new.

Each candidate has the features of `features.py`; `choice_weights.json` holds a weight for each feature and kind of
expression, fitted by `tasks/quotes/training/naming_referents.py`. A softmax over the scores gives the chances.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.referents.candidates import find_candidates
from tasks.quotes.naming.referents.expressions import Expression, ExpressionKind, is_anonymous
from tasks.quotes.naming.referents.features import find_features
from tasks.quotes.naming.referents.later import find_later, find_later_features
from tasks.quotes.naming.referents.likeness import read_wording
from tasks.quotes.naming.referents.new import find_new_features, is_anaphoric, is_employer, is_named_next
from tasks.quotes.naming.referents.places import read_place
from tasks.quotes.naming.referents.referent import Cast, Referent
from tasks.quotes.naming.weights import read_weights

_FIT: Final = frozenset(["firm", "fits", "kind of body"])
_LEAD: Final = 2
"""Sentences in which a firm may stand before its name."""


@dataclass(slots=True)
class Scored:
    """A candidate of a choice; `referent` is None for somebody new."""

    referent: Referent | None
    features: Mapping[str, float]
    score: float
    chance: float = 0.0


def choose(cast: Cast, expression: Expression) -> list[Scored]:
    """Return the candidates of an expression with their chances, the likeliest first; pronouns may have none."""
    found = _list_candidates(cast, expression)
    found = _mark_only(expression.kind, found, is_lead=cast.tokens.sentence[expression.position] < _LEAD)
    top = max(one.score for one in found)
    total = sum(math.exp(one.score - top) for one in found)
    for one in found:
        one.chance = math.exp(one.score - top) / total
    return sorted(found, key=lambda one: -one.score)


def _list_candidates(cast: Cast, expression: Expression) -> list[Scored]:
    """Return all that an expression may stand for: mentioned before, named later, or new."""
    kind, place, wording = expression.kind, read_place(cast, expression), read_wording(cast.tokens, expression)
    is_withheld = is_anonymous(cast.tokens, expression)
    antecedents = find_candidates(cast, expression)
    if is_withheld or _is_brought_in(cast, expression):
        antecedents = [one for one in antecedents if _is_again(cast, expression, one[0])]
    rivals = len(antecedents)
    found = [_score(kind, one[0], find_features(cast, expression, place, wording, one, rivals)) for one in antecedents]
    is_known = bool(antecedents) and (is_anaphoric(cast, expression) or _is_speaker(cast, expression, found))
    later = find_later(cast, expression) if not (is_known or is_withheld) else []
    found += [_score(kind, one[0], find_later_features(cast, expression, wording, one)) for one in later]
    is_known = is_known or (is_employer(cast.tokens, expression) and any(_FIT & one.features.keys() for one in found))
    if not is_known and not is_named_next(cast, expression, later):
        found.append(_score(kind, None, find_new_features(cast, expression, rivals)))
    return found


def _score(kind: ExpressionKind, referent: Referent | None, features: Mapping[str, float]) -> Scored:
    weights, score = read_weights("choice_weights").get(kind, {}), 0.0
    for name, value in features.items():
        score += weights.get(name, 0.0) * value
    return Scored(referent, features, score)


def _is_speaker(cast: Cast, expression: Expression, found: Sequence[Scored]) -> bool:
    """Return whether "it" says something and is, of what was mentioned before, likeliest a body or a document."""
    if expression.kind != "it" or expression.position not in cast.contents:
        return False
    best = max(found, key=lambda one: one.score).referent
    return best is not None and best.label in {"organisation", "document"}


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


def _mark_only(kind: ExpressionKind, found: Sequence[Scored], *, is_lead: bool) -> list[Scored]:
    """Return the candidates, where one alone fits, or is a firm mentioned before, with that as a feature more."""
    marked = list(_keep_exact(kind, found))
    known = {"fits, alone": _list_having(marked, "fits"), "firm, alone": _list_firms(marked, is_lead=is_lead)}
    for name, numbers in known.items():
        if len(numbers) == 1:
            one = marked[numbers[0]]
            marked[numbers[0]] = _score(kind, one.referent, {**one.features, name: 1.0})
    return marked


def _keep_exact(kind: ExpressionKind, found: Sequence[Scored]) -> Iterable[Scored]:
    """Yield the candidates: where one is known by the very noun ("the chief"), what others are called fits no more."""
    is_exact = any("role fits" in one.features and "same noun" in one.features for one in found)
    for one in found:
        if is_exact and "role fits" in one.features and "same noun" not in one.features:
            kept = {name: value for name, value in one.features.items() if name not in {"role fits", "fits"}}
            yield _score(kind, one.referent, kept)
        else:
            yield one


def _list_firms(found: Sequence[Scored], *, is_lead: bool) -> list[int]:
    """Return the numbers of the firms mentioned before, of several those that have just spoken.

    In the first sentences firms that are named later will do.
    """
    fitting = [
        number  # "the health authority" is no "emergency department"
        for number in _list_having(found, "firm")
        if "unnamed" not in found[number].features or "same noun" in found[number].features
    ]
    earlier = [number for number in fitting if "later" not in found[number].features]
    firms = earlier if earlier or not is_lead else fitting
    if len(firms) < 2:
        return firms
    return [number for number in firms if {"last quoted", "sentences=1"} <= found[number].features.keys()]


def _list_having(found: Sequence[Scored], name: str) -> list[int]:
    """Return the numbers of the candidates that have a feature."""
    return [number for number, one in enumerate(found) if name in one.features]


def explain(kind: str, scored: Iterable[Scored]) -> Sequence[tuple[Scored, tuple[tuple[str, float], ...]]]:
    """Return each candidate with what every feature adds to its score, the largest first."""
    weights: Mapping[str, float] = read_weights("choice_weights").get(kind, {})
    explained = []
    for one in scored:
        reasons = [(name, weights.get(name, 0.0) * value) for name, value in one.features.items()]
        explained.append((one, tuple(sorted(reasons, key=lambda reason: -abs(reason[1])))))
    return explained
