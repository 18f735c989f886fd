"""How well the words of a description fit what is known of a candidate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.referents.expressions import DEFINITE, INDEFINITE, Expression, is_mostly_unnamed, is_of
from tasks.quotes.naming.referents.referent import Cast, Referent
from tasks.quotes.naming.referents.roles import FORMER, find_fit
from tasks.quotes.naming.words.lexicon import read_kinds
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

    lemma: str
    nouns: frozenset[str]
    """Its head noun as it stands, and the base form."""
    telling: frozenset[str]
    """Its other words, without articles and the like."""
    own: frozenset[str]
    """Those that say which one it is."""
    kinds: frozenset[str]
    """The kinds of organisation that its noun shows."""
    is_of: bool
    is_mostly_unnamed: bool


def read_wording(tokens: Tokens, expression: Expression) -> Wording | None:
    """Return the words of a description; a pronoun has none."""
    if expression.kind not in {"person", "thing"}:
        return None
    noun = tokens.folded[expression.position]
    lemma = tokens.lemma[expression.position].lower() or noun
    words = frozenset(tokens.folded[slice(*expression.phrase)]) - {noun}
    kinds, has_link = frozenset(find_kinds([noun, lemma])), is_of(tokens, expression)
    is_unnamed = is_mostly_unnamed(tokens, expression)
    telling = words - DEFINITE - INDEFINITE
    return Wording(lemma, frozenset([noun, lemma]), telling, words - COMMON, kinds, has_link, is_unnamed)


def find_likeness(cast: Cast, expression: Expression, wording: Wording | None, referent: Referent) -> dict[str, float]:
    """Return how well the words of a description fit what is known of a candidate; nothing for a pronoun."""
    if wording is None:
        return {}
    tokens, cluster, heads = cast.tokens, referent.cluster, referent.heads
    nouns, asked = wording.nouns, wording.kinds
    noun = tokens.folded[expression.position]
    role_fit = find_fit(expression.role, cluster) if expression.role and cluster else 0.0
    known = cluster.roles if cluster and expression.role and not role_fit else ()
    is_rival = any(expression.role and one.head == expression.role.head for one in known)  # of another country
    is_past = not FORMER.isdisjoint(wording.telling) and tokens.lower[expression.phrase[0]] == "the"
    is_body = referent.label == "organisation"
    kinds = find_kinds([*heads, *(cluster.words if cluster else ())]) if asked else set()
    is_other = is_body and bool(asked) and bool(kinds) and asked.isdisjoint(kinds)
    flags = {
        "role fits": role_fit >= 1.0,
        "role nearly fits": 0.0 < role_fit < 1.0,
        "role clash": expression.role is not None and bool(heads) and role_fit == 0.0,
        "office clash": bool(heads)
        and role_fit == 0.0
        and not is_past
        and (noun in _OFFICES or is_rival or not heads.isdisjoint(_OFFICES))
        and noun not in _PARTIES,
        "same noun": not (is_rival or nouns.isdisjoint(heads)),
        "noun of its name": cluster is not None and noun in cluster.words,
        "firm": noun in _FIRM_NOUNS and is_body and not is_other,
        "kind of body": not asked.isdisjoint(kinds),
        "other kind of body": is_other,
        "same kind": expression.label == referent.label,
        "place noun": noun in _PLACE_NOUNS and referent.label == "place",
        "unfit, of": wording.is_of and not role_fit,
        "unfit, mostly unnamed": wording.is_mostly_unnamed and not role_fit,
    }
    flags["fits"] = flags["role fits"] or flags["same noun"] or flags["noun of its name"]
    likeness = max([tokens.compare(wording.lemma, other) for other in heads], default=0.0)
    is_alike = likeness >= _ALIKE or flags["fits"] or flags["firm"] or flags["place noun"]
    is_alike = is_alike or (flags["kind of body"] and not wording.own)
    flags["unlike"] = expression.kind == "thing" and not is_alike
    theirs = cluster.words if cluster else tokens.folded[slice(*referent.phrase)]
    rivals = frozenset(theirs) - heads - COMMON if cluster is None and wording.own else frozenset()
    flags["rival words"] = bool(rivals) and rivals.isdisjoint(wording.own)
    found = {name: 1.0 for name, is_set in flags.items() if is_set}
    found["likeness"], found["no nouns known"] = likeness, float(not heads)
    found["shared words"] = float(min(2, len(wording.telling.intersection(theirs))))
    return found


def find_kinds(words: Iterable[str]) -> set[str]:
    """Return the kinds of organisation that any of some folded words shows."""
    known = read_kinds()
    return {kind for word in words for kind in known.get(word, ())}
