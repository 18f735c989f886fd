"""Names in texts that do without capitals."""

from collections.abc import Iterable, Set
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.spans.capitals import build_name
from tasks.quotes.naming.spans.cut import OWN
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import name_words
from tasks.quotes.naming.words.nouns import find_label, is_plural
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_BEFORE_BODIES: Final = lexicon.ARTICLES | OWN


def find_small(tokens: Tokens, start: int, end: int, surnames: Set[str]) -> Mention | None:
    """Return whom a span ends in: a first name and a surname, or one of the surnames alone, or a firm; else None."""
    family = _find_hyphened(tokens, start, end - 1)
    while family > start and tokens.folded[family - 1] in lexicon.PARTICLES:
        family -= 1
    if family == start and not surnames.isdisjoint(name_words(tokens.folded[start:end])[-1:]):
        return build_name(tokens, start, end, "PERSON")
    is_body = end - start > 1 and tokens.folded[end - 1] in lexicon.BUSINESS_ENDINGS
    if is_body and tokens.lower[start] not in _BEFORE_BODIES:
        return _name(tokens, start, end, "ORG")
    first = _find_first(tokens, start, family, end)
    if first is None or not {"'s", "'"}.isdisjoint(tokens.lower[first:end]):
        return None
    return _name(tokens, _find_hyphened(tokens, start, first), end, "PERSON")


def _find_first(tokens: Tokens, start: int, family: int, end: int) -> int | None:
    """Return where a name begins: with a first name shortly before the surname, or behind what somebody does."""
    first = next((i for i in range(max(start, family - 2), family) if _is_first(tokens, i)), None)
    if first is not None:
        return first
    return next((i + 1 for i in range(end - 3, start - 1, -1) if _is_trade(tokens, i)), None)


def _find_hyphened(tokens: Tokens, start: int, i: int) -> int:
    """Return where the part of a name begins that hyphens tie to a token: "salo" in "salo-brandt"."""
    while i - 2 >= start and tokens.words[i - 1] == "-":
        i -= 2
    return i


def list_small_names(tokens: Tokens, spans: Iterable[TokenRange]) -> list[Mention]:
    """Return the whole names of those who speak by one word that is no noun for people."""
    single = {tokens.folded[start] for start, end in spans if end - start == 1 and _may_be_surname(tokens, start)}
    places = (i for i in range(1, len(tokens)) if tokens.folded[i] in single and _is_first(tokens, i - 1))
    return [one for i in places if (one := _name(tokens, i - 1, i + 1, "PERSON")) is not None]


def _is_first(tokens: Tokens, i: int) -> bool:
    return lexicon.is_first_name(tokens.folded[i]) and tokens.folded[i] not in lexicon.TITLES_AND_ROLES


def _may_be_surname(tokens: Tokens, i: int) -> bool:
    """Return whether a word that speaks is neither a pronoun nor a noun for people or bodies."""
    return tokens.lower[i] not in lexicon.PRONOUNS and find_label(tokens, i, is_plural(tokens, i)) == "unknown"


def _is_trade(tokens: Tokens, i: int) -> bool:
    """Return whether a word says what somebody is right before a name: "mayor ann lee", not "mayor of arlen"."""
    return tokens.pos[i + 1] not in {"ADP", "CCONJ", "DET"} and find_label(tokens, i, plural=False) == "person"


def _name(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """Return a mention, its name with capitals."""
    mention = build_name(tokens, start, end, label)
    if mention is not None:
        mention.name = tokens.text(start, end).title()
    return mention
