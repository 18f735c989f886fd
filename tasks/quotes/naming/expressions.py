"""Pronouns and descriptions that may stand for something mentioned before."""

from dataclasses import dataclass
from typing import Final, Literal

from tasks.quotes.lists import read_list
from tasks.quotes.naming.lexicon import Gender
from tasks.quotes.naming.mentions import Role
from tasks.quotes.naming.roles import LESSER
from tasks.quotes.naming.tokens import TokenRange, Tokens
from tasks.quotes.quote import SpeakerLabel

type ExpressionKind = Literal["he", "they", "it", "person", "thing"]
"""A pronoun ("he" is also she), a description of a person, one of an organisation, document, group or place."""

DEFINITE: Final = frozenset(["the", "this", "that", "these", "those"])
INDEFINITE: Final = frozenset(["a", "an", "one", "another", "some", "any", "every", "each", "no", "other", "several"])
_LINKS: Final = frozenset(["of", "for", "at", "from", "by"])
_NAMES: Final = frozenset(["name", "named", "names", "identified", "identify"])
_DENIALS: Final = frozenset(["declined", "not", "n't", "n’t", "refused", "withheld", "without"])
_WITHHELD: Final = 16
"""Tokens of a clause that says that a name was withheld."""
_UNNAMED: Final = read_list("unnamed_roles")


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
    return not _LINKS.isdisjoint(after)


def is_withheld(tokens: Tokens, end: int) -> bool:
    """Return whether what follows a description says that there is no name: "who asked not to be named"."""
    start = end + (tokens.words[end : end + 1] == [","])
    behind = tokens.lower[start : start + _WITHHELD]
    behind = behind[: next((n for n, word in enumerate(behind) if word in {".", "“", '"', "\n"}), len(behind))]
    is_clause = behind[:1] in (["who"], ["whose"], ["on"], ["speaking"], ["asking"])
    return is_clause and ("anonymity" in behind or not (_NAMES.isdisjoint(behind) or _DENIALS.isdisjoint(behind)))


def is_mostly_unnamed(tokens: Tokens, expression: Expression) -> bool:
    """Return whether a description is of those whom articles mostly leave unnamed: "the source", "a deputy"."""
    role = expression.role
    return tokens.folded[expression.position] in _UNNAMED or (role is not None and bool(role.modifiers & LESSER))
