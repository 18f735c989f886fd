"""Bodies that an article names only after it has spoken of them: "An ambulance trust failed him."."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.likeness import COMMON, find_kinds
from tasks.quotes.naming.referents.referent import Cast

_PLACE_NOUNS: Final = read_list("place_nouns")
_SAME_KINDS: Final = frozenset(["tribe", "union"])
"""Kinds of organisation that are all called so: of "Bakers Local 12" one says "the union"."""


def name_bodies(cast: Cast) -> None:
    """Give bodies that were spoken of before their name that name, where one name alone has their noun.

    "An ambulance trust failed him. The trust said ... Elm Vale Ambulance Trust": not "the finance department" of the
    Department of Works.
    """
    unnamed = [one for one in cast.known.values() if one.cluster is None and one.label == "organisation"]
    bodies = _index_bodies(cast.clusters) if unnamed else {}
    for referent in unnamed:
        fitting = list({one.id: one for noun in referent.heads for one in bodies.get(noun, ())}.values())
        if len(fitting) != 1:
            continue
        words = {word for one in referent.phrases for word in cast.tokens.folded[slice(*one)]}
        own = words - COMMON - referent.heads
        if (own or "the" in words) and own.issubset(fitting[0].words):
            referent.cluster = fitting[0]


def _index_bodies(clusters: Iterable[Cluster]) -> dict[str, list[Cluster]]:
    """Return noun → the bodies that are called by it: the last word of their names, or that before "for" or "of"."""
    bodies: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.label == "ORG":
            words = cluster.words
            link = next((i for i, word in enumerate(words) if i and word in {"for", "of"}), len(words))
            for noun in {words[link - 1]} - _PLACE_NOUNS | find_kinds(words) & _SAME_KINDS:
                bodies[noun].append(cluster)
    return bodies
