"""Who each speaker mention stands for: names, pronouns, descriptions and interview labels put to clusters."""

from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.descriptions import find_described, folded, noun_phrase
from tasks.quotes.naming.lexicon import (
    FEMALE_PRONOUNS,
    FIRST_PLURAL,
    FIRST_SINGULAR,
    MALE_PRONOUNS,
    PLURAL_PRONOUNS,
    RELATIVE_PRONOUNS,
    SECOND_PERSON,
    THING_PRONOUNS,
)
from tasks.quotes.naming.organisations import find_firm, find_subject
from tasks.quotes.naming.scene import Scene
from tasks.quotes.naming.speakers import SpeakerMention, description_label, is_plural
from tasks.quotes.quote import Speaker, SpeakerLabel

UNKNOWN: Final = Speaker(None, "unknown", None)
NOBODY: Final = Speaker(None, "person", None)
_LABELS: Final[dict[str, SpeakerLabel]] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "place",
}
_REACH: Final = 150
"""Tokens back to the speaker whom "it" or "they" goes on with."""
_ANTECEDENT_REACH: Final = 12
"""Tokens back from a relative pronoun where there is no parse."""


def identify_speakers(scene: Scene) -> tuple[Speaker, ...]:
    """One speaker for each span; outer quotes before those inside them, so that "I" finds who is talking."""
    order = sorted(range(len(scene.spans)), key=lambda i: (scene.contents[i][0] - scene.contents[i][1], i))
    for index in order:
        scene.done[index] = _identify(scene, index)
    return tuple(scene.done[index] for index in range(len(scene.spans)))


def _identify(scene: Scene, index: int) -> Speaker:
    span = scene.spans[index]
    if span is None:
        return UNKNOWN
    if span.kind == "label":
        cluster = scene.interview.cluster_of(scene.tokens.lower[span.head])
        return name_cluster(cluster) if cluster else NOBODY
    if span.kind == "name" and span.mention is not None:
        if span.is_plural:
            return _unnamed(scene, span.start, span.end, "group")
        cluster = scene.cluster_at[span.mention.start]
        return name_cluster(cluster) if cluster else UNKNOWN
    if span.kind == "pronoun":
        return _pronoun(scene, index, span.head)
    return _description(scene, span)


def name_cluster(cluster: Cluster) -> Speaker:
    """A cluster as a speaker."""
    return Speaker(cluster.name, _LABELS.get(cluster.label, "unknown"), cluster.id)


def _unnamed(scene: Scene, start: int, end: int, label: SpeakerLabel) -> Speaker:
    """A speaker without a name; the same words, articles aside, are the same cluster."""
    words = folded(scene.tokens, start, end)
    return _numbered(scene, " ".join(word for word in words if word not in {"the", "a", "an"}), label)


def _numbered(scene: Scene, key: str, label: SpeakerLabel) -> Speaker:
    number = scene.unnamed.setdefault(key, len(scene.clusters) + len(scene.unnamed))
    return Speaker(None, label, number)


def _pronoun(scene: Scene, index: int, position: int) -> Speaker:
    word = scene.tokens.lower[position]
    if word in MALE_PRONOUNS or word in FEMALE_PRONOUNS:
        return _person(scene, position) or NOBODY
    if word in FIRST_SINGULAR:
        author = scene.interview.author
        return _outer(scene, index, position) or (name_cluster(author) if author else _numbered(scene, "i", "person"))
    if word in FIRST_PLURAL:
        outer = _outer(scene, index, position)
        return outer if outer and outer.label == "organisation" else _numbered(scene, "we", "group")
    if word in SECOND_PERSON:
        return _addressee(scene, index, position)
    if word in PLURAL_PRONOUNS:
        return _before(scene, position, {"organisation", "group", "place"}) or Speaker(None, "group", None)
    if word in THING_PRONOUNS:
        return _thing(scene, position)
    return _relative(scene, position) if word in RELATIVE_PRONOUNS else UNKNOWN


