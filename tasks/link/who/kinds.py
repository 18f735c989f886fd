"""Names that are taken for a person in one article and for an organisation in another: one kind for both."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from tasks.link.who.forms import find_sure_forms

_RATIO: Final = 4
"""How many times as often a single word must be of the other kind: "Ford" is a person here and a firm there."""


def find_other_kinds(counts: Mapping[str, Mapping[str, int]]) -> dict[tuple[str, str], str]:
    """Return (label, key) → the other label, where names of both kinds are mostly of that one.

    Full names count for their short forms: "Calder Rovers" says what "Rovers" is. `counts` has the articles of each
    key by label.
    """
    persons, organisations = counts["person"], counts["organisation"]
    shared = persons.keys() & organisations.keys()
    votes = {label: _count_votes(label, found, shared) for label, found in counts.items()}
    other = {}
    for key in shared:
        ranked = sorted(votes, key=lambda label: (votes[label][key], label))
        fewer, more = (votes[label][key] for label in ranked)
        if more > fewer and (" " in key or more >= _RATIO * fewer):
            other[ranked[0], key] = ranked[1]
    return other


def _count_votes(label: str, counts: Mapping[str, int], wanted: Iterable[str]) -> Counter[str]:
    votes = Counter({key: counts[key] for key in wanted})
    for key, articles in counts.items():
        for form in find_sure_forms(label, key):
            if form in votes:
                votes[form] += articles
    return votes
