"""Descriptions: the noun phrases without a name that may stand for somebody or something, as "the mayor of Arlen"."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import BUSINESS_ENDINGS, ORGANISATION_ENDINGS, ORGANISATION_NOUNS, ROLES
from tasks.quotes.naming.words.nouns import DOCUMENT_NOUNS, FIRM_NOUNS, INDEFINITE, LONGEST_PHRASE, PHRASE_PARTS, is_age
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_BEFORE: Final = PHRASE_PARTS | {"PRON"}
_LINKS: Final = frozenset(["of", "for", "at", "by", "from"])
_PLACE_NOUNS: Final = read_list("place_nouns")
_BODIES: Final = ORGANISATION_NOUNS | FIRM_NOUNS | _PLACE_NOUNS
_HOUSED: Final = _BODIES - DOCUMENT_NOUNS
"""Nouns for bodies that are called by where they are: "the ministry in Moscow"."""
_OPENING_BODIES: Final = _HOUSED - _PLACE_NOUNS
_ENDINGS: Final = ORGANISATION_ENDINGS - BUSINESS_ENDINGS


def may_describe(tokens: Tokens, head: int, is_speaker: bool) -> bool:
    """Return whether a token is the head noun of a description: of a speaker, or of one person, document or body."""
    word = tokens.lower[head]
    if is_speaker or is_age(tokens, head):
        return word not in INDEFINITE
    if not _is_noun(tokens, head):
        return False
    is_body = word in _BODIES
    behind = tokens.pos[head + 1] if head + 1 < len(tokens) else ""
    if behind in {"NOUN", "PROPN"}:  # "company officials", but "the school district"
        return is_body and behind == "NOUN" and tokens.lower[head + 1] not in _BODIES
    if word in DOCUMENT_NOUNS or tokens.base(head) in DOCUMENT_NOUNS:
        return True
    is_singular = tokens.tag[head] not in {"NNS", "NNPS"}
    return is_singular and (is_body or word in ROLES or _is_definite_ending(tokens, head))


def _is_noun(tokens: Tokens, i: int) -> bool:
    """Return whether a word is a noun and no name: in lower case, a role, or a body that begins a sentence."""
    word, pos = tokens.lower[i], tokens.pos[i]
    if pos == "NOUN" or (tokens.is_opening[i] and word in _OPENING_BODIES):  # "Hospital spokesman Ann Lee"
        return True
    return pos == "PROPN" and (tokens.words[i].islower() or word in ROLES or _is_definite_ending(tokens, i))


def _is_definite_ending(tokens: Tokens, i: int) -> bool:
    """Return whether "the" stands before a last word of bodies' names: "a biologist with the Fund"."""
    return i > 0 and tokens.lower[i] in _ENDINGS and tokens.lower[i - 1] == "the"


def find_phrase(tokens: Tokens, head: int) -> TokenRange:
    """Return the tokens of a description around its head noun, from its determiner to the end of what "of" brings."""
    start = head
    for i in range(head - 1, max(-1, head - LONGEST_PHRASE - 1), -1):
        is_joined = tokens.words[i - 1] == "-" and tokens.tag[i] == "VBN"  # "the Arlen-based firm"
        is_part = tokens.pos[i] in _BEFORE or tokens.lower[i] in {"'s", "-"}
        if not (is_part or is_joined):
            break
        start = i
        if tokens.pos[i] == "DET" or tokens.tag[i] == "PRP$":
            break
    end = head + 1
    is_where = tokens.lower[end : end + 1] == ["in"] and tokens.lower[head] in _HOUSED
    is_where = is_where and tokens.is_entity[end + 1 : end + 2] == [True] and tokens.words[end + 1][0].isupper()
    if is_where or (end < len(tokens) and tokens.lower[end] in _LINKS):
        end += 1
        last = min(len(tokens), head + LONGEST_PHRASE)
        while end < last and (tokens.pos[end] in PHRASE_PARTS or tokens.lower[end] in {"of", "'s"}):
            end += 1
    return start, end
