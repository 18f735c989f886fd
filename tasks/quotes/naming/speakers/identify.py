"""Who each speaker mention stands for: names, pronouns, descriptions and interview labels put to referents."""

from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster, Mention
from tasks.quotes.naming.entities.no_names import UNIDENTIFIED
from tasks.quotes.naming.referents.choose import Scored
from tasks.quotes.naming.referents.interview import read_interview
from tasks.quotes.naming.referents.referent import LABELS, Referent
from tasks.quotes.naming.referents.walk import NamedArticle, Walk
from tasks.quotes.naming.spans.read import SpeakerMention
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
        if span.is_plural and (span.mention is not None or not is_plural(self.tokens, span.head)):
            # "Ann and Bo Lee", "the mayor and the governor"
            return self._find_unnamed(span.start, span.end, "group")
        if span.mention is not None:
            return self._find_named(span.mention.cluster)
        return self._identify_pronoun(span) if span.kind == "pronoun" else self._identify_description(span)

    def _identify_description(self, span: SpeakerMention) -> Referent:
        """Return what a description stands for, without a name where it is not what it was put to."""
        found = self._find_standing(span.head)
        if span.is_plural and (found.label == "place" or self._is_people_of(span, found)):
            return self._find_unnamed(span.start, span.end, "group")
        if found.label == "person" and (self._is_other(span, found) or found is self._find_outer(span.head)):
            return self._find_unnamed(span.start, span.end, "person")  # “My father told me, ‘...’”, he said
        return found

    def _is_people_of(self, span: SpeakerMention, found: Referent) -> bool:
        """Return whether a description in the plural was put to an organisation: "insiders" are none."""
        is_noun = self.tokens.tag[span.head] == "NNS" and self.mention_at[span.head] is None
        return is_noun and found.label == "organisation"

    def _is_other(self, span: SpeakerMention, found: Referent) -> bool:
        """Return whether the label of a turn is a role that the article does not give to whom it was put to, or nobody.

        "WITNESS:", "UNIDENTIFIED MALE (through translator):".
        """
        words, cluster, role = self.tokens.words, found.cluster, self.tokens.lower[span.head]
        if cluster is None or not (span.start == 0 or "\n" in words[span.start - 1]):
            return False
        is_label = words[span.end : span.end + 1] == [":"] and role in ROLES
        return (is_label and role not in cluster.role_heads) or self.tokens.folded[span.start] in UNIDENTIFIED

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
        if span is None or span.kind != "label":
            return None
        asking, answerer = self._find_outer(position), self.interview.answerer
        return None if asking is not None and asking.cluster is answerer else self._find_named(answerer)

    def _find_relative(self, position: int) -> Referent | None:
        """Return what "who" or "which" hangs on in the parse, else the nearest name or description before it."""
        tokens, verb = self.tokens, self.tokens.head[position]
        if tokens.dep[verb] != "relcl":
            before = range(position - 1, max(-1, position - _ANTECEDENT_REACH), -1)
            nearest = next((i for i in before if i in self.walk.cast.at), None)
            return None if nearest is None else self._find_standing(nearest)
        antecedent = tokens.head[verb]
        found = self._find_standing(antecedent)
        is_at = tokens.lower[tokens.head[antecedent]] == "at"  # "at Corvane", whatever it was tagged as
        if tokens.lower[position] == "which" and found.label == "person" and tokens.dep[antecedent] == "pobj":
            return self._find_standing(tokens.head[tokens.head[antecedent]])  # "an opinion of the judge, which"
        is_body = tokens.lower[position] == "who" and (is_at or found.label in {"organisation", "place"})
        return (self._find_bearer(antecedent) if is_body else None) or found

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

    def _find_standing(self, position: int) -> Referent:
        """Return who or what stands at a token: a name, what a description stands for, or something unnamed."""
        tokens, mention = self.tokens, self.mention_at[position]
        found = self.walk.cast.at.get(position)
        if mention is not None and position not in self.walk.choices:  # "the Faroese" is a description
            found = None if mention.label == "NORP" else self._find_named(mention.cluster)  # "Republicans said"
        if found is not None:
            return found
        plural, head = is_plural(tokens, position), tokens.head[position]
        label, named = find_label(tokens, position, plural), self.mention_at[head]
        is_apposed = tokens.dep[position] == "appos" and not plural
        if is_apposed and named is not None and label in {"unknown", LABELS.get(named.label)}:
            return self._find_standing(head)  # "Ann Lee, the keeper, who"
        return self._find_unnamed(*find_phrase(tokens, position), label)

    def find_choice(self, index: int) -> tuple[str, Sequence[Scored]]:
        """Return the kind of expression that a speaker is, and its candidates; a name has none."""
        span = self.article.speakers[index]
        return ("", ()) if span is None else (self.walk.kinds.get(span.head, ""), self.walk.choices.get(span.head, ()))
