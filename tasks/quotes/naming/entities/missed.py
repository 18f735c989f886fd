"""Names that the entity recogniser missed, and that the rest of the article, a title or their place confirms."""

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.first_names import add_first_names
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, Mention, build_mention, resize
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.bodies import has_leader
from tasks.quotes.naming.words.lexicon import (
    CALENDAR,
    ORGANISATION_ENDINGS,
    ORGANISATION_NOUNS,
    PLACES,
    TITLES_AND_ROLES,
    is_first_name,
)
from tasks.quotes.naming.words.names import NameWords, initials, is_acronym
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_LONGEST_NAME: Final = 12
"""Tokens of a name that is looked for again."""
_LONGEST_PERSON: Final = 4
"""Tokens of a name behind "Mr"."""
_LONGEST_PLACE: Final = 3
_KINDS: Final = read_list("kinds_of_organisation")
_LABELS: Final = frozenset(["PERSON", "ORG", "GPE"])
"""Labels of names that are looked for again."""
_NOMINAL: Final = frozenset(["PROPN", "NOUN", "X"])

type Forms = dict[str, dict[NameWords, str]]
"""First word → the names of the article that may be looked for again, in folded tokens, and their labels."""


def add_missed(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return all mentions in text order: the given ones and those found in the gaps between them."""
    mentions = add_first_names(tokens, mentions)
    taken = bytearray(len(tokens) + 1)
    for mention in mentions:
        if mention.words:  # a date or number may be a name that was taken for one
            _take(taken, mention)
    acronyms = _read_acronyms(tokens, mentions) if "(" in tokens.words else set()
    forms = _read_forms(tokens, mentions)
    mentions = [_lengthen(tokens, one, taken, forms) for one in mentions]
    added: list[Mention] = []
    for i, word in enumerate(tokens.words):
        if taken[i] or not word[0].isupper() or tokens.pos[i] not in _NOMINAL:
            continue
        found = _find_at(tokens, i, taken, forms, acronyms)
        if found is not None:
            added.append(found)
            _take(taken, found)
    kept = [one for one in mentions if one.words or not any(taken[one.start : one.end])]
    return sorted([*kept, *added], key=lambda mention: mention.start)


def _take(taken: bytearray, mention: Mention) -> None:
    taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)


def _read_acronyms(tokens: Tokens, mentions: Sequence[Mention]) -> set[str]:
    """Return the acronyms that the organisations of the article may have."""
    bodies = [one for one in mentions if one.label == "ORG" and len(one.words) > 1]
    return {short for body in bodies for short in initials(tokens.folded[body.start : body.end])}


def _read_forms(tokens: Tokens, mentions: Sequence[Mention]) -> Forms:
    """Return the names of the article, and the surnames of its people.

    A single word must be tagged twice, be an acronym or belong to a person, and never stand in lower case.
    """
    counts = Counter(mention.words for mention in mentions)
    forms: Forms = defaultdict(dict)
    for mention in mentions:
        words = tuple(tokens.folded[mention.start : mention.end])
        if mention.label not in _LABELS or words[0] in tokens.small_words:
            continue
        is_certain = len(words) > 1 or counts[mention.words] > 1 or is_acronym(tokens.words[mention.start])
        if (is_certain or mention.titles) and len(words[0]) > 1:
            forms[words[0]].setdefault(words, mention.label)
        family = _find_family(words)
        is_short = len(family) < len(words) and len(family[-1]) > 2 and family[0] not in tokens.small_words
        if mention.label == "PERSON" and is_short:
            forms[family[0]].setdefault(family, "PERSON")
    return forms


def _find_family(words: NameWords) -> NameWords:
    """Return the surname with what hyphens tie to it: ("brandt", "-", "moreau")."""
    first = len(words) - 1
    while first > 1 and words[first - 1] == "-":
        first -= 2
    return words[first:]


def _lengthen(tokens: Tokens, mention: Mention, taken: bytearray, forms: Forms) -> Mention:
    """Return a mention with the words behind it that make a name of the article of it: "Penhallow" in "... Homes"."""
    start, known = mention.start, forms.get(tokens.folded[mention.start])
    if not known or not mention.words or mention.end == len(tokens) or not tokens.words[mention.end][0].isupper():
        return mention
    for end in range(min(start + _LONGEST_NAME, len(tokens)), mention.end, -1):
        label = known.get(tuple(tokens.folded[start:end]))
        is_like = label is not None and label in {"ORG", mention.label}
        are_capitals = is_like and all(word[0].isupper() for word in tokens.words[mention.end : end])
        if label is not None and are_capitals and not any(taken[mention.end : end]):
            mention.label = label
            mention = resize(tokens, mention, start, end)
            _take(taken, mention)
            break
    return mention


def _find_at(tokens: Tokens, start: int, taken: bytearray, forms: Forms, acronyms: Container[str]) -> Mention | None:
    """Return a missed name that begins at `start`, or None."""
    first = tokens.folded[start]
    for end in range(min(start + _LONGEST_NAME, len(tokens)), start, -1) if first in forms else ():
        label = forms[first].get(tuple(tokens.folded[start:end]))
        if label is not None and not any(taken[start:end]):
            return build_mention(tokens, start, end, label) if _stands_alone(tokens, start, end) else None
    person = _find_person(tokens, start, taken, forms) if first not in TITLES_AND_ROLES else None
    if person is not None or first in CALENDAR:  # a day before a comma is no body
        return person
    body = _find_body(tokens, start, taken) or _find_apposed(tokens, start, taken)
    if body is not None:
        forms[first].setdefault(tuple(tokens.folded[body.start : body.end]), body.label)
        return body
    if first in acronyms and tokens.words[start - 1 : start] == ["("]:
        return build_mention(tokens, start, start + 1, "ORG")
    return _find_place(tokens, start, taken)


def _find_person(tokens: Tokens, start: int, taken: bytearray, forms: Forms) -> Mention | None:
    """Return a first name before a surname of the article, or what follows "Mr.", or None."""
    if is_first_name(tokens.folded[start]) and start + 1 < len(tokens) and not taken[start + 1]:
        family = tokens.folded[start + 1]
        if family in forms and forms[family].get((family,)) == "PERSON":
            return build_mention(tokens, start, start + 2, "PERSON")
    if not start or tokens.folded[start - 1] not in ADDRESSES:
        return None
    return build_mention(tokens, start, _find_run_end(tokens, start + 1, start + _LONGEST_PERSON, taken), "PERSON")


def _find_body(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    """Return the organisation behind its kind, before its chief or by its last word, else None.

    "The defence company Orrin", "the Velmont Coalition".
    """
    end = _find_run_end(tokens, start + 1, start + _LONGEST_NAME, taken)
    if tokens.folded[end - 1] in TITLES_AND_ROLES and tokens.lower[end : end + 1] == [
        "'s"
    ]:  # "Prime Minister's Office"
        last = _find_run_end(tokens, end + 1, end + _LONGEST_NAME, taken)
        end = last if last > end + 1 and tokens.folded[last - 1] in ORGANISATION_ENDINGS else end
    if end - start == 1 and tokens.folded[start] in ORGANISATION_NOUNS:  # "Board chair Ann Lee"
        return None
    is_body = _is_shown(tokens, start, end) and (tokens.is_proper(start) or not tokens.has_vector(tokens.folded[start]))
    return build_mention(tokens, start, end, "ORG") if is_body else None


def _is_shown(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the word before, the last one or the chief behind shows that a name is an organisation's."""
    if start > 0 and tokens.lower[start - 1] in _KINDS:
        return True
    if tokens.is_proper(start - 1):
        return False
    is_ended = end - start > 1 and tokens.folded[end - 1] in ORGANISATION_ENDINGS
    return is_ended or (tokens.lower[end : end + 1] != ["'s"] and has_leader(tokens, end))


def _find_apposed(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    """Return the organisation or person that an apposition says to be one: "Pennyloom, a chain that ..."."""
    end = _find_run_end(tokens, start, start + _LONGEST_NAME, taken)
    if end == start or tokens.words[end : end + 1] != [","] or tokens.is_proper(start - 1):
        return None
    label = DEFAULT_LABELS.get(find_apposed_label(tokens, start, end) or "unknown")
    return build_mention(tokens, start, end, label) if label else None


def _find_run_end(tokens: Tokens, start: int, last: int, taken: bytearray) -> int:
    """Return the end of a run of capitalised names that no mention holds, `last` at most."""
    end = start
    while end < last and tokens.is_proper(end) and not taken[end]:
        end += 1
    return end


def _find_place(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    if tokens.pos[start] != "PROPN":
        return None
    for end in range(min(start + _LONGEST_PLACE, len(tokens)), start, -1):
        if " ".join(tokens.folded[start:end]) in PLACES and not any(taken[start:end]):
            return build_mention(tokens, start, end, "GPE") if _stands_alone(tokens, start, end) else None
    return None


def _stands_alone(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether no capitalised word beside it may belong to the same name, titles aside."""
    if tokens.is_proper(end) or tokens.words[end : end + 1] == ["-"]:
        return False
    return not tokens.is_proper(start - 1) or tokens.folded[start - 1] in TITLES_AND_ROLES
