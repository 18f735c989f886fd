"""Names that the entity recogniser missed and that the article, or a title, makes certain."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.gazetteer import read_places
from tasks.quotes.naming.gender import is_first_name
from tasks.quotes.naming.lexicon import ROLES, TITLES
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention, build_mention
from tasks.quotes.naming.names import NameWords, fold, initials, is_acronym
from tasks.quotes.naming.tokens import Tokens

ADDRESS_TITLES: Final = frozenset("mr mrs ms miss dr prof sen rep gov sgt lt sir sheikh capt insp supt".split())
_ADDED_LABELS: Final = frozenset(["PERSON", "ORG", "GPE"])


def add_missed(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """All mentions in text order: the given ones and those found in the gaps between them."""
    taken = bytearray(len(tokens) + 1)
    for mention in mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    forms = known_forms(tokens, mentions)
    acronyms = {short for m in mentions if m.label == "ORG" and len(m.words) > 1 for short in initials(tokens.words[m.start : m.end])}
    added: list[Mention] = []
    for i, word in enumerate(tokens.words):
        if taken[i] or not word[0].isupper():
            continue
        found = _find_at(tokens, i, taken, forms, acronyms)
        if found is not None:
            added.append(found)
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
    return sorted([*mentions, *added], key=lambda mention: mention.start)


def known_forms(tokens: Tokens, mentions: Sequence[Mention]) -> dict[str, list[tuple[NameWords, str]]]:
    """First word → the names that begin with it and their label, longest first; surnames of people too."""
    forms: dict[str, dict[NameWords, str]] = defaultdict(dict)
    for mention in mentions:
        if mention.label not in _ADDED_LABELS:
            continue
        words = mention.words
        if len(words[0]) > 2 or is_acronym(tokens.words[mention.start]):
            forms[words[0]].setdefault(words, mention.label)
        if mention.label == "PERSON" and len(words) > 1 and len(words[-1]) > 2:
            forms[words[-1]].setdefault(words[-1:], "PERSON")
    return {first: sorted(names.items(), key=lambda item: (-len(item[0]), item)) for first, names in forms.items()}


def _find_at(
    tokens: Tokens, start: int, taken: bytearray, forms: dict[str, list[tuple[NameWords, str]]], acronyms: set[str]
) -> Mention | None:
    """A missed name that begins at `start`."""
    first = fold(tokens.words[start])
    for words, label in forms.get(first, ()):
        end = start + len(words)
        if end <= len(tokens) and not any(taken[start:end]) and _folded(tokens, start, end) == words and _looks_like_name(tokens, start, end):
            return build_mention(tokens, start, end, label)
    before = fold(tokens.words[start - 1]) if start else ""
    if before in ADDRESS_TITLES and tokens.pos[start] == "PROPN":
        return build_mention(tokens, start, _name_end(tokens, start, taken), "PERSON")
    if first in acronyms and before == "(" and is_acronym(tokens.words[start]):
        return build_mention(tokens, start, start + 1, "ORG")
    if is_first_name(first) and tokens.pos[start] == "PROPN" and first not in TITLES and first not in ROLES:
        end = _name_end(tokens, start, taken)
        if 2 <= end - start <= 3:
            return build_mention(tokens, start, end, "PERSON")
    return _find_place(tokens, start, taken)


def _find_place(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    if tokens.pos[start] != "PROPN":
        return None
    for length in (3, 2, 1):
        end = start + length
        if end <= len(tokens) and not any(taken[start:end]) and " ".join(_folded(tokens, start, end)) in read_places():
            if _stands_alone(tokens, start, end):
                return build_mention(tokens, start, end, "GPE")
    return None


def _folded(tokens: Tokens, start: int, end: int) -> NameWords:
    return tuple(fold(word) for word in tokens.words[start:end])


def _looks_like_name(tokens: Tokens, start: int, end: int) -> bool:
    """Capitals throughout and no other capitalised word beside it that it may be part of."""
    return tokens.words[end - 1][0].isupper() and tokens.pos[start] in {"PROPN", "NOUN", "X", "ADJ", "VERB"} and _stands_alone(tokens, start, end)


def _stands_alone(tokens: Tokens, start: int, end: int) -> bool:
    """Whether no capitalised name part follows or comes before."""
    follows = end < len(tokens) and tokens.pos[end] == "PROPN" and tokens.words[end][0].isupper()
    precedes = start > 0 and tokens.pos[start - 1] == "PROPN" and tokens.words[start - 1][0].isupper() and fold(tokens.words[start - 1]) not in TITLES | ROLES
    return not follows and not precedes


def _name_end(tokens: Tokens, start: int, taken: bytearray) -> int:
    end = start + 1
    while end < len(tokens) and end - start < 4 and not taken[end] and tokens.pos[end] == "PROPN" and tokens.words[end][0].isupper() and tokens.words[end].isalpha():
        end += 1
    return end


def named_only(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that name something."""
    return [mention for mention in mentions if mention.label in NAMED_LABELS]
