"""What was tagged as a name and is none: nouns with a capital, titles, offices, web addresses, labels of turns."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.nouns import has_person_ending
from tasks.quotes.naming.words.tokens import Tokens

UNIDENTIFIED: Final = frozenset(["unidentified", "unknown"])
"""What labels in transcripts begin with that name nobody: "UNIDENTIFIED MALE"."""
_ROLES_ON_AIR: Final = read_list("interview_roles")
"""Labels that are no names: "FEMALE REPORTER", "Interviewer"."""
_PORTFOLIOS: Final = read_list("portfolios")
_HALVES: Final = _PORTFOLIOS | read_list("place_nouns")
"""What begins the title of an office: "Defense Minister", "District Attorney"."""
_NO_FIELDS: Final = lexicon.ORGANISATION_WORDS - _PORTFOLIOS
_HOLDERS: Final = frozenset(["minister", "secretary", "undersecretary"])
"""Who has a portfolio."""
_OFFICES: Final = _HOLDERS | {"executive", "general", "officer"}
_BEFORE_OFFICES: Final = _PORTFOLIOS | {"attorney", "chief"}
_PARTIES: Final = read_list("parties")
_COUNTED: Final = frozenset(["a", "an", "another", "one"])
_TITLES: Final = lexicon.PERSON_TITLES | lexicon.NAME_TITLES
_LINKS: Final = frozenset(["for", "of", "on"])
_LONGEST_BEARER: Final = 6
"""Words of a title that stands for whoever bears it."""


def may_name(tokens: Tokens, start: int, end: int, label: str) -> bool:
    """Return whether words can be a name: with a capital or digit, and nothing that speaks against the label."""
    words = tokens.words[start:end]
    return _has_capital(words) and not any(test(tokens, start, end) for test in _TESTS.get(label, _ALL_LABELS))


def _has_capital(words: Sequence[str]) -> bool:
    """Return whether a word has a capital or a digit."""
    return any(word[0].isupper() or any(char.isupper() or char.isdigit() for char in word) for word in words)


def _is_address(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word is an address in the web or of mail."""
    return any("@" in word or ("/" in word and "." in word) for word in tokens.words[start:end])


def _is_letter(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether there is but a single letter: "Q"."""
    return end - start == 1 and sum(map(str.isalnum, tokens.words[start])) == 1


def _is_unidentified(tokens: Tokens, start: int, _: int) -> bool:
    """Return whether somebody is said to be unknown: "UNIDENTIFIED MALE"."""
    return tokens.folded[start] in UNIDENTIFIED


def _is_common_noun(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word is a noun for a body that has its capital by its place."""
    return end - start == 1 and tokens.folded[start] in lexicon.ORGANISATION_NOUNS and _is_common(tokens, start)


def _is_common_plural(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word is a noun for several that has its capital by its place."""
    return end - start == 1 and tokens.tag[start] == "NNS" and _is_common(tokens, start)


def _is_common(tokens: Tokens, i: int) -> bool:
    """Return whether a noun has its capital by its place: "THE COMPANY" in capitals, "Court records" as an opening.

    "Ranchers" too, where the article has it nowhere else.
    """
    if tokens.words[i].isupper() and tokens.lower[i - 1 : i] == ["the"]:
        return True
    if not tokens.is_opening[i]:
        return False
    if tokens.pos[i + 1 : i + 2] == ["NOUN"] and tokens.words[i + 1].islower():
        return True
    one = tokens.lower[i].removesuffix("s")
    is_several = tokens.tag[i] == "NNS" and has_person_ending(one) and not lexicon.is_first_name(one)
    return is_several and tokens.words[i] not in tokens.inner_words


def is_role_on_air(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether all words from `start` to `end` are labels of interviews that are no names: "FEMALE REPORTER"."""
    return _ROLES_ON_AIR.issuperset(tokens.lower[start:end])


def _is_rank(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word is a title before another or somebody's: "Sheriff" in "Sheriff's Capt. Ann Lee"."""
    if end - start > 1 or tokens.folded[start] not in lexicon.PERSON_TITLES:
        return False
    behind = end + (tokens.lower[end : end + 1] == ["'s"])
    return _is_capital(tokens, behind) and tokens.folded[behind] in lexicon.TITLES_AND_ROLES


def _is_capital(tokens: Tokens, i: int) -> bool:
    """Return whether there is such a token, and it has a capital."""
    return i < len(tokens) and tokens.words[i][0].isupper()


def _is_half_title(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word begins a title that goes on behind it: "Defense" in "Defense Minister"."""
    is_half = end - start == 1 and tokens.lower[start] in _HALVES
    return is_half and _is_capital(tokens, end) and tokens.folded[end] in lexicon.ROLES


def _is_title(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether words with capitals are the title of a name behind them: "District Attorney Ann Lee"."""
    is_title = tokens.folded[end - 1] in lexicon.TITLES_AND_ROLES and tokens.is_proper(end)
    return is_title and lexicon.ORGANISATION_WORDS.isdisjoint(tokens.folded[start:end])


def _is_portfolio(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether words with capitals say what a minister is for: "Public Safety Minister", "Minister of Works"."""
    if not _NO_FIELDS.isdisjoint(tokens.folded[start:end]):
        return False
    while tokens.words[end : end + 1] in (["and"], [","]) and not _PORTFOLIOS.isdisjoint(
        tokens.folded[end + 1 : end + 2]
    ):
        end += 2  # "Natural Resources and Environment Minister"
    if _is_capital(tokens, end) and tokens.folded[end] == "minister":
        return True
    return start > 1 and tokens.lower[start - 1] in {"of", "for"} and tokens.folded[start - 2] in _HOLDERS


def is_bearer(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether words with capitals say who somebody is: "the Crown Prince", "the Prime Minister".

    Or of which party: "another senior Ohio Democrat"; or by an office: "Executive" behind "Chief".
    """
    last = tokens.folded[end - 1]
    if last in _OFFICES and end - start == 1 and start > 0 and tokens.folded[start - 1] in _BEFORE_OFFICES:
        return True
    if last in _PARTIES and _is_counted(tokens, start):
        return True
    return last in _TITLES and _is_definite(tokens, start, end)


def _is_counted(tokens: Tokens, start: int) -> bool:
    """Return whether an article for one of several stands before the adjectives before a word."""
    before = next((i for i in range(start - 1, -1, -1) if tokens.pos[i] != "ADJ"), 0)
    return start > 0 and tokens.lower[before] in _COUNTED


def _is_definite(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether "the" stands before a short title of capitals that has nothing: "the Chief's house"."""
    first = start - (tokens.lower[start - 1 : start] != ["the"])  # "Minister" of "the Prime Minister"
    if first < 1 or tokens.lower[first - 1] != "the" or tokens.lower[end : end + 1] in (["'s"], ["'"]):
        return False
    is_linked = not _LINKS.isdisjoint(tokens.lower[first:end])  # "Office of Inspector General"
    return end - first <= _LONGEST_BEARER and not is_linked and tokens.words[first][0].isupper()


type _Test = Callable[[Tokens, int, int], bool]

_ALL_LABELS: Final[tuple[_Test, ...]] = (_is_letter, _is_unidentified, _is_common_noun, _is_address)
_TESTS: Final[Mapping[str, tuple[_Test, ...]]] = {
    "PERSON": (*_ALL_LABELS, _is_common_plural, is_role_on_air, is_bearer),
    "ORG": (*_ALL_LABELS, _is_rank, _is_half_title, _is_title, _is_portfolio, is_bearer),
}
"""Label → what shows that words are no name, though they were tagged as one."""
