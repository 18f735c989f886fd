"""Clusters of named mentions: which mentions of one article name the same person, organisation or place."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from tasks.quotes.naming.entities.bodies import group_bodies
from tasks.quotes.naming.entities.cluster_names import find_acronym, find_fullest, name_body, name_person
from tasks.quotes.naming.entities.mentions import NAMED_LABELS, Cluster, Group, Mention, find_most_common
from tasks.quotes.naming.entities.people import group_people
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.tokens import Tokens


def build_clusters(tokens: Tokens, mentions: Sequence[Mention]) -> list[Cluster]:
    """Return clusters in the order of their first mention, each with its fullest name; set them on their mentions."""
    people = group_people(tokens, [mention for mention in mentions if mention.label == "PERSON"])
    named = (mention for mention in mentions if mention.label in NAMED_LABELS)
    bodies = group_bodies(tokens, [mention for mention in named if mention.label != "PERSON"])
    groups = [sorted(group, key=attrgetter("start")) for group in people + bodies]
    groups.sort(key=lambda group: group[0].start)
    return [_build_cluster(tokens, number, group) for number, group in enumerate(groups)]


def _build_cluster(tokens: Tokens, number: int, group: Group) -> Cluster:
    fullest = find_fullest(tokens, group)
    cluster = Cluster(number, find_most_common([mention.label for mention in group]), "", fullest.words, "u", group)
    if cluster.label == "PERSON":
        genders = [gender for one in group if (gender := lexicon.title_gender(one.titles)) != "u"]
        cluster.gender = find_most_common(genders) if genders else lexicon.name_gender(fullest.words)
        cluster.name = name_person(tokens, group, fullest)
    else:
        cluster.full_name = name_body(tokens, group, fullest)
        cluster.name = find_acronym(tokens, group, fullest) or cluster.full_name
    for mention in group:
        mention.cluster = cluster
    return cluster


def last_before(cluster: Cluster, position: int) -> Mention | None:
    """Return the last mention that begins before a token, or None."""
    at = bisect_left(cluster.mentions, position, key=attrgetter("start"))
    return cluster.mentions[at - 1] if at else None
