"""Names in labels of turns, in signatures and in entries of lists of reactions."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.spans.capitals import LINKS, behind_titles, build_name, find_run, is_name_word
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.tokens import Tokens

NO_NAMES: Final = read_list("interview_roles") | frozenset(["q", "a", "the"])
_ROLES: Final = NO_NAMES | lexicon.TITLES_AND_ROLES


def find_labelled(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return whom the label of a turn, a reaction or a signature names; a role alone names nobody.

    It stands before what says where somebody is from: "Ann Lee of Harwell".
    """
    end = next((i for i in range(start + 1, end) if tokens.lower[i] in LINKS and is_name_word(tokens, i - 1)), end)
    if end - start == 1 and tokens.words[start][0].islower() and not tokens.words[start].isalpha():
        return build_name(tokens, start, end, "PERSON")  # "otto_88"
    if body := _find_body(tokens, start + (tokens.lower[start] in lexicon.ARTICLES), end):
        return body
    first = behind_titles(tokens, find_run(tokens, start, end), end)
    names = [i for i in range(first, end) if tokens.words[i][:1].isalpha()]
    is_body = len(names) == 1 and tokens.lower[start] == "the" and tokens.folded[first] in lexicon.ORGANISATION_NOUNS
    if is_body or all(tokens.folded[i] in _ROLES for i in names):
        return None  # "THE COURT" is the judge
    return build_name(tokens, first, end, "PERSON")


def _find_body(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the organisation that a label is by its last word, "Arlen Town Council:", where it begins as no person."""
    if end - start < 2 or tokens.folded[end - 1] not in lexicon.ORGANISATION_ENDINGS:
        return None
    is_person = lexicon.is_first_name(tokens.folded[start]) or tokens.folded[start] in lexicon.TITLES_AND_ROLES
    is_person = is_person and tokens.lower[start + 1] != "'s"
    are_names = all(word[0].isupper() or not word[0].isalpha() for word in tokens.words[start:end])
    return build_name(tokens, start, end, "ORG") if are_names and not is_person else None
