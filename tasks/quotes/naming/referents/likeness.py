"""How well the words of a description fit what is known of a candidate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster, Role
from tasks.quotes.naming.referents.expressions import DEFINITE, INDEFINITE, Expression, is_mostly_unnamed, is_of
from tasks.quotes.naming.referents.referent import Cast, Referent
from tasks.quotes.naming.referents.roles import FORMER, find_fit
from tasks.quotes.naming.words.lexicon import read_kinds
from tasks.quotes.naming.words.tokens import Tokens

_ALIKE: Final = 0.5
"""Likeness of two nouns from which on they may stand for one thing: "airline" and "carrier"."""
_SMALL: Final = frozenset(["'s", "s", "its", "his", "her", "their", "of", "for", "-", "and", "same"])
COMMON: Final = DEFINITE | INDEFINITE | _SMALL
_OFFICES: Final = read_list("offices")
_PARTIES: Final = read_list("parties")
_FIRM_NOUNS: Final = read_list("firm_nouns")
_PLACE_NOUNS: Final = read_list("place_nouns")
_FITTING: Final = frozenset(["role fits", "same noun", "noun of its name"])
_LIKE: Final = frozenset(["fits", "firm", "place noun"])


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a description, read once for all candidates."""

    noun: str
    lemma: str
    """The base form of its head noun."""
    telling: frozenset[str]
    """Its other words, without articles and the like."""
    own: frozenset[str]
    """Those that say which one it is."""
    kinds: frozenset[str]
    """The kinds of organisation that its noun shows."""
    is_of: bool
    is_mostly_unnamed: bool
    is_past: bool
    """Whether it is of somebody who was something: "the former president"."""


def read_wording(tokens: Tokens, expression: Expression) -> Wording | None:
    """Return the words of a description; a pronoun has none."""
    if expression.kind not in {"person", "thing"}:
        return None
    noun, lemma = tokens.folded[expression.position], tokens.base(expression.position)
    words = frozenset(tokens.folded[slice(*expression.phrase)]) - {noun}
    telling = words - DEFINITE - INDEFINITE
    return Wording(
        noun=noun,
        lemma=lemma,
        telling=telling,
        own=words - COMMON,
        kinds=frozenset(find_kinds([noun, lemma])),
        is_of=is_of(tokens, expression),
        is_mostly_unnamed=is_mostly_unnamed(tokens, expression),
        is_past=tokens.lower[expression.phrase[0]] == "the" and not FORMER.isdisjoint(telling),
    )


def find_likeness(cast: Cast, expression: Expression, wording: Wording | None, referent: Referent) -> dict[str, float]:
    """Return how well the words of a description fit what is known of a candidate; nothing for a pronoun."""
    if wording is None:
        return {}
    tokens, cluster, heads = cast.tokens, referent.cluster, referent.heads
    fit = find_fit(expression.role, cluster) if expression.role and cluster else 0.0
    is_rival = not fit and _has_same_head(expression.role, cluster)
    names = _compare_roles(expression, wording, referent, fit, is_rival)
    names += _compare_nouns(expression, wording, referent, is_rival)
    if wording.is_of and not fit:
        names.append("unfit, of")
    if wording.is_mostly_unnamed and not fit:
        names.append("unfit, mostly unnamed")
    if not _FITTING.isdisjoint(names):
        names.append("fits")
    likeness = max([tokens.compare(wording.lemma, other) for other in heads], default=0.0)
    is_alike = likeness >= _ALIKE or not _LIKE.isdisjoint(names) or ("kind of body" in names and not wording.own)
    if expression.kind == "thing" and not is_alike:
        names.append("unlike")
    theirs = cluster.words if cluster else tokens.folded[slice(*referent.phrase)]
    if cluster is None and wording.own:
        rivals = frozenset(theirs) - heads - COMMON
        if rivals and rivals.isdisjoint(wording.own):
            names.append("rival words")
    found = dict.fromkeys(names, 1.0)
    found["likeness"], found["no nouns known"] = likeness, float(not heads)
    found["shared words"] = float(min(2, len(wording.telling.intersection(theirs))))
    return found


def _has_same_head(role: Role | None, cluster: Cluster | None) -> bool:
    """Return whether a role is one that somebody is known by, as that of another country is that does not fit."""
    return role is not None and cluster is not None and any(one.head == role.head for one in cluster.roles)


def _compare_roles(
    expression: Expression, wording: Wording, referent: Referent, fit: float, is_rival: bool
) -> list[str]:
    """Return how the role of a description fits those of a candidate."""
    heads, noun = referent.heads, wording.noun
    if fit:
        return ["role fits" if fit >= 1.0 else "role nearly fits"]
    if not heads:
        return []
    names = ["role clash"] if expression.role is not None else []
    is_office = is_rival or noun in _OFFICES or not heads.isdisjoint(_OFFICES)
    if is_office and not wording.is_past and noun not in _PARTIES:
        names.append("office clash")
    return names


def _compare_nouns(expression: Expression, wording: Wording, referent: Referent, is_rival: bool) -> list[str]:
    """Return what the noun of a description has in common with the nouns, the name and the kind of a candidate."""
    cluster, heads, noun, asked = referent.cluster, referent.heads, wording.noun, wording.kinds
    kinds = find_kinds([*heads, *(cluster.words if cluster else ())]) if asked else ()
    is_body, is_same_kind = referent.label == "organisation", not asked.isdisjoint(kinds)
    is_other = bool(is_body and kinds and not is_same_kind)
    names = []
    if not is_rival and (noun in heads or wording.lemma in heads):
        names.append("same noun")
    if cluster is not None and noun in cluster.words:
        names.append("noun of its name")
    if is_body and not is_other and noun in _FIRM_NOUNS:
        names.append("firm")
    if is_same_kind:
        names.append("kind of body")
    if is_other:
        names.append("other kind of body")
    if expression.label == referent.label:
        names.append("same kind")
    if referent.label == "place" and noun in _PLACE_NOUNS:
        names.append("place noun")
    return names


def find_kinds(words: Iterable[str]) -> set[str]:
    """Return the kinds of organisation that any of some folded words shows."""
    known = read_kinds()
    return {kind for word in words for kind in known.get(word, ())}
