"""Appositions: what a noun phrase beside a name says the name is ("Tallis Freight, the valley's trucking company")."""

from typing import Final

from tasks.quotes.naming.lexicon import word_set
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.speakers import description_label
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.quote import SpeakerLabel

_ARTICLES: Final = frozenset(["the", "a", "an"])
_PHRASE: Final = word_set("DET ADJ NOUN PROPN NUM PART ADV")
_LONGEST: Final = 12
"""Tokens of a phrase that is looked at."""


def find_apposed_kind(tokens: Tokens, mention: Mention) -> SpeakerLabel | None:
    """What the phrase after or before a name calls it; nothing where there is no such phrase."""
    if tokens.words[mention.end : mention.end + 1] == [","] and _is_article(tokens, mention.end + 1):
        return _phrase_kind(tokens, mention.end + 1, min(mention.end + 1 + _LONGEST, len(tokens)))
    comma = mention.start - 1
    if comma < 1 or tokens.words[comma] != ",":
        return None
    for i in range(comma - 1, max(-1, comma - _LONGEST), -1):
        if _is_article(tokens, i) and (not i or tokens.pos[i - 1] != "ADP"):  # not "of the republic", but what is
            return _phrase_kind(tokens, i, comma)
        if not _is_inside(tokens, i) and tokens.pos[i] != "ADP":
            return None
    return None


def _phrase_kind(tokens: Tokens, start: int, end: int) -> SpeakerLabel:
    """The kind of the last noun before the phrase is broken off."""
    head = start
    for i in range(start, end):
        if not _is_inside(tokens, i):
            break
        if tokens.pos[i] == "NOUN":
            head = i
    return description_label(tokens, head, plural=False)


def _is_article(tokens: Tokens, i: int) -> bool:
    return tokens.lower[i : i + 1] != [] and tokens.lower[i] in _ARTICLES


def _is_inside(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] in _PHRASE or tokens.tag[i] == "VBG" or tokens.words[i] == "-"
