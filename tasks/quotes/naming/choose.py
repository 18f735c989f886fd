"""Whom an expression stands for: a log-linear choice among all that was mentioned before, and somebody new.

Each candidate has the features below; `choice_weights.json` holds a weight for each feature and kind of expression,
fitted by `tasks/quotes/training/naming_choice.py`. A softmax over the scores gives the chances.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tasks.quotes.lists import read_list
from tasks.quotes.naming.clusters import last_before
from tasks.quotes.naming.descriptions import LESSER, find_fit
from tasks.quotes.naming.lexicon import ATTRIBUTING_VERBS, SUBJECTS, Gender, read_weights
from tasks.quotes.naming.mentions import Role
from tasks.quotes.naming.names import is_acronym
from tasks.quotes.naming.referents import Antecedent, Cast, Referent
from tasks.quotes.naming.tokens import TokenRange, Tokens
from tasks.quotes.quote import SpeakerLabel

type ExpressionKind = Literal["he", "they", "it", "person", "thing"]
"""A pronoun ("he" is also she), a description of a person, one of an organisation, document, group or place."""

_LONGEST_CHAIN: Final = 20
_ALIKE: Final = 0.5
"""Likeness of two nouns from which on they may stand for one thing: "airline" and "carrier"."""
_LATER_REACH: Final = 120
"""Tokens behind an expression in which somebody may be named for the first time."""
_MOST_LATER: Final = 4
_OPENING: Final = 2
"""Paragraphs at the start, headline and first, in which people come up before their names do."""
_OBJECT_ROLES: Final = frozenset(["poss", "pobj", "dobj", "conj"])
_DEFINITE: Final = frozenset(["the", "this", "that", "these", "those"])
_INDEFINITE: Final = frozenset(["a", "an", "one", "another", "some", "any", "every", "each", "no", "other", "several"])
_SMALL: Final = frozenset(["a", "an", "the", "'s", "s", "its", "his", "her", "their", "of", "for", "-", "and", "same"])
_FITTING: Final = frozenset(["fits", "firm", "place noun"])
_LINKS: Final = frozenset(["of", "for", "at", "from", "by"])
_ASKING: Final = frozenset(["ask", "press", "question", "quiz", "challenge", "interview"])
_UNNAMED: Final = read_list("unnamed_roles")
_OFFICES: Final = read_list("offices")
_FIRM_NOUNS: Final = read_list("firm_nouns")
_PLACE_NOUNS: Final = read_list("place_nouns")
_PUBLIC_BODIES: Final = read_list("public_bodies")
_MAY_BE: Final[Mapping[ExpressionKind, frozenset[SpeakerLabel]]] = {
    "he": frozenset(["person", "unknown"]),
    "person": frozenset(["person", "unknown"]),
    "they": frozenset(["person", "organisation", "group", "place", "unknown"]),
    "it": frozenset(["organisation", "document", "place", "unknown"]),
    "thing": frozenset(["organisation", "document", "group", "place", "unknown"]),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A pronoun or description that may stand for something mentioned before."""

    position: int
    """Its pronoun or head noun."""
    kind: ExpressionKind
    label: SpeakerLabel
    """What its head noun stands for; "unknown" for most pronouns."""
    gender: Gender
    phrase: TokenRange
    role: Role | None = None
    """A person's description, reduced to what is compared."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate of a choice; `referent` is None for somebody new."""

    referent: Referent | None
    features: Mapping[str, float]
    score: float
    chance: float = 0.0


