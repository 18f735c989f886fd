"""Resolve an article: its named entities mended and clustered, every speaker mention turned into a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from tasks.quotes.naming.entities.abbreviations import join_abbreviated, read_posts
from tasks.quotes.naming.entities.ampersands import join_ampersands
from tasks.quotes.naming.entities.clusters import build_clusters
from tasks.quotes.naming.entities.labels import mend_labels
from tasks.quotes.naming.entities.missed import add_missed
from tasks.quotes.naming.entities.nicknames import join_nicknames, link_second_names
from tasks.quotes.naming.entities.overlong import trim_names
from tasks.quotes.naming.entities.recognised import read_mentions
from tasks.quotes.naming.referents.choose import choose
from tasks.quotes.naming.referents.roles import read_roles
from tasks.quotes.naming.referents.walk import Decide, NamedArticle, read_referents
from tasks.quotes.naming.spans.add_names import add_span_names
from tasks.quotes.naming.spans.read import add_speakers, read_speakers
from tasks.quotes.naming.speakers.details import UNKNOWN, describe_speakers
from tasks.quotes.naming.speakers.identify import Identification
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import Attribution, Speaker


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


def resolve(doc: Doc, attributions: Sequence[Attribution], decide: Decide = choose) -> Resolution:
    """Return names for the speakers of `attributions` and clusters for the named entities of `doc`.

    Works, less well, on a Doc without parse or entities; an empty Doc has no entities and unknown speakers. `decide`
    chooses among the candidates of pronouns and descriptions.
    """
    if not len(doc):
        return Resolution((), tuple(UNKNOWN for _ in attributions))
    article = read_article(doc, attributions)
    identification = Identification(article, read_referents(article, decide))
    tokens, mentions = article.tokens, article.mentions
    named = [(m.cluster.label, m.cluster.id, m.cluster.name) if m.cluster else (m.label, None, None) for m in mentions]
    edges = [(tokens.starts[mention.start], tokens.ends[mention.end - 1]) for mention in mentions]
    entities = tuple(NamedEntity(*edge, *name) for edge, name in zip(edges, named, strict=True))
    return Resolution(entities, describe_speakers(identification))


def read_article(doc: Doc, attributions: Sequence[Attribution]) -> NamedArticle:
    """Return a document with its mentions mended and clustered, and its speaker spans taken apart."""
    tokens = Tokens(doc)
    spans = [attribution.speaker for attribution in attributions]
    posts = read_posts(tokens)
    mentions = [one for one in read_mentions(doc, tokens) if tokens.words[one.start] not in posts]
    mentions = join_abbreviated(tokens, join_ampersands(tokens, mentions))
    mentions = join_nicknames(tokens, mentions)
    mentions = add_span_names(tokens, mentions, attributions)
    mend_labels(tokens, mentions)
    mentions = trim_names(tokens, add_missed(tokens, mentions))
    mend_labels(tokens, mentions)
    link_second_names(tokens, mentions)
    speakers = read_speakers(tokens, mentions, spans)
    mentions = add_speakers(mentions, speakers)
    clusters = build_clusters(tokens, mentions)
    read_roles(tokens, clusters)
    contents = [tokens.between(a.content[0][0], a.content[-1][1]) if a.content else (0, 0) for a in attributions]
    return NamedArticle(tokens, mentions, clusters, speakers, contents)
