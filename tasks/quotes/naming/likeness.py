"""How well the words of a description fit what is known of a candidate."""

from collections.abc import Iterable
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.descriptions import find_fit
from tasks.quotes.naming.expressions import DEFINITE, INDEFINITE, Expression, is_mostly_unnamed, is_of
from tasks.quotes.naming.lexicon import read_kinds
from tasks.quotes.naming.referents import Cast, Referent

_ALIKE: Final = 0.5
"""Likeness of two nouns from which on they may stand for one thing: "airline" and "carrier"."""
_SMALL: Final = frozenset(["a", "an", "the", "'s", "s", "its", "his", "her", "their", "of", "for", "-", "and", "same"])
_OFFICES: Final = read_list("offices")
_FIRM_NOUNS: Final = read_list("firm_nouns")
_PLACE_NOUNS: Final = read_list("place_nouns")


def find_likeness(cast: Cast, expression: Expression, referent: Referent) -> dict[str, float]:
    """Return how well the words of a description fit what is known of a candidate."""
    tokens, head = cast.tokens, expression.position
    noun, cluster = tokens.folded[head], referent.cluster
    lemma = tokens.lemma[head].lower() or noun
    role_fit = find_fit(expression.role, cluster) if expression.role and cluster else 0.0
    offices = referent.heads & _OFFICES
    asked, kinds = _find_kinds([noun, lemma]), _find_kinds([*referent.heads, *(cluster.words if cluster else ())])
    is_body = referent.label == "organisation"
    is_other = is_body and bool(asked) and bool(kinds) and not asked & kinds
    words = set(tokens.folded[expression.phrase[0] : expression.phrase[1]]) - {noun}
    flags = {
        "role fits": role_fit >= 1.0,
        "role nearly fits": 0.0 < role_fit < 1.0,
        "role clash": expression.role is not None and bool(referent.heads) and role_fit == 0.0,
        "office clash": bool(referent.heads) and role_fit == 0.0 and (noun in _OFFICES or bool(offices)),
        "same noun": bool({noun, lemma} & referent.heads),
        "noun of its name": cluster is not None and noun in cluster.words,
        "firm": noun in _FIRM_NOUNS and is_body and not is_other,
        "kind of body": bool(asked & kinds),
        "other kind of body": is_other,
        "same kind": expression.label == referent.label,
        "place noun": noun in _PLACE_NOUNS and referent.label == "place",
    }
    flags["unfit, of"] = is_of(tokens, expression) and not role_fit
    flags["unfit, mostly unnamed"] = is_mostly_unnamed(tokens, expression) and not role_fit
    flags["fits"] = any(flags[name] for name in ("role fits", "same noun", "noun of its name"))
    likeness = max((tokens.compare(lemma, other) for other in referent.heads), default=0.0)
    own = words - DEFINITE - INDEFINITE - _SMALL
    is_alike = likeness >= _ALIKE or any(flags[name] for name in ("fits", "firm", "place noun"))
    is_alike = is_alike or (flags["kind of body"] and not own)
    flags["unlike"] = expression.kind == "thing" and not is_alike
    theirs = set(tokens.folded[slice(*referent.phrase)]) - referent.heads - DEFINITE - INDEFINITE - _SMALL
    flags["rival words"] = cluster is None and bool(own) and bool(theirs) and own.isdisjoint(theirs)
    modifiers = set(cluster.words) if cluster else set(tokens.folded[referent.phrase[0] : referent.phrase[1]])
    return {name: 1.0 for name, is_set in flags.items() if is_set} | {
        "likeness": likeness,
        "no nouns known": float(not referent.heads),
        "shared words": float(min(2, len(words & modifiers - DEFINITE - INDEFINITE))),
    }


def _find_kinds(words: Iterable[str]) -> set[str]:
    """Return the kinds of organisation that any of some folded words shows."""
    known = read_kinds()
    return {kind for word in words for kind in known.get(word, ())}
