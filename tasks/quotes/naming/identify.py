"""Who each speaker mention stands for: names, pronouns, descriptions and interview labels put to clusters."""

import math
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.descriptions import find_described
from tasks.quotes.naming.lexicon import ARTICLES, PRONOUNS, SUBJECTS
from tasks.quotes.naming.mentions import Cluster, Mention
from tasks.quotes.naming.nouns import find_label, find_phrase, is_plural
from tasks.quotes.naming.people import NamedArticle, read_interview
from tasks.quotes.naming.pronouns import Cast
from tasks.quotes.naming.speakers import SpeakerMention
from tasks.quotes.quote import Speaker, SpeakerLabel

UNKNOWN: Final = Speaker(None, "unknown", None)
_NOBODY: Final = Speaker(None, "person", None)
_PLACES: Final[dict[str, SpeakerLabel]] = dict.fromkeys(("GPE", "LOC", "FAC", "NORP"), "place")
_LABELS: Final[dict[str, SpeakerLabel]] = {"PERSON": "person", "ORG": "organisation", **_PLACES}
_REACH: Final = 150
"""Tokens back to the speaker that "it" or "they" refers to."""
_FIRM_REACH: Final = 120
_SUBJECT_REACH: Final = 60
_ANTECEDENT_REACH: Final = 12
"""Tokens back from a relative pronoun where there is no parse."""
_FIRM_NOUNS: Final = read_list("firm_nouns")
_PUBLIC_BODIES: Final = read_list("public_bodies")


def _name_cluster(cluster: Cluster | None) -> Speaker:
    return Speaker(cluster.name, _LABELS.get(cluster.label, "unknown"), cluster.id) if cluster else UNKNOWN