def _person(scene: Scene, position: int) -> Speaker | None:
    """The person that the walk over the article put at a token."""
    person = scene.people.at.get(position)
    if person is None:
        return None
    if isinstance(person.key, int):
        return name_cluster(scene.clusters[person.key])
    return _numbered(scene, person.key, "person")


def _outer_index(scene: Scene, index: int, position: int) -> int | None:
    """The smallest other quote around a token, among those identified so far."""
    around = [
        (end - start, other)
        for other, (start, end) in enumerate(scene.contents)
        if other != index and start <= position < end and other in scene.done
    ]
    return min(around)[1] if around else None


def _outer(scene: Scene, index: int, position: int) -> Speaker | None:
    """The speaker of the quote around a first person."""
    outer = _outer_index(scene, index, position)
    return None if outer is None else scene.done[outer]


def _addressee(scene: Scene, index: int, position: int) -> Speaker:
    """A "you" in an interviewer's question is who answers."""
    outer = _outer_index(scene, index, position)
    span = None if outer is None else scene.spans[outer]
    answerer = scene.interview.answerer
    if span is not None and span.kind == "label" and answerer and scene.done[outer or 0].cluster_id != answerer.id:
        return name_cluster(answerer)
    return UNKNOWN


def _before(scene: Scene, position: int, labels: set[SpeakerLabel]) -> Speaker | None:
    """The nearest earlier speaker of one of the kinds."""
    best: tuple[int, Speaker] | None = None
    for index, span in enumerate(scene.spans):
        if span is None or not 0 < position - span.head < _REACH or (best and span.head <= best[0]):
            continue
        if span.kind == "pronoun" and index not in scene.done:
            continue
        speaker = scene.done[index] if index in scene.done else _identify(scene, index)
        if speaker.label in labels:
            best = span.head, speaker
    return best[1] if best else None


def _thing(scene: Scene, position: int) -> Speaker:
    """An "it": the thing that spoke before, else the organisation or place that was the subject."""
    before = _before(scene, position, {"organisation", "place", "unknown"})
    if before is not None:
        return before
    subject = find_subject(scene.tokens, scene.clusters, position)
    return name_cluster(subject) if subject else UNKNOWN


def _relative(scene: Scene, position: int) -> Speaker:
    """What "who" or "which" hangs on in the parse, else the nearest name or description before it."""
    tokens = scene.tokens
    verb = tokens.head[position]
    if tokens.has_parse and tokens.dep[verb] == "relcl" and tokens.head[verb] < position:
        return _standing_at(scene, tokens.head[verb])
    for i in range(position - 1, max(-1, position - _ANTECEDENT_REACH), -1):
        if i in scene.people.at or scene.cluster_at[i] is not None:
            return _standing_at(scene, i)
    return UNKNOWN


def _standing_at(scene: Scene, position: int) -> Speaker:
    """Who or what stands at a token: a name, a person described, or something unnamed."""
    cluster = scene.cluster_at[position]
    if cluster is not None:
        return name_cluster(cluster)
    person = _person(scene, position)
    if person is not None:
        return person
    label = description_label(scene.tokens, position, is_plural(scene.tokens, position))
    return _unnamed(scene, *noun_phrase(scene.tokens, position), label)


def _description(scene: Scene, span: SpeakerMention) -> Speaker:
    """A named person or firm where the article shows which, else unnamed with the kind of its head noun."""
    person = scene.people.at.get(span.head)
    if person is not None and isinstance(person.key, int):
        return name_cluster(scene.clusters[person.key])
    found = find_firm(scene.tokens, scene.clusters, span.head)
    label = description_label(scene.tokens, span.head, span.is_plural)
    if found is None and label in {"person", "unknown"} and not span.is_plural:
        words = folded(scene.tokens, *noun_phrase(scene.tokens, span.head))
        found = find_described(words, span.head, scene.clusters, scene.people.roles)
    return name_cluster(found) if found else _unnamed(scene, span.start, span.end, label)
