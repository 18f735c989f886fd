"""The name that a speaker span is about: a person's, or that of the organisation or place that is its head."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import NAMED_LABELS, Mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.bodies import has_kind_before
from tasks.quotes.naming.words.nouns import DOCUMENT_NOUNS, find_label, is_plural
from tasks.quotes.naming.words.tokens import OPENING_QUOTES, Tokens

_INNER_PARTS: Final = frozenset(["NOUN", "PROPN", "ADJ", "DET", "NUM", "PART"])
_TAKING: Final = frozenset(["ADP", "VERB", "AUX", "SCONJ"])
_BEHIND_POSSESSIVES: Final = frozenset(["NOUN", "PROPN", "ADJ", "NUM", "ADV", "VERB"])
_NAME_TAILS: Final = read_list("name_tails")
_BODY_TAILS: Final = _NAME_TAILS | read_list("kinds_of_organisation") | {"campaign", "group", "union"}
"""What a body's name may have behind it: "the Corvane Watch campaign group"."""


def find_name(tokens: Tokens, start: int, end: int, head: int, mentions: Sequence[Mention]) -> Mention | None:
    """Return the person that the span is about, else the organisation or place that is its head, else None."""
    certain = next((mention for mention in mentions if mention.is_certain), None)
    is_one = tokens.lower[start : start + 2] == ["one", "of"]  # "one of his advisers, Ann Lee,"
    is_several = tokens.pos[head] == "NOUN" and is_plural(tokens, head) and not is_one
    if is_several and (certain is None or certain.label != "PERSON"):
        return None
    if certain is not None:
        return certain
    clause = _find_clause(tokens, start, end)
    inside = [m for m in mentions if m.start < clause]
    names = [m for m in inside if m.label != "NORP"]
    governed = _find_governed(tokens, start, names)
    free = [m for m, is_governed in zip(names, governed, strict=True) if not is_governed]
    free = [m for m in free if m.label in NAMED_LABELS and not _modifies_noun(tokens, m, end)]
    person = next((mention for mention in free if mention.label == "PERSON"), None)
    is_issuer = person is not None and person.start > head and find_label(tokens, head, plural=False) == "document"
    if person is not None and not is_issuer:  # "a memo from the union's treasurer, Ann Lee"
        return person
    if _is_closing(tokens, head, mentions[-1:], end):
        return mentions[-1]
    for mention in free:
        if mention.start <= head + 1 or (mention.start == head + 2 and tokens.words[head + 1] == ","):
            return mention
    return None


def _is_closing(tokens: Tokens, head: int, last: Sequence[Mention], end: int) -> bool:
    """Return whether the last name of a span names what it describes: "the owner, the firm Corvane,".

    Or "the member who wrote them, Ann Lee,".
    """
    if not last or last[0].label not in {"ORG", "PERSON"} or last[0].end + (tokens.words[end - 1] == ",") != end:
        return False
    first = last[0].start
    while first > head and tokens.pos[first - 1] in _INNER_PARTS:
        first -= 1
    if first <= head + 1 or tokens.words[first - 1] != ",":
        return False
    kinds = [find_label(tokens, i, plural=False) for i in (head, first - 2)]
    if last[0].label == "PERSON":
        return kinds[0] == "person" != kinds[1]
    return kinds[0] == "organisation" or has_kind_before(tokens, last[0].start)


def _find_clause(tokens: Tokens, start: int, end: int) -> int:
    """Return where a relative clause begins that says something of the speaker: "the body that Ann Lee founded".

    "A man who goes by the name Rusty" is Rusty.
    """
    is_relative = (i for i in range(start + 1, end) if tokens.tag[i] == "WDT" or tokens.lower[i] in {"who", "whom"})
    return next((i for i in is_relative if lexicon.CALLING.isdisjoint(tokens.lower[i:end])), end)


def _find_governed(tokens: Tokens, start: int, names: Sequence[Mention]) -> list[bool]:
    """Return for each name whether a preposition or verb takes it: "a spokesman for Ann Lee and Bo Ray"."""
    governed: list[bool] = []
    last_list = max((i for i in range(start, names[-1].start) if tokens.pos[i] == "CCONJ"), default=-1) if names else -1
    for mention in names:
        i = mention.start - 1
        while i >= start and tokens.lower[i] not in lexicon.CALLING and _is_inner(tokens, i):
            i -= 1
        is_list = last_list >= mention.end
        if i >= start and (tokens.pos[i] == "CCONJ" or (tokens.words[i] == "," and is_list)):
            joined = bisect_right(names, i, key=attrgetter("end")) - 1
            governed.append(joined >= 0 and i - names[joined].end < 3 and governed[joined])
        else:
            takes = i >= start and tokens.pos[i] in _TAKING
            is_verb = tokens.tag[i] in {"VB", "VBP"} and tokens.pos[i - 1] == "NOUN"  # "policy lead Ann Lee"
            governed.append(takes and not is_verb)
    return governed


def _is_inner(tokens: Tokens, i: int) -> bool:
    """Return whether a token may stand between a preposition and a name: "in the “Lee or Bust” crowd"."""
    is_title = tokens.folded[i] in lexicon.PERSON_TITLES
    is_part = tokens.pos[i] in _INNER_PARTS or tokens.dep[i] == "amod"
    return is_title or is_part or tokens.words[i] in OPENING_QUOTES


def _modifies_noun(tokens: Tokens, mention: Mention, end: int) -> bool:
    """Return whether the name only modifies what follows: "Lee's lawyer", "Interfax officials", "Harwell-based"."""
    i = mention.end
    if i >= end:
        return False
    if tokens.words[i] == "-":
        return tokens.words[i + 1 : i + 2] != [] and tokens.words[i + 1].islower()
    if tokens.lower[i] in {"'s", "'"}:
        return i + 1 < end and tokens.pos[i + 1] in _BEHIND_POSSESSIVES
    tails = _BODY_TAILS if mention.label == "ORG" else _NAME_TAILS
    while i < end and tokens.lower[i] in tails:
        i += 1
    if mention.label == "PERSON":  # "Ann Lee MP", but "the NDP MLA"
        return i < end and tokens.pos[i] == "NOUN" and tokens.folded[i] not in lexicon.SUFFIXES
    return i < end and (tokens.pos[i] in {"NOUN", "PROPN", "ADJ"} or tokens.lower[i] in DOCUMENT_NOUNS)