class Identification:
    """The speakers of one article as far as they are identified."""

    def __init__(self, article: NamedArticle, cast: Cast) -> None:
        self.article, self.tokens, self.cast = article, article.tokens, cast
        labels = [span.head for span in article.speakers if span and span.kind == "label"]
        self.interview = read_interview(article.tokens, article.clusters, labels)
        self.mention_at: list[Mention | None] = [None] * len(article.tokens)
        for mention in article.mentions:
            if mention.cluster is not None:
                self.mention_at[mention.start : mention.end] = [mention] * (mention.end - mention.start)
        self.heads = sorted((span.head, i) for i, span in enumerate(article.speakers) if span)
        self.outer_at: list[int | None] = [None] * len(article.tokens)
        """For each token the smallest quote around it, of those identified."""
        self.unnamed: dict[str, int] = {}
        """Words of an unnamed speaker → its cluster id."""
        self.done: dict[int, Speaker] = {}

    def identify_all(self) -> tuple[Speaker, ...]:
        """Return one speaker for each span; outer quotes come before inner ones, so that "I" finds who is talking."""
        sizes = [end - start for start, end in self.article.contents]
        for index in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
            self.done[index] = self._identify(index)
            for i in range(*self.article.contents[index]):
                outer = self.outer_at[i]
                if outer is None or sizes[outer] > sizes[index]:
                    self.outer_at[i] = index
        return tuple(self.done[index] for index in range(len(sizes)))

    def _identify(self, index: int) -> Speaker:
        span = self.article.speakers[index]
        if span is None:
            return UNKNOWN
        if span.kind == "label":
            cluster = self.interview.find_speaker(self.tokens.lower[span.head])
            return _name_cluster(cluster) if cluster else _NOBODY
        if span.kind == "name" and span.mention is not None:
            if span.is_plural:
                return self._find_unnamed(span.start, span.end, "group")
            return _name_cluster(self._cluster_at(span.mention.start))
        return self._identify_pronoun(span.head) if span.kind == "pronoun" else self._identify_description(span)

    def _cluster_at(self, position: int) -> Cluster | None:
        mention = self.mention_at[position]
        return mention.cluster if mention else None

    def _find_unnamed(self, start: int, end: int, label: SpeakerLabel) -> Speaker:
        words = self.tokens.folded[start:end]
        return self._number(" ".join(word for word in words if word not in ARTICLES), label)

    def _number(self, key: str, label: SpeakerLabel) -> Speaker:
        """Return a speaker without a name; the same words, articles aside, are the same cluster."""
        number = self.unnamed.setdefault(key, len(self.article.clusters) + len(self.unnamed))
        return Speaker(None, label, number)

    def _identify_pronoun(self, position: int) -> Speaker:
        match PRONOUNS.get(self.tokens.lower[position]):
            case "he" | "she":
                return self._find_person(position) or _NOBODY
            case "i":
                author = self.interview.author
                outer = self._find_outer(position)
                return outer or (_name_cluster(author) if author else self._number("i", "person"))
            case "we":
                outer = self._find_outer(position)
                return outer if outer and outer.label == "organisation" else self._number("we", "group")
            case "you":
                return self._find_addressee(position)
            case "they":
                return self._find_before(position, {"organisation", "group", "place"}) or Speaker(None, "group", None)
            case "it":
                before = self._find_before(position, {"organisation", "place", "unknown"})
                return before or _name_cluster(self._find_subject(position))
            case "who":
                return self._find_relative(position)
        return UNKNOWN

    def _find_person(self, position: int) -> Speaker | None:
        """Return the person that the walk over the article put at a token, or None."""
        person = self.cast.at.get(position)
        if person is None:
            return None
        return _name_cluster(person.cluster) if person.cluster else self._number(str(person.key), "person")

    def _find_outer(self, position: int) -> Speaker | None:
        """Return the speaker of the smallest other quote around a token, or None."""
        outer = self.outer_at[position]
        return None if outer is None else self.done[outer]

    def _find_addressee(self, position: int) -> Speaker:
        """Return who answers for a "you" in an interviewer's question."""
        outer = self.outer_at[position]
        span = None if outer is None else self.article.speakers[outer]
        answerer = self.interview.answerer
        if outer is None or span is None or span.kind != "label" or answerer is None:
            return UNKNOWN
        return UNKNOWN if self.done[outer].cluster_id == answerer.id else _name_cluster(answerer)

    def _find_before(self, position: int, labels: set[SpeakerLabel]) -> Speaker | None:
        """Return the nearest earlier speaker of one of the kinds, or None."""
        best: tuple[int, Speaker] | None = None
        first, last = (bisect_left(self.heads, (head,)) for head in (position - _REACH + 1, position))
        for index in sorted(index for _, index in self.heads[first:last]):
            span = self.article.speakers[index]
            is_open = index not in self.done
            if span is None or (best and span.head <= best[0]) or (span.kind == "pronoun" and is_open):
                continue
            speaker = self._identify(index) if is_open else self.done[index]
            if speaker.label in labels:
                best = span.head, speaker
        return best[1] if best else None

    def _find_relative(self, position: int) -> Speaker:
        """Return what "who" or "which" hangs on in the parse, else the nearest name or description before it."""
        tokens = self.tokens
        verb = tokens.head[position]
        if tokens.has_parse and tokens.dep[verb] == "relcl" and tokens.head[verb] < position:
            return self._find_standing(tokens.head[verb])
        for i in range(position - 1, max(-1, position - _ANTECEDENT_REACH), -1):
            if i in self.cast.at or self.mention_at[i] is not None:
                return self._find_standing(i)
        return UNKNOWN

    def _find_standing(self, position: int) -> Speaker:
        """Return who or what stands at a token: a name, a person described, or something unnamed."""
        cluster = self._cluster_at(position)
        person = None if cluster else self._find_person(position)
        if cluster or person:
            return person or _name_cluster(cluster)
        label = find_label(self.tokens, position, is_plural(self.tokens, position))
        return self._find_unnamed(*find_phrase(self.tokens, position), label)

    def _identify_description(self, span: SpeakerMention) -> Speaker:
        """Return a named person or firm where the article shows which, else the kind of the head noun."""
        tokens = self.tokens
        person = self.cast.at.get(span.head)
        found = (person.cluster if person else None) or self._find_firm(span.head)
        label = find_label(tokens, span.head, span.is_plural)
        if found is None and label in {"person", "unknown"} and not span.is_plural:
            start, end = find_phrase(tokens, span.head)
            found = find_described(tokens.folded[start:end], span.head, self.article.roles)
        return _name_cluster(found) if found else self._find_unnamed(span.start, span.end, label)

    def _find_firm(self, head: int) -> Cluster | None:
        """Return the organisation that "the company" stands for, or None."""
        lower = self.tokens.lower
        if lower[head] not in _FIRM_NOUNS or lower[head - 1 : head] != ["the"]:
            return None
        firms = [(c, m) for c, m in self._find_last(head, _FIRM_REACH) if c.label == "ORG"]
        return self._choose_salient([m for c, m in firms if _PUBLIC_BODIES.isdisjoint(c.words)], head)

    def _find_subject(self, position: int) -> Cluster | None:
        """Return the organisation or place that was the subject of a sentence right before an "it", or None."""
        things = [m for c, m in self._find_last(position, _SUBJECT_REACH) if c.label in {"ORG", "GPE"}]
        return self._choose_salient([m for m in things if self.tokens.dep[m.end - 1] in SUBJECTS], position)

    def _find_last(self, position: int, reach: int) -> list[tuple[Cluster, Mention]]:
        """Return the clusters within reach before a token, by their ids, each with its last mention."""
        last: dict[Cluster, Mention] = {}
        for i in range(position - 1, max(0, position - reach) - 1, -1):
            mention = self.mention_at[i]
            if mention is not None and mention.cluster is not None and mention.start == i:
                last.setdefault(mention.cluster, mention)
        return sorted(last.items(), key=lambda item: item[0].id)

    def _choose_salient(self, mentions: Iterable[Mention], position: int) -> Cluster | None:
        """Return the cluster of the nearest and most named of the last mentions, a subject rather than not, or None."""

        def score(last: Mention) -> float:
            is_subject = self.tokens.dep[last.end - 1] in SUBJECTS
            count = len(last.cluster.mentions) if last.cluster else 0
            return math.exp((last.start - position) / 60) + 0.5 * math.log1p(count) + 0.5 * is_subject

        best = max(mentions, key=score, default=None)
        return best.cluster if best else None
