"""Names behind what a speaker span says of somebody: in a clause with "called", or between commas."""

from collections.abc import Sequence

from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.spans.bodies import SMALL
from tasks.quotes.naming.spans.capitals import (
    LINKS,
    LONGEST_NAME,
    behind_titles,
    build_name,
    has_role,
    is_name_word,
)
from tasks.quotes.naming.spans.cut import STOPS
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.bodies import is_body, says_it
from tasks.quotes.naming.words.called import find_called
from tasks.quotes.naming.words.names import name_words
from tasks.quotes.naming.words.nouns import find_head_noun, find_label
from tasks.quotes.naming.words.tokens import Tokens


def find_person_called(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the person whose name a clause of a span gives: "a packer who asked to be called only Jess"."""
    called, first = find_called(tokens, start + 1, end)
    stop = next((i for i in range(first, end) if not tokens.words[i][:1].isupper()), end)
    if first == stop:
        return None
    head = find_head_noun(tokens, start, called)
    person = build_name(tokens, behind_titles(tokens, first, stop), stop, "PERSON")
    if person is None or not ("who" in tokens.lower[start:called] or has_role(tokens, head, head + 1)):
        return None
    person.role = (start, head + 1)
    return person


def find_apposed(tokens: Tokens, start: int, end: int, comma: int) -> Mention | None:
    """Return who is named between commas behind what a span says of one up to its first comma.

    "Aydin's Norran counterpart, Per Dahl,", "the charity, Shirts for Elm", "his employer, Hallam Foods".
    """
    if tokens.words[comma : comma + 1] != [","]:
        return None
    stop = next((i for i in range(comma + 1, end) if tokens.words[i] in STOPS or tokens.lower[i] in LINKS), end)
    head = find_head_noun(tokens, start, comma)
    kind = find_label(tokens, head, plural=False)
    is_body = kind == "organisation" and tokens.words[comma - 1].islower()
    if is_body:
        stop = next((i for i in range(stop, end) if tokens.words[i] in STOPS), end)
        first = comma + 1 + (tokens.lower[comma + 1] in lexicon.ARTICLES)
        are_names = all(tokens.words[i].istitle() or tokens.lower[i] in SMALL for i in range(first, stop))
        return build_name(tokens, first, stop, "ORG") if are_names and stop > first + 1 else None
    names = range(behind_titles(tokens, comma + 1, stop), stop)
    is_one = tokens.tag[head] == "NN" or tokens.words[head].isupper() or tokens.folded[head] in lexicon.ROLES
    if kind != "person" or not is_one or not 2 <= len(names) <= LONGEST_NAME:
        return None
    if not all(is_name_word(tokens, i) or tokens.folded[i] in lexicon.PARTICLES for i in names):
        return None
    label = "ORG" if _is_firm(tokens, head, names) else "PERSON"
    return build_name(tokens, names.start, stop, label)


def _is_firm(tokens: Tokens, head: int, names: Sequence[int]) -> bool:
    """Return whether what is apposed to a noun for a person is a firm, by its words or as "it" in what it says."""
    words = tokens.folded[names[0] : names[-1] + 1]
    if is_body(name_words(words)):
        return True
    may_be_firm = tokens.folded[head] in lexicon.FIRM_ROLES and not lexicon.is_first_name(words[0])
    return may_be_firm and says_it(tokens, names[-1] + 1)
