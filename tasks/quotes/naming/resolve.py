"""Resolve an article: its named entities mended and clustered, every speaker mention turned into a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from tasks.quotes.naming.clusters import Cluster, build_clusters
from tasks.quotes.naming.labels import mend_labels
from tasks.quotes.naming.lexicon import (
    FEMALE_PRONOUNS,
    FIRST_PLURAL,
    FIRST_SINGULAR,
    MALE_PRONOUNS,
    PLURAL_PRONOUNS,
    RELATIVE_PRONOUNS,
    THING_PRONOUNS,
)
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention, read_mentions
from tasks.quotes.naming.missed import add_missed
from tasks.quotes.naming.spans import read_spans, with_missed_speakers
from tasks.quotes.naming.names import fold
from tasks.quotes.naming.descriptions import find_described, folded, noun_phrase
from tasks.quotes.naming.organisations import find_firm, find_subject
from tasks.quotes.naming.people import People, read_people
from tasks.quotes.naming.roles import Role, find_roles
from tasks.quotes.naming.speakers import SpeakerMention, description_label, is_plural
from tasks.quotes.naming.transcripts import ANSWER, QUESTION, find_answerer, find_author, find_questioner, is_label
from tasks.quotes.naming.tokens import Tokens, read_tokens
from tasks.quotes.quote import Attribution, Speaker, SpeakerLabel

_UNKNOWN = Speaker(None, "unknown", None)
_LABELS: dict[str, SpeakerLabel] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "place",
}  # fmt: skip


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
    """In text order, not overlapping; half-open, in characters of the text."""
    speakers: tuple[Speaker, ...]
    """One for each attribution, in their order."""


def resolve(doc: Doc, attributions: Sequence[Attribution]) -> Resolution:
    """Names for the speakers of `attributions` and clusters for the named entities of `doc`; never raises on text."""
    if not len(doc):
        return Resolution((), tuple(_UNKNOWN for _ in attributions))
    tokens = read_tokens(doc)
    mentions = mend_labels(tokens, read_mentions(doc, tokens))
    mentions = mend_labels(tokens, add_missed(tokens, mentions))
    spans = read_spans(tokens, mentions, [attribution.speaker for attribution in attributions])
    mentions = with_missed_speakers(mentions, spans)
    clusters = build_clusters(tokens, mentions)
    speakers = _Speakers(tokens, mentions, clusters, attributions, spans).resolve()
    return Resolution(_entities(tokens, mentions, clusters), speakers)


def _entities(tokens: Tokens, mentions: Sequence[Mention], clusters: Sequence[Cluster]) -> tuple[NamedEntity, ...]:
    of = {id(mention): cluster for cluster in clusters for mention in cluster.mentions}
    rows = []
    for mention in mentions:
        cluster = of.get(id(mention))
        start, end = tokens.starts[mention.start], tokens.ends[mention.end - 1]
        label = cluster.label if cluster and mention.label in NAMED_LABELS else mention.label
        rows.append(NamedEntity(start, end, label, cluster.id if cluster else None, cluster.name if cluster else None))
    return tuple(rows)


class _Speakers:
    """The state of resolving one article's speakers."""

    def __init__(
        self,
        tokens: Tokens,
        mentions: Sequence[Mention],
        clusters: list[Cluster],
        attributions: Sequence[Attribution],
        spans: Sequence[SpeakerMention | None],
    ) -> None:
        self.tokens = tokens
        self.mentions = mentions
        self.clusters = clusters
        self.attributions = attributions
        self.cluster_of = {id(mention): cluster for cluster in clusters for mention in cluster.mentions}
        self.roles: dict[int, list[Role]] = {
            cluster.id: [
                role for mention in cluster.mentions for role in find_roles(tokens, mention.start, mention.end)
            ]
            for cluster in clusters
            if cluster.label == "PERSON"
        }
        self.unnamed: dict[str, int] = {}
        self.author = find_author(tokens, clusters)
        self.read = spans
        self.contents = [
            tokens.between(a.content[0][0], a.content[-1][1]) if a.content else (0, 0) for a in attributions
        ]
        heads = frozenset(mention.head for mention in self.read if mention)
        own = {mention.head: span for mention, span in zip(self.read, self.contents, strict=True) if mention}
        self.people = read_people(People(tokens, clusters, self.roles, heads, own))
        self.done: dict[int, Speaker] = {}

    def resolve(self) -> tuple[Speaker, ...]:
        order = sorted(range(len(self.attributions)), key=lambda i: (self.contents[i][0] - self.contents[i][1], i))
        for i in order:
            self.done[i] = self._speaker(i)
        return tuple(self.done[i] for i in range(len(self.attributions)))

    def _speaker(self, index: int) -> Speaker:
        mention = self.read[index]
        if mention is None:
            return _UNKNOWN
        if is_label(self.tokens, mention.head) and self.tokens.lower[mention.head].rstrip(":.") in QUESTION | ANSWER:
            return self._interview(mention)
        if mention.kind == "name" and mention.mention is not None:
            if mention.is_plural:
                return self._unnamed(index, "group")
            return self._named(self.cluster_of.get(id(mention.mention)))
        if mention.kind == "pronoun":
            return self._pronoun(index, mention)
        return self._description(index, mention)

    def _interview(self, mention: SpeakerMention) -> Speaker:
        first = min(span.head for span in self.read if span and is_label(self.tokens, span.head))
        questioner = find_questioner(self.tokens, self.clusters, first) or self.author
        if self.tokens.lower[mention.head].rstrip(":.") in QUESTION:
            return self._named(questioner) if questioner else Speaker(None, "person", None)
        answerer = find_answerer(self.clusters, questioner, first)
        return self._named(answerer) if answerer else Speaker(None, "person", None)

    def _named(self, cluster: Cluster | None) -> Speaker:
        if cluster is None:
            return _UNKNOWN
        label = _LABELS.get(cluster.label, "unknown")
        return Speaker(cluster.name, label, cluster.id)

    def _unnamed(self, index: int, label: SpeakerLabel, key: str | None = None) -> Speaker:
        if key is None:
            start, end = self.tokens.between(*(self.attributions[index].speaker or (0, 0)))
            key = self._key(start, end)
        number = self.unnamed.setdefault(key, len(self.clusters) + len(self.unnamed))
        return Speaker(None, label, number)

    def _person(self, index: int, position: int) -> Speaker | None:
        person = self.people.at.get(position)
        if person is None:
            return None
        if isinstance(person.key, int):
            return self._named(self.clusters[person.key])
        return self._unnamed(index, "person", person.key)

    def _pronoun(self, index: int, mention: SpeakerMention) -> Speaker:
        word = self.tokens.lower[mention.head]
        if word in MALE_PRONOUNS or word in FEMALE_PRONOUNS:
            return self._person(index, mention.head) or Speaker(None, "person", None)
        if word in FIRST_SINGULAR:
            if (outer := self._outer(index, mention.head)) is not None:
                return outer
            return self._named(self.author) if self.author else self._unnamed(index, "person", "I")
        if word in FIRST_PLURAL:
            outer = self._outer(index, mention.head)
            return outer if outer and outer.label == "organisation" else self._unnamed(index, "group", "we")
        if word in PLURAL_PRONOUNS:
            return self._before(index, mention.head, {"organisation", "group", "place"}) or Speaker(None, "group", None)
        if word in THING_PRONOUNS:
            return self._thing(index, mention.head)
        if word in RELATIVE_PRONOUNS:
            return self._relative(index, mention.head)
        return _UNKNOWN

    def _thing(self, index: int, position: int) -> Speaker:
        """An "it": the thing that spoke before, else the organisation that was the subject."""
        before = self._before(index, position, {"organisation", "place", "unknown"})
        if before is not None:
            return before
        subject = find_subject(self.tokens, self.clusters, position)
        return self._named(subject) if subject else _UNKNOWN

    def _outer(self, index: int, position: int) -> Speaker | None:
        """The speaker of the smallest quote around a first person."""
        around = [
            (end - start, i)
            for i, (start, end) in enumerate(self.contents)
            if i != index and start <= position < end and i in self.done
        ]
        return self.done[min(around)[1]] if around else None

    def _before(self, index: int, position: int, labels: set[str]) -> Speaker | None:
        """The nearest earlier speaker of one of the kinds, else the nearest organisation that is a subject."""
        best: tuple[int, Speaker] | None = None
        for i, other in enumerate(self.read):
            if other is None or other.head >= position or i == index or other.kind == "pronoun" and i not in self.done:
                continue
            speaker = self.done.get(i) or self._speaker(i)
            if speaker.label in labels and position - other.head < 150 and (best is None or other.head > best[0]):
                best = other.head, speaker
        return best[1] if best else None

    def _relative(self, index: int, position: int) -> Speaker:
        """What "who" or "which" hangs on in the parse, else the nearest name or description before it."""
        tokens = self.tokens
        verb = tokens.head[position]
        if tokens.has_parse and tokens.dep[verb] == "relcl" and tokens.head[verb] < position:
            return self._at(index, tokens.head[verb])
        for i in range(position - 1, max(-1, position - 12), -1):
            if i in self.people.at or self._mention_at(i) is not None:
                return self._at(index, i)
        return _UNKNOWN

    def _mention_at(self, position: int) -> Mention | None:
        return next((m for m in self.mentions if m.start <= position < m.end and m.label in NAMED_LABELS), None)

    def _at(self, index: int, position: int) -> Speaker:
        """Who or what stands at a token: a name, a person described, or something unnamed."""
        mention = self._mention_at(position)
        if mention is not None:
            return self._named(self.cluster_of.get(id(mention)))
        person = self._person(index, position)
        if person is not None:
            return person
        label = description_label(self.tokens, position, is_plural(self.tokens, position))
        start, end = noun_phrase(self.tokens, position)
        return self._unnamed(index, label, self._key(start, end))

    def _key(self, start: int, end: int) -> str:
        words = [fold(word) for word in self.tokens.words[start:end]]
        return " ".join(word for word in words if word not in {"the", "a", "an"})

    def _description(self, index: int, mention: SpeakerMention) -> Speaker:
        person = self.people.at.get(mention.head)
        if person is not None and isinstance(person.key, int):
            return self._named(self.clusters[person.key])
        firm = find_firm(self.tokens, self.clusters, mention.head)
        if firm is not None:
            return self._named(firm)
        label = description_label(self.tokens, mention.head, mention.is_plural)
        if label in {"person", "unknown"} and not mention.is_plural:
            words = folded(self.tokens, *noun_phrase(self.tokens, mention.head))
            found = find_described(words, mention.head, self.clusters, self.roles)
            if found is not None:
                return self._named(found)
        return self._unnamed(index, label)
