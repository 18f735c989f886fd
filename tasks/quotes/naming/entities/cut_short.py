"""Names that entity recognition cut short: the untagged words around them that belong to them."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.tokens import Tokens

_CAUSES: Final = frozenset(["against", "for", "without"])
_FIELD_LINKS: Final = frozenset(["for", "on"])
_OPEN: Final = read_list("open_endings")
"""Last words of a body's name behind which it may say what it is for."""
_STARTS: Final = read_list("place_starts")
_LONGEST_OFFICER: Final = 3
"""Words with capitals behind a place that an office is of, and one."""
_OFFICES: Final = (["Office"], ["Department"])
_LONGEST_FIELD: Final = 8
_LONGEST_REST: Final = 4
"""Words of an organisation's name that are looked for behind it."""
_LONGEST_PERSON: Final = 5
"""Tokens of a person's name from which on nothing is put to it."""
_SMALL: Final = frozenset(["and", "for", "of", "the", "-"])
"""What stands between the words that say what a body is for."""


def with_last_name(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a name whose last part, untagged, was left out: "Varga-Lunt" behind "Gideon"."""
    is_joined = tokens.words[end : end + 1] == ["-"] and tokens.pos[end + 1 : end + 2] == ["PROPN"]
    if is_joined and end - start > 1 and not tokens.is_entity[end + 1]:  # "Kim Dae-ho"
        end += 2
    while end < len(tokens) and end - start < _LONGEST_PERSON and not tokens.is_entity[end]:
        if tokens.words[end] == "-" and _has_free_capital(tokens, end + 1):
            end += 2
        elif _is_last_name(tokens, end):
            end += 1
        else:
            break
    return end


def _has_free_capital(tokens: Tokens, i: int) -> bool:
    """Return whether there is such a token, untagged and with a capital."""
    return i < len(tokens) and not tokens.is_entity[i] and tokens.words[i][0].isupper()


def _is_last_name(tokens: Tokens, i: int) -> bool:
    """Return whether a word may go on with the name before it, and begins no sentence and no other name."""
    if not tokens.is_proper(i) or tokens.is_opening[i]:
        return False
    return not (tokens.is_entity[i + 1 : i + 2] == [True] and lexicon.is_first_name(tokens.folded[i]))


def with_cooperative(tokens: Tokens, end: int, label: str) -> tuple[int, str]:
    """Return the end and label of a name with "Co-op" behind it, or with the rest of that."""
    for first in (end - 1, end):
        if tokens.folded[first : first + 3] == ["", "", "cooperative"] and tokens.words[first][0].isupper():
            return first + 3, "ORG"
    return end, label


def with_number(tokens: Tokens, start: int, end: int, label: str) -> tuple[int, str]:
    """Return the end and label of a name, of a bill behind its number: "Senate Bill 12"."""
    numbered = (i for i in range(start, min(end + 1, len(tokens) - 1)) if tokens.words[i + 1].isdigit())
    named = (i for i in numbered if tokens.words[i][0].isupper() and tokens.folded[i] in lexicon.DOCUMENT_ENDINGS)
    bill = next(named, None)
    return (end, label) if bill is None else (bill + 2, "LAW")


def with_last_words(tokens: Tokens, end: int, label: str) -> tuple[int, str]:
    """Return the end and label of an organisation or place whose last words, untagged, were left out.

    "Film Festival" behind "Zilina"; what it is for ("Reporters for Truth", "Committee on Parks and Water"); which
    branch it is ("Bakers Local 12"); and whose office ("Sheriff's Office" behind "Wye County").
    """
    owned = end
    while owned < end + _LONGEST_OFFICER and _is_untagged_name(tokens, owned):
        owned += 1
    is_office = tokens.lower[owned : owned + 1] == ["'s"] and tokens.words[owned + 1 : owned + 2] in _OFFICES
    if is_office and (owned == end or tokens.folded[owned - 1] in lexicon.TITLES_AND_ROLES):
        return owned + 2, "ORG"
    if label == "ORG" and _has_cause(tokens, end):
        return end + 2, label
    number = end + (tokens.words[end : end + 1] == ["Local"])
    if tokens.words[number - 1] == "Local" and "".join(tokens.words[number : number + 1]).isdigit():
        return number + 1, "ORG"
    if label == "ORG" and _is_open(tokens, end):
        return _find_field_end(tokens, end), label
    return _with_rest(tokens, end, label)


def _has_cause(tokens: Tokens, end: int) -> bool:
    """Return whether a name for several goes on with what they are for or against: "Reporters for Truth"."""
    is_link = end < len(tokens) and tokens.lower[end] in _CAUSES
    return is_link and tokens.tag[end - 1] in {"NNS", "NNPS"} and _is_untagged_name(tokens, end + 1)


def _is_open(tokens: Tokens, end: int) -> bool:
    """Return whether a small word behind a body's name begins what it is for: "Center for Coastal Studies"."""
    link, last = tokens.lower[end] if end < len(tokens) else "", tokens.folded[end - 1]
    return (link in _FIELD_LINKS and last in _OPEN) or (link == "of" and last in lexicon.ORGANISATION_ENDINGS)


def _find_field_end(tokens: Tokens, link: int) -> int:
    """Return the end of the names with capitals behind a small word that say what a body is for; itself for none."""
    end = link
    for i in range(link + 1, min(link + 1 + _LONGEST_FIELD, len(tokens))):
        is_field = tokens.words[i][0].isupper() and tokens.pos[i] in {"PROPN", "NOUN", "ADJ"}
        if is_field and tokens.lower[i] not in lexicon.CALENDAR:
            end = i + 1
        elif tokens.lower[i] not in _SMALL:
            break
    return end


def _with_rest(tokens: Tokens, end: int, label: str) -> tuple[int, str]:
    """Return the end and label with the names behind that say what is meant: "Film Festival", "Housing Survey"."""
    last = end
    while last < end + _LONGEST_REST and _is_untagged_name(tokens, last):
        last += 1
    if last == end:
        return end, label
    word = tokens.folded[last - 1]
    if word in lexicon.DOCUMENT_ENDINGS:
        return last, "WORK_OF_ART"
    is_body = word in lexicon.ORGANISATION_ENDINGS or find_apposed_label(tokens, end, last) == "organisation"
    return (last, "ORG") if is_body else (end, label)


def _is_untagged_name(tokens: Tokens, i: int) -> bool:
    return tokens.is_proper(i) and not tokens.is_entity[i]


def with_first_words(tokens: Tokens, start: int, end: int, label: str) -> int:
    """Return the start of a body's name with whose it is, or where: "Machinists' Brotherhood", "Greater Arlen Gas"."""
    before = start - 1
    if label != "ORG" or before < 1 or tokens.is_entity[before]:
        return start
    if tokens.words[before][0].isupper():
        is_local = tokens.words[start].isdigit() and tokens.words[before] == "Local"
        return start - (is_local or (tokens.is_opening[before] and tokens.folded[before] in _STARTS))
    is_owned = tokens.lower[before] == "'" and tokens.lower[before - 1].endswith("s")
    is_body = tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS and tokens.words[before - 1][0].isupper()
    return before - 1 if is_owned and is_body and not tokens.is_quoted[before - 1] else start
