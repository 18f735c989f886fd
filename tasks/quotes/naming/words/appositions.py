"""Appositions: what the phrase beside a name calls it, as "the valley's trucking company" behind "Calder Haulage"."""

from typing import Final

from tasks.quotes.naming.words.lexicon import ARTICLES
from tasks.quotes.naming.words.nouns import find_label
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import SpeakerLabel

_LONGEST: Final = 12
"""Tokens of an apposition."""
_PARTS: Final = frozenset(["DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV"])


def find_apposed_label(tokens: Tokens, start: int, end: int) -> SpeakerLabel | None:
    """Return the kind by what the phrase after or before a name calls it, or None where no such phrase stands.

    "Calder Haulage, the valley's trucking company", "the trucking company, Calder Haulage", "Iceland's watchdog, Vakt".
    """
    if tokens.words[end : end + 1] == [","] and ARTICLES.intersection(tokens.lower[end + 1 : end + 2]):
        return _label_phrase(tokens, end + 1, min(end + 1 + _LONGEST, len(tokens)))
    comma = start - 1
    if comma < 1 or tokens.words[comma] != ",":
        return None
    owned = None
    for i in range(comma - 1, max(-1, comma - _LONGEST), -1):
        is_governed = i > 0 and tokens.pos[i - 1] == "ADP"  # "of the republic" is not what the name is
        owned = i if owned is None and (tokens.lower[i] == "'s" or tokens.tag[i] == "PRP$") else owned
        if is_governed and owned is not None:
            return None
        if tokens.lower[i] in ARTICLES and not is_governed:
            return _label_phrase(tokens, i, comma)
        if not _is_inside(tokens, i) and tokens.pos[i] != "ADP":
            break
    return None if owned is None else _label_phrase(tokens, owned + 1, comma)


def _label_phrase(tokens: Tokens, start: int, end: int) -> SpeakerLabel:
    """Return the kind of the last noun before the phrase is broken off."""
    head = start
    for i in range(start, end):
        if not _is_inside(tokens, i):
            break
        if tokens.pos[i] == "NOUN":
            head = i
    return find_label(tokens, head, plural=False)


def _is_inside(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] in _PARTS or tokens.tag[i] == "VBG" or tokens.words[i] == "-"
