"""The name beside a description that says whom it is of: "the director's uncle, Carl Berg", "the city of Arlen"."""

from collections.abc import Mapping
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.referent import LABELS, Cast
from tasks.quotes.naming.words.called import find_called
from tasks.quotes.naming.words.lexicon import PERSON_TITLES, SUBJECTS
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import SpeakerLabel

_PLACE_NOUNS: Final = read_list("place_nouns")
_LONGEST_CLAUSE: Final = 12


def find_beside(
    tokens: Tokens, head: int, end: int, label: SpeakerLabel, starts: Mapping[int, Cluster | None]
) -> Cluster | None:
    """Return what the name right behind a description names: "the director's uncle, Carl Berg", "the city of Arlen".

    Or behind "is": "The nephew is Carl Berg".
    """
    if label == "person" and (called := _find_called(tokens, end, starts)) is not None:
        return called
    is_place = tokens.lower[head] in _PLACE_NOUNS and tokens.lower[head + 1 : head + 2] == ["of"]
    is_named = label == "person" and tokens.dep[head] in SUBJECTS and tokens.lower[end : end + 1] in (["is"], ["was"])
    if not (is_place or is_named) and tokens.words[end : end + 1] != [","]:
        return None
    first = head + 2 if is_place else end + 1
    first += tokens.lower[first : first + 1] == ["the"] and tokens.folded[first + 1 : first + 2] != []
    while label == "person" and first < len(tokens) and tokens.folded[first] in PERSON_TITLES | {""}:
        first += 1  # "one of the traders, Mrs. Ann Lee,", "the head of the branch, the Rev. Ann Lee"
    found = starts.get(first)
    kind = LABELS.get(found.label) if found else None
    return found if kind == ("place" if is_place else label) else None


def _find_called(tokens: Tokens, end: int, starts: Mapping[int, Cluster | None]) -> Cluster | None:
    """Return the person whose name a clause behind a description gives: "a friend, who gave her name only as Jess"."""
    start = end + (tokens.words[end : end + 1] == [","])
    if tokens.lower[start : start + 1] != ["who"]:
        return None
    last = min(start + _LONGEST_CLAUSE, len(tokens))
    _, name = find_called(tokens, start + 1, last)
    return starts.get(name) if tokens.lower[name - 1] in {"as", "by"} else None


def find_before(cast: Cast, head: int, start: int, label: SpeakerLabel) -> Cluster | None:
    """Return the body that a description right behind its name is in apposition to: "Corvane, the chain that"."""
    tokens, found = cast.tokens, cast.at.get(start - 2)
    is_apposed = tokens.words[start - 1] == "," and tokens.dep[head] == "appos"
    if found is None or not is_apposed or not label == found.label == "organisation":
        return None
    return found.cluster if cast.starts.get(start - 2, start) <= tokens.head[head] < start else None