def choose(cast: Cast, expression: Expression) -> list[Scored]:
    """Return the candidates of an expression with their chances, the likeliest first; pronouns may have none."""
    antecedents = find_candidates(cast, expression)
    found = [
        _score(expression.kind, referent, find_features(cast, expression, referent, last, len(antecedents)))
        for referent, last in antecedents
    ]
    found += [
        _score(expression.kind, referent, find_later_features(cast, expression, referent))
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
    weights: Mapping[str, float] = read_weights("choice_weights").get(kind, {})
    return Scored(referent, features, sum(weights.get(name, 0.0) * value for name, value in features.items()))


def find_features(
    cast: Cast, expression: Expression, referent: Referent, last: tuple[int, str], rivals: int
) -> dict[str, float]:
    """Return the features of one candidate that are not 0."""
    likeness = _find_likeness(cast, expression, referent) if expression.kind in {"person", "thing"} else {}
    fits = not _FITTING.isdisjoint(likeness)
    features = _find_place(cast, expression, referent, last, fits) | likeness
    pronoun = {"m": "he", "f": "she"}.get(expression.gender, expression.kind)
    flags = {
        f"is {referent.label}": True,
        "same gender": referent.gender == expression.gender != "u",
        "last by pronoun": cast.last_by_pronoun.get(pronoun) is referent,
        "unnamed": referent.cluster is None,
        "main": cast.main is referent,
        "last quoted": cast.last_speaker is referent,
        "alone": rivals == 1,
    }
    return features | {name: 1.0 for name, is_set in flags.items() if is_set}


def find_later_features(cast: Cast, expression: Expression, referent: Referent) -> dict[str, float]:
    """Return the features of somebody who is named later."""
    tokens, position = cast.tokens, expression.position
    first = referent.cluster.mentions[0].start if referent.cluster else position + 1
    likeness = _find_likeness(cast, expression, referent) if expression.kind in {"person", "thing"} else {}
    flags = {
        "later": True,
        "later, opening": tokens.paragraph[position] < _OPENING,
        "later, next named": cast.is_next_named(referent, position),
        "later, same paragraph": tokens.paragraph[position] == tokens.paragraph[first],
        "later, subject": tokens.dep[referent.cluster.mentions[0].end - 1] in SUBJECTS if referent.cluster else False,
        "same gender": referent.gender == expression.gender != "u",
    }
    flags |= {"later, opening, fits": flags["later, opening"] and "fits" in likeness}
    found = {name: 1.0 for name, is_set in flags.items() if is_set} | likeness
    return found | {"later, distance": math.log1p(first - position) / 2}


def _find_place(
    cast: Cast, expression: Expression, referent: Referent, last: tuple[int, str], fits: bool
) -> dict[str, float]:
    """Return where the last reference stands: how far, in which part of its clause, whether it speaks.

    What a description fits by its words may stand far away.
    """
    tokens, (before, kind), position = cast.tokens, last, expression.position
    sentences = max(0, tokens.sentence[position] - tokens.sentence[before])
    at = before
    for _ in range(_LONGEST_CHAIN):  # an apposition names again: "daughter" in "her daughter, Elaine"
        at = tokens.head[at] if tokens.dep[at] == "appos" else at
    dep, own_dep = tokens.dep[at], tokens.dep[position]
    is_subject, own_subject, own_possessive = dep in SUBJECTS, own_dep in SUBJECTS, tokens.tag[position] == "PRP$"
    same = sentences == 0
    says = before in cast.contents or (is_subject and tokens.lemma[tokens.head[at]] in ATTRIBUTING_VERBS)
    own_says = position in cast.contents or (own_subject and tokens.lemma[tokens.head[position]] in ATTRIBUTING_VERBS)
    flags = {
        f"sentences={min(3, sentences)}": True,
        "other paragraph": tokens.paragraph[position] != tokens.paragraph[before],
        "subject": is_subject,
        "subject, same sentence": is_subject and same,
        "subject, sentence before": is_subject and sentences == 1,
        "speaks": says,
        "both speak": says and own_says,
        dep: dep in _OBJECT_ROLES,
        "pronoun": kind == "pronoun",
        "description": kind == "description",
        "quoted": tokens.is_quoted[before],
        "asks": _asks(tokens, at),
        "own possessive, same sentence": own_possessive and same,
        "both subjects": own_subject and is_subject,
        "own object, subject of same sentence": not own_possessive and not own_subject and same and is_subject,
        "own subject, same sentence": own_subject and same,
    }
    return {name: 1.0 for name, is_set in flags.items() if is_set} | {
        "distance, fitting" if fits else "distance": math.log(position - before) / 2,
        "sentences, fitting" if fits else "sentences": min(sentences, 12) / 4,
        "frequency": math.log1p(len(referent.references)),
    }


def _asks(tokens: Tokens, i: int) -> bool:
    """Return whether somebody asks a question: "Asked by Lee whether it was safe, he said"."""
    by = tokens.head[i]
    verb = tokens.head[by] if tokens.lower[by] == "by" else by
    is_asker = tokens.lower[by] == "by" or tokens.dep[i] == "nsubj"
    return is_asker and tokens.lemma[verb] in _ASKING


def _find_likeness(cast: Cast, expression: Expression, referent: Referent) -> dict[str, float]:
    """Return how well the words of a description fit what is known of a candidate."""
    tokens, head = cast.tokens, expression.position
    noun, cluster = tokens.folded[head], referent.cluster
    lemma = tokens.lemma[head].lower() or noun
    role_fit = find_fit(expression.role, cluster) if expression.role and cluster else 0.0
    offices = referent.heads & _OFFICES
    words = set(tokens.folded[expression.phrase[0] : expression.phrase[1]]) - {noun}
    flags = {
        "role fits": role_fit >= 1.0,
        "role nearly fits": 0.0 < role_fit < 1.0,
        "role clash": expression.role is not None and bool(referent.heads) and role_fit == 0.0,
        "office clash": bool(referent.heads) and role_fit == 0.0 and (noun in _OFFICES or bool(offices)),
        "same noun": bool({noun, lemma} & referent.heads),
        "noun of its name": cluster is not None and noun in cluster.words,
        "firm": noun in _FIRM_NOUNS and _is_firm(referent),
        "same kind": expression.label == referent.label,
        "place noun": noun in _PLACE_NOUNS and referent.label == "place",
    }
    flags["unfit, of"] = _is_of(tokens, expression) and not role_fit
    flags["unfit, mostly unnamed"] = _is_mostly_unnamed(tokens, expression) and not role_fit
    flags["fits"] = any(flags[name] for name in ("role fits", "same noun", "noun of its name"))
    likeness = max((tokens.compare(lemma, other) for other in referent.heads), default=0.0)
    is_alike = flags["fits"] or flags["firm"] or flags["place noun"] or likeness >= _ALIKE
    flags["unlike"] = expression.kind == "thing" and not is_alike
    own = words - _DEFINITE - _INDEFINITE - _SMALL
    theirs = set(tokens.folded[slice(*referent.phrase)]) - referent.heads - _DEFINITE - _INDEFINITE - _SMALL
    flags["rival words"] = cluster is None and bool(own) and bool(theirs) and own.isdisjoint(theirs)
    modifiers = set(cluster.words) if cluster else set(tokens.folded[referent.phrase[0] : referent.phrase[1]])
    return {name: 1.0 for name, is_set in flags.items() if is_set} | {
        "likeness": likeness,
        "no nouns known": float(not referent.heads),
        "shared words": float(min(2, len(words & modifiers - _DEFINITE - _INDEFINITE))),
    }


def _is_of(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a description says of what or where somebody is: "the head of the union"."""
    after = tokens.lower[expression.position : expression.phrase[1]]
    return not _LINKS.isdisjoint(after)


def _is_mostly_unnamed(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a description is of those whom articles mostly leave unnamed: "the source", "a deputy"."""
    role = expression.role
    return tokens.folded[expression.position] in _UNNAMED or (role is not None and bool(role.modifiers & LESSER))


def _is_firm(referent: Referent) -> bool:
    """Return whether "the company" may be a referent: a named organisation that is no public body, or another firm."""
    if referent.label != "organisation":
        return False
    cluster = referent.cluster
    return bool(referent.heads & _FIRM_NOUNS) if cluster is None else _PUBLIC_BODIES.isdisjoint(cluster.words)


def find_new_features(cast: Cast, expression: Expression, rivals: int) -> dict[str, float]:
    """Return the features of somebody new, or of nobody: how the description begins, and what its noun is."""
    tokens, head = cast.tokens, expression.position
    start, first = expression.phrase[0], tokens.folded[expression.phrase[0]]
    before = tokens.folded[head - 1] if head > start else ""
    is_mostly_unnamed, is_of = _is_mostly_unnamed(tokens, expression), _is_of(tokens, expression)
    is_anaphoric = first in _DEFINITE and not is_of and not is_mostly_unnamed and head - start < 4
    flags = {
        "new": True,
        "new, definite": first in _DEFINITE,
        "new, indefinite": first in _INDEFINITE,
        "new, possessive": tokens.tag[start] == "PRP$",
        "new, of somebody": not {"'s", "'"}.isdisjoint(tokens.lower[start:head]),
        "new, anaphoric": is_anaphoric,
        "new, bare": start == head,
        "new, of": is_of,
        "new, mostly unnamed": is_mostly_unnamed,
        "new, of an acronym": is_acronym(tokens.words[head - 1]) and before not in {"gop", "us", "uk", "eu"},
        "new, modified": head - start > 1,
        "new, subject": head in cast.contents or tokens.dep[head] in SUBJECTS,
        "new, alone": rivals == 0,
        "new, speaks": head in cast.contents and expression.kind in {"he", "they", "it"},
        "new, opening": tokens.paragraph[head] < _OPENING,
        "new, age": tokens.lower[head] == "old",
        f"new {expression.label}": True,
    }
    return {name: 1.0 for name, is_set in flags.items() if is_set}


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
