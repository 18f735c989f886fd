"""Resolve an article: its named entities mended and clustered, every speaker mention turned into a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from tasks.quotes.naming.clusters import Cluster, build_clusters
from tasks.quotes.naming.descriptions import Roles
from tasks.quotes.naming.identify import UNKNOWN, identify_speakers
from tasks.quotes.naming.labels import mend_labels
from tasks.quotes.naming.mentions import Mention, read_mentions
from tasks.quotes.naming.missed import add_missed
from tasks.quotes.naming.people import People, read_people
from tasks.quotes.naming.roles import find_roles
from tasks.quotes.naming.scene import Scene, cluster_tokens
from tasks.quotes.naming.spans import read_spans, with_missed_speakers
from tasks.quotes.naming.speakers import SpeakerMention
from tasks.quotes.naming.tokens import Tokens, read_tokens
from tasks.quotes.naming.transcripts import read_interview
from tasks.quotes.quote import Attribution, Span, Speaker


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """One entity of an article; dates and numbers have neither cluster nor name."""

    start: int
    end: int
    label: str
    cluster_id: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What naming finds in one article."""

    entities: tuple[NamedEntity, ...]
    """In text order, not overlapping; half-open, in characters of the text, on token edges."""
    speakers: tuple[Speaker, ...]
    """One for each attribution, in their order."""


def resolve(doc: Doc, attributions: Sequence[Attribution]) -> Resolution:
    """Names for the speakers of `attributions` and clusters for the named entities of `doc`.

    Works, less well, on a Doc without parse or entities; an empty Doc has no entities and unknown speakers.
    """
    if not len(doc):
        return Resolution((), tuple(UNKNOWN for _ in attributions))
    tokens, mentions, clusters, spans = read_article(doc, [attribution.speaker for attribution in attributions])
    people = build_people(tokens, clusters, spans, attributions)
    speakers = identify_speakers(_build_scene(people, spans, attributions))
    return Resolution(_entities(tokens, mentions, clusters), speakers)


type Reading = tuple[Tokens, Sequence[Mention], Sequence[Cluster], Sequence[SpeakerMention | None]]


def read_article(doc: Doc, speakers: Sequence[Span | None]) -> Reading:
    """The columns, mended mentions and clusters of a Doc, and its speaker spans taken apart."""
    tokens = read_tokens(doc)
    mentions = mend_labels(tokens, read_mentions(doc, tokens))
    mentions = mend_labels(tokens, add_missed(tokens, mentions))
    spans = read_spans(tokens, mentions, speakers)
    mentions = with_missed_speakers(mentions, spans)
    return tokens, mentions, build_clusters(tokens, mentions), spans


def build_people(
    tokens: Tokens,
    clusters: Sequence[Cluster],
    spans: Sequence[SpeakerMention | None],
    attributions: Sequence[Attribution],
) -> People:
    """What the walk over an article starts from."""
    own = {
        span.head: _content(tokens, attribution)
        for span, attribution in zip(spans, attributions, strict=True)
        if span is not None
    }
    return People(tokens, clusters, _find_all_roles(tokens, clusters), frozenset(own), own)


def _content(tokens: Tokens, attribution: Attribution) -> tuple[int, int]:
    content = attribution.content
    return tokens.between(content[0][0], content[-1][1]) if content else (0, 0)


def _build_scene(people: People, spans: Sequence[SpeakerMention | None], attributions: Sequence[Attribution]) -> Scene:
    tokens, clusters = people.tokens, people.clusters
    contents = [_content(tokens, attribution) for attribution in attributions]
    interview = read_interview(tokens, clusters, [span.head for span in spans if span and span.kind == "label"])
    at = cluster_tokens(tokens, clusters)
    return Scene(tokens, clusters, at, read_people(people), spans, contents, interview)


def _find_all_roles(tokens: Tokens, clusters: Sequence[Cluster]) -> Roles:
    return {
        cluster.id: [role for mention in cluster.mentions for role in find_roles(tokens, mention.start, mention.end)]
        for cluster in clusters
        if cluster.label == "PERSON"
    }


def _entities(tokens: Tokens, mentions: Sequence[Mention], clusters: Sequence[Cluster]) -> tuple[NamedEntity, ...]:
    cluster_of = {id(mention): cluster for cluster in clusters for mention in cluster.mentions}
    return tuple(_entity(tokens, mention, cluster_of.get(id(mention))) for mention in mentions)


def _entity(tokens: Tokens, mention: Mention, cluster: Cluster | None) -> NamedEntity:
    start, end = tokens.starts[mention.start], tokens.ends[mention.end - 1]
    if cluster is None:
        return NamedEntity(start, end, mention.label, None, None)
    return NamedEntity(start, end, cluster.label, cluster.id, cluster.name)
