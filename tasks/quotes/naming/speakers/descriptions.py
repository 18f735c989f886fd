"""The descriptions that an article has of each of its speakers, and who is named in them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster, Mention
from tasks.quotes.naming.referents.likeness import find_kinds
from tasks.quotes.naming.referents.referent import MOST_PHRASES, Cast, Referent
from tasks.quotes.naming.speakers.identify import Identification
from tasks.quotes.naming.words.lexicon import PRONOUNS
from tasks.quotes.naming.words.names import NameWords
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

EDGES: Final = frozenset([",", ":", ";", "–", "—", "-", "(", ")", "“", "”", '"', "'", "‘", "’", "'s", "’s"])
"""Marks that are no part of a description at whose edge they stand."""
_MOST_BODIES: Final = 2
"""Of one word: with two of them it tells no more which is meant."""
_GENERAL: Final = frozenset(["government", "military"])
"""Kinds of organisation whose nouns stand behind those of others: "Police Department", "Fire Brigade"."""


@dataclass(frozen=True, slots=True)
class DescribedArticle:
    """An article whose speakers are identified, with the descriptions that it has of each."""

    tokens: Tokens
    cast: Cast
    mention_at: Sequence[Mention | None]
    """For each token the name that it is in."""
    phrases: Mapping[int | str, Sequence[TokenRange]]
    """A referent's key → its descriptions, pronouns left out; those that are spans of it as a speaker come first."""
    spoken: Mapping[int | str, int]
    """A referent's key → how many of them are such spans."""
    speaking: frozenset[int]
    """Where the spans of named speakers begin."""
    bodies: dict[str, list[Cluster]] = field(default_factory=lambda: defaultdict(list))
    """A word → the first two organisations that have it in their name or are called so."""
    issuers: dict[frozenset[str], Cluster | None] = field(default_factory=dict)
    """Nouns for documents → who issued all that are called so, where that was asked for."""


def read_descriptions(identification: Identification, referents: Sequence[Referent | None]) -> DescribedArticle:
    """Return an article with the descriptions of the speakers; `referents` are these, in the order of their spans."""
    tokens, speakers = identification.tokens, identification.article.speakers
    phrases: dict[int | str, list[TokenRange]] = defaultdict(list)
    for span, referent in zip(speakers, referents, strict=True):
        if span and referent and span.kind == "description" and not _is_pronoun(tokens, span.start, span.end):
            phrases[referent.key].append(trim(tokens, span.start, span.end))
    spoken = {key: len(own) for key, own in phrases.items()}
    for referent in {one.number: one for one in referents if one}.values():
        phrases[referent.key] += [one for one in referent.phrases if not _is_pronoun(tokens, *one)]
    speaking = frozenset(span.start for span in speakers if span and span.mention)
    cast = identification.walk.cast
    article = DescribedArticle(tokens, cast, identification.mention_at, phrases, spoken, speaking)
    for referent in cast.known.values():
        _add_body(article, referent)
    return article


def _add_body(article: DescribedArticle, referent: Referent) -> None:
    """Note the words of an organisation's name, and the nouns that it is called by."""
    cluster = referent.cluster
    if cluster is not None and cluster.label == "ORG":
        for word in referent.heads.union(_list_own_nouns(cluster.words) if len(cluster.words) > 1 else ()):
            if len(article.bodies[word]) < _MOST_BODIES:
                article.bodies[word].append(cluster)


def _list_own_nouns(words: NameWords) -> NameWords:
    """Return the words of a name that may say what it is: no "police" of "Arlen Police Union" or "Order of Police"."""
    end = next((i for i, word in enumerate(words) if word in {"of", "for"}), len(words))
    kinds = find_kinds(words[end - 1 : end]) - _GENERAL
    return tuple(word for word in words[:end] if not kinds or not kinds.isdisjoint(find_kinds([word])))


def list_phrases(article: DescribedArticle, referent: Referent) -> list[TokenRange]:
    """Return the descriptions of a speaker, the longest first, of equals the first."""
    phrases = article.phrases.get(referent.key) or referent.phrases
    return nsmallest(MOST_PHRASES, phrases, key=lambda one: (one[0] - one[1], one[0]))


def find_cluster(article: DescribedArticle, start: int, end: int, labels: Container[str]) -> Cluster | None:
    """Return the first cluster with one of the labels that stands between two tokens, or None."""
    return next(list_clusters(article, start, end, labels), None)


def list_clusters(article: DescribedArticle, start: int, end: int, labels: Container[str]) -> Iterator[Cluster]:
    """Yield the clusters with one of the labels that stand between two tokens, by name or by description."""
    for i in range(start, end):
        mention = article.mention_at[i]
        if mention is not None:
            cluster = mention.cluster if mention.start == i else None
        else:
            standing = article.cast.at.get(i)
            cluster = standing.cluster if standing and not _is_named(standing, start, end) else None
        if cluster is not None and cluster.label in labels:
            yield cluster


def _is_named(referent: Referent, start: int, end: int) -> bool:
    """Return whether a referent is named between two tokens."""
    places = referent.references
    return any(kind == "name" for _, kind in places[bisect_left(places, (start,)) : bisect_left(places, (end,))])


def _is_pronoun(tokens: Tokens, start: int, end: int) -> bool:
    return all(word in PRONOUNS for word in tokens.lower[start:end] if word[:1].isalnum())


def trim(tokens: Tokens, start: int, end: int) -> TokenRange:
    """Return the edges of a phrase without marks at its ends, and without "which" before a noun."""
    while start < end and is_edge(tokens, start):
        start += 1
    start += end > start + 1 and tokens.tag[start] == "WDT"
    while start < end and is_edge(tokens, end - 1):
        end -= 1
    opening = next((i for i in range(start, end) if tokens.words[i] == "("), end)
    return start, end if ")" in tokens.words[opening:end] else opening


def is_edge(tokens: Tokens, i: int) -> bool:
    """Return whether a token is a mark or white space that is no part of a phrase at whose edge it stands."""
    return tokens.words[i] in EDGES or tokens.pos[i] == "SPACE"
