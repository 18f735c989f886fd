"""Bylines: the lines among the first ones of an article that say who wrote it."""

from typing import Final

from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.words.tokens import Tokens

_LINES: Final = 3


def is_byline(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name stands in a line "By Ann Lee" among the first lines."""
    start, end = mention.start, mention.end
    if not start or tokens.lower[start - 1] != "by" or tokens.paragraph[start] > _LINES:
        return False
    opens = start == 1 or "\n" in tokens.words[start - 2]
    return opens and (end == len(tokens) or "\n" in tokens.words[end] or tokens.words[end] == ",")
