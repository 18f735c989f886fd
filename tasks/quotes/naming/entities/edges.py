"""The edges of one entity mended: what entity recognition runs on into, and what it leaves out, of a name."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.before_names import find_name_start, is_origin
from tasks.quotes.naming.entities.cut_short import (
    with_cooperative,
    with_first_words,
    with_last_name,
    with_last_words,
    with_number,
)
from tasks.quotes.naming.entities.mentions import NAMED_LABELS, Mention, build_mention
from tasks.quotes.naming.entities.no_names import is_bearer, may_name
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_OPENING: Final = frozenset(["the", "a", "an", "'s", "and", "of"])
_CLOSING: Final = frozenset(["'s", "and", "at", "by", "for", "from", "in", "of"])
_PAIRS: Final = (frozenset(['"', "“", "”"]), frozenset(["(", ")"]), frozenset(["[", "]"]))
_MARKS: Final = frozenset().union(*_PAIRS)
_STANCES: Final = frozenset(["anti", "pro"])
_PARTICLE: Final = 3
"""Letters of the longest word in lower case that may begin a body's name: "al Jazeera"."""
_KINDS_OF_FIRM: Final = (read_list("kinds_of_organisation") & read_list("firm_nouns")) - lexicon.ORGANISATION_ENDINGS
_SMALL_PARTS: Final = lexicon.PARTICLES | lexicon.SUFFIXES
"""Words in lower case that are part of a person's name."""
_BEFORE_PEOPLE: Final = frozenset(["the", "a", "an", "old"])
_UNTITLED: Final = frozenset(["GPE", "LOC", "LANGUAGE", "LAW", "EVENT"])
"""Labels of what has no person behind a title in it."""


def mend_entity(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """Return a mention from raw edges: articles, possessives and titles cut off, what was left out put to it.

    None where what is left is no name.
    """
    if label not in NAMED_LABELS:
        return Mention(start, end, label, ())
    start, end = _trim(tokens, start, _find_half_pair(tokens, start, end), label)
    if not may_name(tokens, start, end, label):
        return None
    end, label = with_number(tokens, start, *with_cooperative(tokens, end, label))
    if label in {"PERSON", "ORG"}:
        end = _before_phrase(tokens, start, end)
        label = "NORP" if end - start == 1 and _is_of_people(tokens, start, label) else label
    if label == "PERSON":
        end = with_last_name(tokens, start, _before_small(tokens, start, end))
    if label not in _UNTITLED:
        first = find_name_start(tokens, start, end, is_person=label == "PERSON")
        start, label = (first, "PERSON") if first > start else (start, label)
    if label in {"ORG", "GPE"}:
        end, label = with_last_words(tokens, end, label)
        start = with_first_words(tokens, start, end, label)
        start += _is_kind(tokens, start, end)
    if label == "PERSON":
        end = before_letters(tokens, start, end)
        if is_bearer(tokens, start, end):
            return None
    return build_mention(tokens, start, end, label)


def _find_half_pair(tokens: Tokens, start: int, end: int) -> int:
    """Return where a mark or bracket inside stands without its other half: "Orchard” Wins", "Kelden (Coast Press"."""
    if _MARKS.isdisjoint(tokens.words[start + 1 : end - 1]):
        return end
    for pair in _PAIRS:
        halves = [i for i in range(start + 1, end - 1) if tokens.words[i] in pair]
        if len(halves) == 1 and tokens.words[end - 1] not in pair:
            return halves[0]
    return end


def _trim(tokens: Tokens, start: int, end: int, label: str) -> TokenRange:
    """Return the edges without articles, possessives, marks and white space.

    Of a body also without words in lower case before it: "progressive Centre for Elm".
    """
    while start < end and (tokens.lower[start] in _OPENING or _is_mark(tokens.words[start])):
        start += 1
    while label == "ORG" and start + 1 < end and _is_small(tokens, start):
        start += 1
    if end > start + 2 and tokens.lower[start] in {"ex", "then"} and tokens.words[start + 1] == "-":
        start += 2  # "ex-Corvane"
    if end > start + 1 and tokens.words[start - 1 : start] == ["-"] and tokens.lower[start - 2] in _STANCES:
        end = start + 1  # "an anti-Corvane group"
    while end > start and (tokens.lower[end - 1] in _CLOSING or _is_mark(tokens.words[end - 1])):
        end -= 1
    return start, end


def _is_mark(word: str) -> bool:
    """Return whether a word has neither letter nor digit."""
    return not word.isalnum() and not any(map(str.isalnum, word))


def _is_small(tokens: Tokens, i: int) -> bool:
    """Return whether a word before a body's name is none of it: "progressive", not "al" or "city" of "city's"."""
    is_word = tokens.words[i].islower() and len(tokens.words[i]) > _PARTICLE
    return is_word and tokens.lower[i + 1] != "'s"


def _before_phrase(tokens: Tokens, start: int, end: int) -> int:
    """Return where a name runs on into the next phrase: "Larkin the council", not "Sisters of the Poor"."""
    inner = (i for i in range(start + 1, end) if tokens.words[i] == "the")
    return next((i for i in inner if tokens.pos[i - 1] in {"PROPN", "NOUN"}), end)


def _is_of_people(tokens: Tokens, i: int, label: str) -> bool:
    """Return whether a word is for one or several of a country: "the Moroccan", "the Swiss".

    A newspaper may be "the Moroccan", too.
    """
    is_one = tokens.lower[max(0, i - 1)] in _BEFORE_PEOPLE and is_origin(tokens.folded[i])
    return is_one and (label == "PERSON" or tokens.folded[i].endswith(lexicon.PEOPLE_ENDINGS))


def _before_small(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a person's name without a last word in lower case behind words with capitals."""
    is_small = end - start > 2 and tokens.words[end - 1].islower() and tokens.words[end - 2].istitle()
    return end - 1 if is_small and tokens.folded[end - 1] not in _SMALL_PARTS else end


def _is_kind(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word that begins a sentence says what a firm is: "Drugmaker Skyhop AG", not "Carrier Corp"."""
    if not tokens.is_opening[start] or tokens.folded[start] not in _KINDS_OF_FIRM:
        return False
    last = tokens.folded[end - 1]
    is_ended = last in lexicon.ORGANISATION_ENDINGS
    return end - start == 2 + is_ended and (not is_ended or last in lexicon.BUSINESS_ENDINGS)


def before_letters(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a person's name without honours and degrees: "Helen Mare KC", "Ann Lee, PhD"."""
    while end - start > 1 and tokens.folded[end - 1] in lexicon.POST_NOMINALS and tokens.words[end - 1][-1].isupper():
        end -= 1
    return end - 1 if end - start > 1 and tokens.words[end - 1] == "," else end
