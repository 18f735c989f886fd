"""Organisations that are all of a speaker span and were tagged in part, as several names, or not at all."""

from collections.abc import Collection, Mapping
from typing import Final

from tasks.quotes.naming.entities.before_names import is_people
from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.spans.capitals import build_name
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.names import NameWords, is_acronym, name_words
from tasks.quotes.naming.words.tokens import Tokens

SMALL: Final = frozenset(["and", "for", "in", "of", "the"])
"""Words of a body's name that have no capital."""
BODIES: Final = lexicon.ORGANISATION_ENDINGS & lexicon.ORGANISATION_NOUNS
_LABELS: Final = frozenset(["ORG", "GPE", "FAC"])
_CAUSES: Final = frozenset(["against", "for", "of", "without"])
_NO_PARTS: Final = lexicon.TITLES_AND_ROLES | {"and", "in"}


def find_body(
    tokens: Tokens, start: int, end: int, bodies: Collection[NameWords], tagged: Mapping[int, Mention]
) -> Mention | None:
    """Return an organisation that is all of a span and was tagged in part, or as several names; None where none is.

    With "and" the article names it elsewhere too, or its verb says that it is: "Customs and Border Protection says".
    """
    is_definite = tokens.lower[start] == "the"
    start += is_definite
    is_name = all(word[:1].isupper() or word in SMALL for word in tokens.words[start:end])
    is_body = is_name and (
        _is_cause(tokens, start, end)
        or _is_called_body(tokens, start, end)
        or _is_joined(tokens, start, end)
        or _is_cut_short(tokens, start, end, tagged, is_definite=is_definite)
    )
    is_known = is_body or ("and" in tokens.lower[start:end] and name_words(tokens.folded[start:end]) in bodies)
    is_report = tokens.folded[end - 1] in lexicon.DOCUMENT_ENDINGS  # "Mothers and Babies Report"
    return build_name(tokens, start, end, "ORG") if is_known and not is_report else None


def _is_cause(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name is of those who are for or against something: "Mothers Against Smog", by a capital.

    Also by one that begins no sentence: "said Doctors for Clean Air".
    """
    if tokens.tag[start] not in {"NNS", "NNPS"}:
        return False
    link = next((i for i in range(start + 1, end - 1) if tokens.lower[i] in _CAUSES), None)
    return link is not None and (tokens.words[link][0].isupper() or not tokens.is_opening[start])


def _is_called_body(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether what stands beside three words or more calls them a body: "Songs Beyond Walls, a charity"."""
    if end - start < 3 or find_apposed_label(tokens, start, end) != "organisation":
        return False
    words = tokens.folded[start:end]
    return lexicon.TITLES_AND_ROLES.isdisjoint(words) and not lexicon.is_first_name(words[0])


def _is_joined(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name with "and" is one by its verb or words: "Wye and Elm Housing Trust", but "Ann and ..."."""
    if end - start < 4 or "and" not in tokens.lower[start:end]:
        return False
    first = tokens.folded[start]
    is_known = lexicon.is_first_name(first) or first in lexicon.ORGANISATION_WORDS or is_acronym(tokens.words[start])
    is_double = tokens.lower[start + 1] == "and" and not is_known and tokens.folded[end - 1] in BODIES
    return is_double or tokens.tag[end : end + 1] == ["VBZ"]


def _is_cut_short(tokens: Tokens, start: int, end: int, tagged: Mapping[int, Mention], *, is_definite: bool) -> bool:
    """Return whether no name of an organisation was tagged at the end of a name that is one by its parts or words."""
    last = tagged.get(end - 1)  # "US Census Bureau" is the Census Bureau
    if last is not None and last.label == "ORG" and len(last.words) > 1:
        return False
    return _is_in_parts(tokens, start, end, tagged) or (is_definite and _is_of_kind(tokens, start, end))


def _is_of_kind(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the last word of a name, or that before "of", is that of a body: "Board of Works in Elm"."""
    words = tokens.folded[start:end]
    link = next((i for i, word in enumerate(words) if word in {"of", "on"}), 0)
    if len(words) < 2 or not lexicon.TITLES_AND_ROLES.isdisjoint(words[link and link - 1 :]):
        return False
    return words[-1] in lexicon.ORGANISATION_ENDINGS or (link > 0 and words[link - 1] in lexicon.ORGANISATION_NOUNS)


def _is_in_parts(tokens: Tokens, start: int, end: int, tagged: Mapping[int, Mention]) -> bool:
    """Return whether a name of capitals was tagged as a place or body in part or in several: "Vote Watch Arlen"."""
    found, words = [tagged.get(i) for i in range(start, end)], tokens.folded[start:end]
    if end - start < 2 or len(set(found)) == 1 or not _NO_PARTS.isdisjoint(words):
        return False
    is_body = found[0] is not None and found[0].label == "ORG"
    labels = {one.label for one in found if one and not (is_body and _ends_body(tokens, start, one))}
    if not labels <= _LABELS:
        return False
    is_person = not is_body and (lexicon.is_first_name(words[0]) or tokens.tag[start] in {"NNS", "NNPS"})
    return not is_person or (tokens.tag[end - 1] == "NNPS" and not is_people(tokens, end - 1))


def _ends_body(tokens: Tokens, start: int, mention: Mention) -> bool:
    """Return whether a word tagged as a person ends a body's name: "NHS Elm", "Neighbours for Elm"."""
    if mention.label != "PERSON" or len(mention.words) > 1:
        return False
    return tokens.lower[mention.start - 1] in {"for", "of"} or is_acronym(tokens.words[start])
