"""Clauses that say what somebody is called: "a packer who asked to be called only Jess"."""

from typing import Final

from tasks.quotes.naming.words.lexicon import CALLING
from tasks.quotes.naming.words.tokens import Tokens

_BETWEEN: Final = frozenset([",", "as", "by", "herself", "himself", "just", "name", "of", "only", "simply", "the"])
"""What may stand between "called" or the like and the name."""


def find_called(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Return the first word between two tokens that says what somebody is called, and the one behind it that may do so.

    Both are `end` where there is none.
    """
    verb = next((i for i in range(start, end) if tokens.lower[i] in CALLING), end)
    return verb, next((i for i in range(verb + 1, end) if tokens.lower[i] not in _BETWEEN), end)
