"""Texts all in small letters or all in capitals, as of subtitles and old wires: their letters do not show names."""

from collections.abc import Iterable
from typing import Final, Literal

from spacy.tokens import Doc, Token

_LEAST: Final = 12
"""Words from which on a text is known to have one case."""
_CAPITALS: Final = 0.9
"""Share of the words of a text in capitals that are."""
_OTHER: Final = 0.01
"""Share of the words of a text in small letters that may have a capital all the same, as a byline has."""
_ALONE: Final = frozenset(["A", "I"])
"""What is a capital and says nothing of acronyms."""
_NO_NAMES: Final = frozenset(["CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME"])
_SMALL: Final = frozenset(
    ["a", "an", "and", "at", "by", "de", "for", "in", "of", "on", "the", "to", "with", "'s", "’s"]
)
"""Words of names that have no capital."""


def find_only_case(text: str) -> Literal["small", "capitals"] | None:
    """Return the case that all words of a text have, acronyms aside, or None."""
    words = text.split()
    if len(words) <= _LEAST:
        return None
    if sum(map(str.isupper, words)) > _CAPITALS * len(words):
        return "capitals"
    return "small" if sum(map(_has_capital, words)) <= _OTHER * len(words) else None


def _has_capital(word: str) -> bool:
    """Return whether a word has a capital and is no acronym."""
    return word in _ALONE or not (word.islower() or word.isupper() or word == word.lower())


def restore_case(doc: Doc) -> str:
    """Return the text of a document; of one in a single case with capitals where its names have them elsewhere.

    It has the length of the text. Names are the named entities and, in small letters, what is tagged as proper nouns.
    """
    text = doc.text
    case = find_only_case(text)
    if case is None or len(text.lower()) != len(text):
        return text
    letters = list(text.lower() if case == "capitals" else text)
    for token in _list_names(doc, is_small=case == "small"):
        capital = letters[token.idx].upper()
        if token.lower_ not in _SMALL and len(capital) == 1:  # "ß" has two
            letters[token.idx] = capital
    return "".join(letters)


def _list_names(doc: Doc, *, is_small: bool) -> Iterable[Token]:
    """Yield the tokens of names; in a text of capitals taggers take any word for a proper noun."""
    for token in doc:
        is_entity = token.ent_iob_ in {"B", "I"} and token.ent_type_ not in _NO_NAMES
        if is_entity or (is_small and token.tag_ in {"NNP", "NNPS"}):
            yield token
