"""Who each speaker mention stands for: names, pronouns, descriptions and interview labels put to referents."""

from typing import Final

from tasks.quotes.naming.entities.edges import UNIDENTIFIED
from tasks.quotes.naming.entities.mentions import Cluster, Mention
from tasks.quotes.naming.referents.choose import Scored
from tasks.quotes.naming.referents.interview import read_interview
from tasks.quotes.naming.referents.referent import LABELS, Referent
from tasks.quotes.naming.referents.speaker_spans import SpeakerMention
from tasks.quotes.naming.referents.walk import NamedArticle, Walk
from tasks.quotes.naming.words.descriptions import find_phrase
from tasks.quotes.naming.words.lexicon import ARTICLES, PRONOUNS, ROLES
from tasks.quotes.naming.words.nouns import find_label, is_plural
from tasks.quotes.quote import SpeakerLabel

_ANTECEDENT_REACH: Final = 12
"""Tokens back from a relative pronoun where there is no parse."""


class Identification:
    """The speakers of one article as far as they are identified; None where nobody can be."""

    def __init__(self, article: NamedArticle, walk: Walk) -> None:
        self.article, self.tokens, self.walk = article, article.tokens, walk
        labels = [span.head for span in article.speakers if span and span.kind == "label"]
        self.interview = read_interview(article.tokens, article.clusters, labels)
        self.mention_at: list[Mention | None] = [None] * len(article.tokens)
        for mention in article.mentions:
            if mention.cluster is not None:
                self.mention_at[mention.start : mention.end] = [mention] * (mention.end - mention.start)
        self.outer_at: list[int | None] = [None] * len(article.tokens)
        """For each token the smallest quote around it, of those identified."""
        self.done: dict[int, Referent | None] = {}

    def identify_all(self) -> list[Referent | None]:
        """Return what each span stands for; outer quotes come before inner ones, so that "I" finds who is talking."""
        sizes = [end - start for start, end in self.article.contents]
        for index in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
            self.done[index] = self._identify(index)
            for i in range(*self.article.contents[index]):
                outer = self.outer_at[i]
                if outer is None or sizes[outer] > sizes[index]:
                    self.outer_at[i] = index
        return [self.done[index] for index in range(len(sizes))]

    def _identify(self, index: int) -> Referent | None:
        span = self.article.speakers[index]
        if span is None:
            return None
        if span.kind == "label":
            cluster = self.interview.find_speaker(self.tokens.lower[span.head])
            return self._find_named(cluster) if cluster else self._find_unnamed(span.head, span.end, "person")
        if span.kind == "name" and span.mention is not None:
            if span.is_plural:
                return self._find_unnamed(span.start, span.end, "group")
            return self._find_named(span.mention.cluster)
        if span.is_plural and not is_plural(self.tokens, span.head):  # "the mayor and the governor"
            return self._find_unnamed(span.start, span.end, "group")
        if span.kind == "pronoun":
            return self._identify_pronoun(span)
        found = self._find_standing(span.head)
        is_noun = self.tokens.tag[span.head] == "NNS" and self.mention_at[span.head] is None
        kinds = {"place", "organisation"} if is_noun else {"place"}
        if span.is_plural and found is not None and found.label in kinds:  # "insiders" are no state
            return self._find_unnamed(span.start, span.end, "group")
        if found is not None and (self._is_other(span, found) or self._is_talking(span, found)):
            return self._find_unnamed(span.start, span.end, "person")
        return found

    def _is_talking(self, span: SpeakerMention, found: Referent) -> bool:
        """Return whether a description stands in what it was put to says: “My father told me, ‘...’”."""
        return found.label == "person" and found is self._find_outer(span.head)

    def _is_other(self, span: SpeakerMention, found: Referent) -> bool:
        """Return whether the label of a turn is a role that the article does not give to whom it was put to."""
        words, start = self.tokens.words, span.start
        opens = start == 0 or "\n" in words[start - 1]
        cluster, role = found.cluster if found.label == "person" else None, self.tokens.lower[span.head]
        is_other = role in ROLES and cluster is not None and role not in cluster.role_heads
        is_label = words[span.end : span.end + 1] == [":"] and is_other
        return cluster is not None and opens and (is_label or self.tokens.folded[start] in UNIDENTIFIED)

    def _find_named(self, cluster: Cluster | None) -> Referent | None:
        return self.walk.cast.find_named(cluster) if cluster else None

    def _find_unnamed(self, start: int, end: int, label: SpeakerLabel) -> Referent:
        """Return a referent without a name; the same words, articles aside, are the same one."""
        key = " ".join(word for word in self.tokens.folded[start:end] if word not in ARTICLES)
        return self.walk.cast.find_unnamed(key, label, "u", (start, end))

    def _identify_pronoun(self, span: SpeakerMention) -> Referent | None:
        position = span.head
        match PRONOUNS.get(self.tokens.lower[position]):
            case "he" | "she" | "it" | "they":
                return self.walk.cast.at.get(position)
            case "i":
                author = self.interview.author
                outer = self._find_outer(position)
                return outer or self._find_named(author) or self._find_unnamed(position, position + 1, "person")
            case "we":
                outer = self._find_outer(position)
                is_body = outer is not None and outer.label == "organisation"
                return outer if is_body else self._find_unnamed(position, position + 1, "group")
            case "you":
                return self._find_addressee(position)
            case "who":
                return self._find_relative(position)
        return None

    def _find_outer(self, position: int) -> Referent | None:
        """Return the speaker of the smallest other quote around a token, or None."""
        outer = self.outer_at[position]
        return None if outer is None else self.done[outer]

    def _find_addressee(self, position: int) -> Referent | None:
        """Return who answers for a "you" in an interviewer's question."""
        outer = self.outer_at[position]
        span = None if outer is None else self.article.speakers[outer]
        answerer = self.interview.answerer
        if outer is None or span is None or span.kind != "label" or answerer is None:
            return None
        asking = self.done[outer]
        return None if asking is not None and asking.cluster is answerer else self._find_named(answerer)

    def _find_relative(self, position: int) -> Referent | None:
        """Return what "who" or "which" hangs on in the parse, else the nearest name or description before it."""
        tokens = self.tokens
        verb = tokens.head[position]
        if tokens.has_parse and tokens.dep[verb] == "relcl" and tokens.head[verb] < position:
            found = self._find_standing(tokens.head[verb])
            is_at = tokens.lower[tokens.head[tokens.head[verb]]] == "at"  # "at Corvane", whatever it was tagged as
            is_body = found is not None and (is_at or found.label in {"organisation", "place"})
            is_body = is_body and tokens.lower[position] == "who"
            return (self._find_bearer(tokens.head[verb]) if is_body else None) or found
        for i in range(position - 1, max(-1, position - _ANTECEDENT_REACH), -1):
            if i in self.walk.cast.at or self.mention_at[i] is not None:
                return self._find_standing(i)
        return None

    def _find_bearer(self, position: int) -> Referent | None:
        """Return the person to whom an apposition or "of" ties a body: "Ann Lee, head of the union, who"."""
        for _ in range(_ANTECEDENT_REACH):
            if self.tokens.dep[position] not in {"appos", "pobj", "prep"}:
                return None
            position = self.tokens.head[position]
            mention = self.mention_at[position]
            if mention is not None and mention.label == "PERSON":
                return self._find_named(mention.cluster)
        return None

    def _find_standing(self, position: int) -> Referent | None:
        """Return who or what stands at a token: a name, what a description stands for, or something unnamed."""
        mention, found = self.mention_at[position], self.walk.cast.at.get(position)
        if mention is not None and position not in self.walk.choices:  # "the Faroese" is a description
            if mention.label != "NORP":
                found = self._find_named(mention.cluster)
            elif found is not None and found.cluster is not None:  # "Republicans said"
                found = None
        if found is not None:
            return found
        plural, named = is_plural(self.tokens, position), self.mention_at[self.tokens.head[position]]
        label = find_label(self.tokens, position, plural)
        is_apposed = self.tokens.dep[position] == "appos" and not plural and named is not None
        if is_apposed and named is not None and label in {"unknown", LABELS.get(named.label)}:
            return self._find_standing(self.tokens.head[position])  # "Ann Lee, the keeper, who"
        return self._find_unnamed(*find_phrase(self.tokens, position), label)

    def find_choice(self, index: int) -> tuple[str, list[Scored]]:
        """Return the kind of expression that a speaker is, and its candidates; a name has none."""
        span = self.article.speakers[index]
        ranked = self.walk.choices.get(span.head, ()) if span else ()
        return (self.walk.kinds.get(span.head, "") if span else ""), list(ranked)
