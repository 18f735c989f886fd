"""How well the words of a description fit what is known of a candidate."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.referents.expressions import DEFINITE, INDEFINITE, Expression, is_mostly_unnamed, is_of
from tasks.quotes.naming.referents.referent import Cast, Referent
from tasks.quotes.naming.referents.roles import find_fit
from tasks.quotes.naming.words.lexicon import read_kinds
from tasks.quotes.naming.words.titles import FORMER
from tasks.quotes.naming.words.tokens import Tokens

_ALIKE: Final = 0.5
"""Likeness of two nouns from which on they may stand for one thing: "airline" and "carrier"."""
_SMALL: Final = frozenset(["a", "an", "the", "'s", "s", "its", "his", "her", "their", "of", "for", "-", "and", "same"])
COMMON: Final = DEFINITE | INDEFINITE | _SMALL
_OFFICES: Final = read_list("offices")
_PARTIES: Final = read_list("parties")
_FIRM_NOUNS: Final = read_list("firm_nouns")
_PLACE_NOUNS: Final = read_list("place_nouns")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a description, read once for all candidates."""

    noun: str
    """Its head noun as it stands."""
    lemma: str
    nouns: frozenset[str]
    """Both."""
    telling: frozenset[str]
    """Its other words, without articles and the like."""
    own: frozenset[str]
    """Those that say which one it is."""
    kinds: frozenset[str]
    """The kinds of organisation that its noun shows."""
    is_of: bool
    is_mostly_unnamed: bool
    is_past: bool
    """Whether it says that somebody was something: "the former mayor"."""


def read_wording(tokens: Tokens, expression: Expression) -> Wording | None:
    """Return the words of a description; a pronoun has none."""
    if expression.kind not in {"person", "thing"}:
        return None
    noun = tokens.folded[expression.position]
    lemma = tokens.lemma[expression.position].lower() or noun
    words = frozenset(tokens.folded[slice(*expression.phrase)]) - {noun}
    telling = words - DEFINITE - INDEFINITE
    return Wording(
        noun,
        lemma,
        frozenset([noun, lemma]),
        telling,
        words - COMMON,
        frozenset(find_kinds([noun, lemma])),
        is_of(tokens, expression),
        is_mostly_unnamed(tokens, expression),
        not FORMER.isdisjoint(telling) and tokens.lower[expression.phrase[0]] == "the",
    )


def find_likeness(cast: Cast, expression: Expression, wording: Wording, referent: Referent) -> dict[str, float]:
    """Return how well the words of a description fit what is known of a candidate."""
    cluster, heads = referent.cluster, referent.heads
    found = _find_role(expression, wording, referent)
    if cluster is not None and wording.noun in cluster.words:
        found["noun of its name"] = 1.0
    if "role fits" in found or "same noun" in found or "noun of its name" in found:
        found["fits"] = 1.0
    found |= _find_kind(expression, wording, referent)
    likeness = max([cast.tokens.compare(wording.lemma, other) for other in heads], default=0.0)
    if expression.kind == "thing" and likeness < _ALIKE and not _is_alike(wording, found):
        found["unlike"] = 1.0
    theirs = cluster.words if cluster else cast.tokens.folded[slice(*referent.phrase)]
    if cluster is None and wording.own:
        rivals = frozenset(theirs) - heads - COMMON
        if rivals and rivals.isdisjoint(wording.own):
            found["rival words"] = 1.0
    found["likeness"], found["no nouns known"] = likeness, float(not heads)
    found["shared words"] = float(min(2, len(wording.telling.intersection(theirs))))
    return found


def _is_alike(wording: Wording, found: Mapping[str, float]) -> bool:
    """Return whether a description may be of somebody or something, however unlike the nouns are."""
    if "fits" in found or "firm" in found or "place noun" in found:
        return True
    return "kind of body" in found and not wording.own


def _find_role(expression: Expression, wording: Wording, referent: Referent) -> dict[str, float]:
    """Return the features of what somebody is called: by the noun of the description and, of a person, by its role."""
    role, cluster, heads = expression.role, referent.cluster, referent.heads
    is_called = not wording.nouns.isdisjoint(heads)
    fit = find_fit(role, cluster) if role and cluster else 0.0
    if fit > 0.0:
        found = {"role fits" if fit >= 1.0 else "role nearly fits": 1.0}
        return {**found, "same noun": 1.0} if is_called else found
    known = cluster.roles if cluster and role else ()
    is_rival = role is not None and any(one.head == role.head for one in known)  # of another country
    flags = {
        "same noun": is_called and not is_rival,
        "role clash": role is not None and bool(heads),
        "office clash": bool(heads) and _clashes(wording, heads, is_rival=is_rival),
        "unfit, of": wording.is_of,
        "unfit, mostly unnamed": wording.is_mostly_unnamed,
    }
    return {name: 1.0 for name, is_set in flags.items() if is_set}


def _clashes(wording: Wording, heads: Set[str], *, is_rival: bool) -> bool:
    """Return whether two offices differ, which nobody has at once: "the president" and "the governor"."""
    if wording.is_past or wording.noun in _PARTIES:
        return False
    return is_rival or wording.noun in _OFFICES or not heads.isdisjoint(_OFFICES)


def _find_kind(expression: Expression, wording: Wording, referent: Referent) -> dict[str, float]:
    """Return the features of what kind of thing somebody or something is."""
    found: dict[str, float] = {}
    if expression.label == referent.label:
        found["same kind"] = 1.0
    if referent.label == "place" and wording.noun in _PLACE_NOUNS:
        found["place noun"] = 1.0
    is_body = referent.label == "organisation"
    if wording.kinds:
        names = referent.cluster.words if referent.cluster else ()
        kinds = find_kinds([*referent.heads, *names])
        if not wording.kinds.isdisjoint(kinds):
            found["kind of body"] = 1.0
        elif is_body and kinds:
            found["other kind of body"] = 1.0
    if is_body and wording.noun in _FIRM_NOUNS and "other kind of body" not in found:
        found["firm"] = 1.0
    return found


def find_kinds(words: Iterable[str]) -> set[str]:
    """Return the kinds of organisation that any of some folded words shows."""
    known = read_kinds()
    return {kind for word in words for kind in known.get(word, ())}
