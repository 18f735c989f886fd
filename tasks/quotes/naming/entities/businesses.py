"""Organisations that were tagged as people or places: tests by their words, and by what stands around them."""

from typing import Final

from tasks.quotes.naming.entities.name_parts import ALIKE, Name
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.bodies import ends_as_body, has_leader, has_office, is_body, is_spoken_for, says_it
from tasks.quotes.naming.words.names import is_acronym

_OPENING: Final = 100
"""Tokens at the start of an article."""


def is_business(name: Name) -> bool:
    """Return whether what was tagged as a person or place is called an organisation, or named as businesses are."""
    tests = _TESTS.get(name.label)
    if tests is None or any(one.titles for one in name.group) or " ".join(name.words) in lexicon.PLACES:
        return False
    return any(test(name) for test in tests)


def _is_short_form(name: Name) -> bool:
    """Return whether a name is that of a business without its last word: "Arlen Crown" of "Arlen Crown Foods"."""
    return name.is_long and " ".join(name.words) in name.parts.businesses


def _has_somebody(name: Name) -> bool:
    """Return whether somebody is of what is named, which is no person then: "her solicitor, Ann Lee of Hallam Roe"."""
    if not name.is_long or not (name.label == "PERSON" or name.words[-1] in name.parts.lasts):
        return False
    lower, folded = name.tokens.lower, name.tokens.folded
    places = (one.start for one in name.group if one.start > 1)
    return any(lower[i - 1] == "of" and folded[i - 2] in name.parts.lasts for i in places)


def _is_free(name: Name) -> bool:
    """Return whether a name is one word that is in no person's longer name."""
    return not name.is_long and name.words[0] not in name.parts.surnames and name.words[0] not in name.parts.firsts


def _begins_body(name: Name) -> bool:
    """Return whether a single word begins the name of a business, or, where it speaks, of any organisation."""
    speaks = not name.is_first and any(one.is_speaker for one in name.group)
    return _is_free(name) and name.words[0] in (name.parts.bodies if speaks else name.parts.businesses)


def _has_inner_capital(name: Name) -> bool:
    """Return whether a single word has a capital inside: "NorGas"."""
    word = name.tokens.words[name.group[0].start]
    return any(map(str.isupper, word[3:])) and not word.isupper() and word.isalpha() and _is_free(name)


def _is_paper(name: Name) -> bool:
    """Return whether a name mostly has "the" before it and no noun behind it, and is no family's or people's.

    "The Bugle", not "the Moro affair".
    """
    if not (name.is_long or _is_free(name)):
        return False
    lower, pos = name.tokens.lower, name.tokens.pos
    definite = [one for one in name.group if one.start and lower[one.start - 1] == "the"]
    count = sum(pos[one.end : one.end + 1] not in (["NOUN"], ["PROPN"]) for one in definite)
    is_people = name.words[-1].endswith("s") or name.words[0] in lexicon.read_countries()
    return 2 * count > len(name.group) and not is_people


def _is_itself(name: Name) -> bool:
    """Return whether "itself" stands behind a single word."""
    return any(name.tokens.lower[one.end : one.end + 1] == ["itself"] for one in name.group) and _is_free(name)


def _has_chief(name: Name) -> bool:
    """Return whether its chief stands behind a single word: "Corvane boss Ann Lee"."""
    return _is_free(name) and any(has_leader(name.tokens, one.end) for one in name.group)


def _is_it(name: Name) -> bool:
    """Return whether a name is "it" in what it says: "Skyhop said it had lost its way", "Corvane Wind said it had"."""
    if name.is_first or not any(one.is_speaker and says_it(name.tokens, one.end) for one in name.group):
        return False
    return name.tokens.has_vector(name.words[-1]) if name.is_long else _is_free(name)


def _opens_bare(name: Name) -> bool:
    """Return whether an article opens with one word that speaks, which people's names seldom do: "Skyhop said".

    Not with what may be a surname of its people, misspelled.
    """
    tokens, first = name.tokens, name.group[0]
    if name.is_first or not first.is_speaker or first.start >= _OPENING or not _is_free(name):
        return False
    if name.words[0] in lexicon.TITLES_AND_ROLES or name.words[0][:ALIKE] in name.parts.beginnings:
        return False
    is_new = tokens.lower[first.start - 1] != "as" and name.words[0] not in tokens.folded[: first.start]
    return is_new and tokens.words[first.end : first.end + 1] != [","]


def _has_words_of_body(name: Name) -> bool:
    return name.is_long and is_body(name.words)


def _ends_as_body(name: Name) -> bool:
    return name.is_long and ends_as_body(name.words)


def _is_plural(name: Name) -> bool:
    """Return whether a name of several words ends in a plural: "Hallam Aggregates"."""
    tags = name.tokens.tag
    return name.is_long and not name.is_first and all(tags[one.end - 1] == "NNPS" for one in name.group)


def _begins_with_acronym(name: Name) -> bool:
    """Return whether a name is an acronym and a word that is no first name: "ABC Wind"."""
    first = name.tokens.words[name.group[0].start : name.group[0].end]
    is_short = len(first) == 2 and len(first[0]) > 2 and is_acronym(first[0]) and first[1].istitle()
    return is_short and name.is_long and not name.is_first and not lexicon.is_first_name(name.words[-1])


def _has_office(name: Name) -> bool:
    """Return whether somebody leads what is named, or speaks for it: "chair of Corvane"."""
    if name.is_first or not any(has_office(name.tokens, one.start, one.end) for one in name.group):
        return False
    return name.is_long or _is_free(name)


def _has_which(name: Name) -> bool:
    """Return whether ", which" stands behind a name."""
    return any(name.tokens.lower[one.end : one.end + 2] == [",", "which"] for one in name.group)


def _has_members(name: Name) -> bool:
    """Return whether somebody leads what is named, speaks for it or has a role at it: "an analyst at Corvane Row"."""
    lower, folded = name.tokens.lower, name.tokens.folded
    places = (one.start for one in name.group if one.start > 1)
    is_workplace = any(lower[i - 1] == "at" and folded[i - 2] in lexicon.ROLES for i in places)
    is_run = (has_leader(name.tokens, one.end) or is_spoken_for(name.tokens, one.start) for one in name.group)
    return is_workplace or any(is_run)


def _is_called_body(name: Name) -> bool:
    """Return whether an apposition calls what is named an organisation: "Calder Haulage, a trucking company"."""
    return any(find_apposed_label(name.tokens, one.start, one.end) == "organisation" for one in name.group)


_OF_BOTH: Final = (_is_short_form, _has_somebody, _has_office, _is_called_body)
_OF_PEOPLE: Final = (
    _begins_body,
    _has_inner_capital,
    _has_words_of_body,
    _is_plural,
    _begins_with_acronym,
    _is_paper,
    _has_which,
    _has_chief,
    _is_it,
    _is_itself,
    _opens_bare,
)
_TESTS: Final = {"PERSON": (*_OF_PEOPLE, *_OF_BOTH), "GPE": (_ends_as_body, _has_members, *_OF_BOTH)}
"""Label → what shows that what was tagged so is an organisation; one is enough."""
