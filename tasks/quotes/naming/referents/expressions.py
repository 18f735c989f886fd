"""Pronouns and descriptions that may stand for something mentioned before."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Role
from tasks.quotes.naming.referents.roles import LESSER
from tasks.quotes.naming.words.lexicon import Gender
from tasks.quotes.naming.words.tokens import TokenRange, Tokens
from tasks.quotes.quote import SpeakerLabel

type ExpressionKind = Literal["he", "they", "it", "person", "thing"]
"""A pronoun ("he" is also she), a description of a person, one of an organisation, document, group or place."""

MAY_BE: Final[Mapping[ExpressionKind, frozenset[SpeakerLabel]]] = {
    "he": frozenset(["person", "unknown"]),
    "person": frozenset(["person", "unknown"]),
    "they": frozenset(["person", "organisation", "group", "place", "unknown"]),
    "it": frozenset(["organisation", "document", "place", "unknown"]),
    "thing": frozenset(["organisation", "document", "group", "place", "unknown"]),
}
"""Kind of an expression → what it may stand for."""
DEFINITE: Final = frozenset(["the", "this", "that", "these", "those"])
INDEFINITE: Final = frozenset(["a", "an", "one", "another", "some", "any", "every", "each", "no", "other", "several"])
_LINKS: Final = frozenset(["of", "for", "at", "from", "by"])
_NAMES: Final = frozenset(["name", "named", "names", "identified", "identify"])
_DENIALS: Final = frozenset(["declined", "not", "n't", "n’t", "refused", "withheld", "without"])
_WITHHELD: Final = 16
"""Tokens of a clause that says that a name was withheld."""
_UNNAMED: Final = read_list("unnamed_roles")
_NAMED: Final = frozenset(["identified", "named", "quoted"])
_REFUSING: Final = frozenset(["not", "n't", "declined", "declining", "refused", "refusing"])
_SENTENCE: Final = 40
"""Tokens of a sentence that are looked at."""


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


def is_of(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a description says of what or where somebody is: "the head of the union"."""
    after = tokens.lower[expression.position : expression.phrase[1]]
    return not (_LINKS.isdisjoint(after) or is_parent(tokens, expression))


def is_parent(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a description counts somebody's children: "the mother of five" may be anybody who was named."""
    behind = expression.position + 1
    is_of = tokens.lower[behind : behind + 1] == ["of"]
    is_definite = tokens.lower[expression.phrase[0]] in DEFINITE
    return is_of and is_definite and tokens.pos[behind + 1 : behind + 2] == ["NUM"]


def is_anonymous(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a sentence says that somebody in it stays unnamed: "an official who asked not to be named".

    Of "the owner" the clause right behind says so.
    """
    start, end = expression.phrase
    if expression.kind != "person":
        return False
    if tokens.lower[start] not in INDEFINITE:
        return _is_withheld(tokens, end)
    last = min(len(tokens), start + _SENTENCE)
    words = [tokens.lower[i] for i in range(start, last) if tokens.sentence[i] == tokens.sentence[start]]
    is_named = any(one in _NAMED and other == "be" for other, one in pairwise(words))
    return "anonymity" in words or (is_named and not _REFUSING.isdisjoint(words))


def _is_withheld(tokens: Tokens, end: int) -> bool:
    """Return whether what follows a description says that there is no name: "who did not wish to be named"."""
    start = end + (tokens.words[end : end + 1] == [","])
    behind = tokens.lower[start : start + _WITHHELD]
    behind = behind[: next((n for n, word in enumerate(behind) if word in {".", "“", '"', "\n"}), len(behind))]
    is_clause = behind[:1] in (["who"], ["whose"], ["on"], ["speaking"], ["asking"])
    return is_clause and ("anonymity" in behind or not (_NAMES.isdisjoint(behind) or _DENIALS.isdisjoint(behind)))


def is_mostly_unnamed(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a description is of those whom articles mostly leave unnamed: "the source", "a deputy"."""
    role = expression.role
    is_unnamed = tokens.folded[expression.position] in _UNNAMED and not is_parent(tokens, expression)
    return is_unnamed or (role is not None and bool(role.modifiers & LESSER))
