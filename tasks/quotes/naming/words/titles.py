"""Titles: the phrases around a name that say who somebody is, and those of them that are a person's."""

from collections.abc import Iterator
from typing import Final

from tasks.quotes.naming.words.lexicon import SUBJECTS
from tasks.quotes.naming.words.title_parts import find_head, is_personal, is_stop_of
from tasks.quotes.naming.words.titles_before import find_apposition, find_before, find_shared
from tasks.quotes.naming.words.titles_behind import find_behind
from tasks.quotes.naming.words.tokens import ADDRESSES, TokenRange, Tokens

_RETIRED: Final = frozenset(["ret", "retd", "retired", "rtd"])
"""What stands in brackets between a rank and a name."""
_COURTESY: Final = (
    _RETIRED
    | {"hon", "honorable", "honourable", "right", "rt"}
    | {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "lady", "madam", "madame", "late"}
    | {"alhaja", "alhaji", "begum", "encik", "frau", "haji", "hajah", "hajia", "herr", "ibu", "mademoiselle", "mlle"}
    | {"mme", "monsieur", "pak", "puan", "senor", "senora", "shri", "signor", "signora", "smt", "thiru", "weizero"}
    | {"", ".", "(", ")"}
)
"""Titles that say nothing of what somebody does."""
_ADDRESSES: Final = ADDRESSES | {"baroness", "dame", "lady", "lord"}


def find_phrases(
    tokens: Tokens, start: int, end: int, *, is_body: bool = False
) -> tuple[TokenRange, TokenRange, TokenRange]:
    """Return what says who a name is: the words before it, and the appositions before and behind it or after "is".

    Of a body also who speaks behind it: "he flew for Corvane, the airline said".
    """
    first = outer = _find_first(tokens, start, end)
    before = find_before(tokens, first)
    if 0 < first < start and before == (first, first) and tokens.lower[first - 1] == "the":
        whole = find_before(tokens, first - 1)  # "Vatican spokesman the Rev. Carl Berg"
        before, outer = (whole, first) if whole[0] < whole[1] else (before, first - 1)
    return before, find_apposition(tokens, min(outer, before[0])), find_behind(tokens, start, end, is_body=is_body)


def _find_first(tokens: Tokens, start: int, end: int) -> int:
    """Return where a name begins with its address, as "Dr" in "the head of the school, Dr Ann Lee", and bracket."""
    first = start
    while first and (tokens.folded[first - 1] in _ADDRESSES or is_stop_of(tokens, first - 1, ADDRESSES)):
        first -= 1
    first -= 3 if first > 2 and tokens.folded[first - 2] in _RETIRED else 0  # "Col (retd) Ann Lee"
    is_aside = tokens.words[first - 1 : first] == ["("] and tokens.words[end : end + 1] in ([")"], ["):"])
    return first - is_aside  # "The Chair (Ann Lee)"


def find_titles(tokens: Tokens, start: int, end: int) -> Iterator[TokenRange]:
    """Yield the phrases around a name that give a person's role or title, as far as they go: "state Sen." too."""
    before, *others = find_phrases(tokens, start, end)
    between = tokens.folded[before[1] : start]
    if between[:1] != ["the"] and not _COURTESY.issuperset(between):
        before = before[0], start
    for first, last in (before, find_shared(tokens, start), *others):
        head = find_head(tokens, first, last)
        if head is None or _COURTESY.issuperset(tokens.folded[first:last]):
            continue
        if last < start and before[0] < before[1] and tokens.lower[first : first + 2] == ["one", "of"]:
            continue  # "one of the officers, Constable Ann Lee"
        if not (start <= last and first < end) and _is_of_others(tokens, first, head, start, end):
            continue
        if is_personal(tokens, head, _list_kinds(tokens, first, head, start, end)):
            yield first, last


def _is_of_others(tokens: Tokens, first: int, head: int, start: int, end: int) -> bool:
    """Return whether an apposition stands for several people, of whom the name is none or one.

    "It cost Ann Lee, friends of the family said", "all candidates, Ann Lee in particular"; but "one of the candidates".
    """
    if tokens.tag[head] != "NNS" or "and" in tokens.lower[start - 1 : end + 1]:
        return False
    return "one" not in tokens.lower[max(0, first - 2) : head]


def _list_kinds(tokens: Tokens, first: int, head: int, start: int, end: int) -> set[str]:
    """Return the kinds that the noun of a title may be of: behind a name "a" says that any is a person's."""
    is_behind = first >= end and tokens.tag[head] == "NN"
    is_apposed = is_behind and tokens.dep[head] in {"appos", "conj", ""}
    kinds = {"person"}
    if is_apposed and tokens.lower[first] in {"a", "an"}:
        kinds.add("document")  # "Ann Lee, a guide"
    if (
        (is_behind and tokens.words[first - 2].isdigit())  # "Ann Lee, 66, publican"
        or (is_apposed and _is_determined(tokens, first, head))
        or _is_opening_noun(tokens, first, head, start, end)
        or _is_parsed_apposition(tokens, head, end)
    ):
        kinds.add("unknown")
    return kinds


def _is_determined(tokens: Tokens, first: int, head: int) -> bool:
    """Return whether an article, a number or an owner stands before a noun; no "Ann Lee, a sign of strength"."""
    is_determined = tokens.pos[first] in {"DET", "NUM"} or "'s" in tokens.lower[first:head]
    return is_determined and tokens.lower[head + 1 : head + 2] != ["of"]


def _is_opening_noun(tokens: Tokens, first: int, head: int, start: int, end: int) -> bool:
    """Return whether a sentence opens with a noun that the parse ties to a name: "Former pradhan Ann Lee said"."""
    is_tied = head == start - 1 and tokens.tag[head] == "NN" and tokens.dep[head] == "compound"
    return is_tied and tokens.is_opening[first] and tokens.dep[end - 1] in SUBJECTS


def _is_parsed_apposition(tokens: Tokens, head: int, end: int) -> bool:
    """Return whether a name is in apposition to a noun by the parse: "the barmaid, Ann Lee"."""
    return tokens.dep[end - 1] == "appos" and tokens.head[end - 1] == head and tokens.tag[head] in {"NN", "NNP"}
