"""The part of a speaker span that holds its name: what stands before its first comma, bracket, clause or note."""

from typing import Final

from tasks.quotes.naming.spans.capitals import LONGEST_NAME, MARKS
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

STOPS: Final = frozenset([",", "(", ")", "–", "—", "--", ":", ";", "―"])
_OPENING: Final = STOPS | MARKS
_WHERE: Final = frozenset(["after", "at", "during", "in", "on", "via"])
_OWN: Final = frozenset(["a", "an", "his", "her", "its", "their"])
"""With a word of the line above, what begins where somebody said it: "Ann Lee in a note"."""
_CLOSING: Final = frozenset(["'s", "himself", "herself"])


def cut(tokens: Tokens, start: int, end: int) -> TokenRange:
    """Return the part of a span before its first comma, bracket, dash, relative pronoun or "in a note"."""
    while start < end and tokens.words[start] in _OPENING:
        start += 1
    stop = next((i for i in range(start, end) if _is_stop(tokens, i)), end)
    while _is_abbreviated(tokens, stop, end):
        stop = next((i for i in range(stop + 3, end) if _is_stop(tokens, i)), end)
    while stop > start and tokens.lower[stop - 1] in _CLOSING:
        stop -= 1
    return start, stop


def _is_abbreviated(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether an acronym stands in brackets inside a title: "Board of Works (BoW) head Ann Lee"."""
    is_bracket = i + 3 < end and tokens.words[i : i + 3 : 2] == ["(", ")"] and is_acronym(tokens.words[i + 1])
    return is_bracket and tokens.words[i + 3][0].isalpha() and tokens.pos[i + 3] in {"NOUN", "PROPN", "ADJ"}


def _is_stop(tokens: Tokens, i: int) -> bool:
    if tokens.words[i] in STOPS:
        return tokens.words[i] != "," or not _is_listed(tokens, i)
    is_where = tokens.lower[i] in _WHERE and not _OWN.isdisjoint(tokens.lower[i + 1 : i + 2])
    return is_where or tokens.tag[i] in {"WP", "WDT"}


def _is_listed(tokens: Tokens, i: int) -> bool:
    """Return whether a comma stands in a list of what a title is for: "Minister of Water, Works and Housing Ann"."""
    ends = (n for n in range(i + 1, min(i + 1 + LONGEST_NAME, len(tokens))) if not tokens.words[n][:1].isupper())
    end = next(ends, len(tokens))
    if end == i + 1:  # ", and Housing"
        return tokens.lower[end : end + 1] == ["and"] and tokens.words[i - 2 : i - 1] == [","]
    behind = tokens.lower[end : end + 2]
    is_open = any(tokens.lower[n] in {"of", "for"} for n in range(max(0, i - LONGEST_NAME), i))
    return is_open and (behind[:1] == ["and"] or behind == [",", "and"])
