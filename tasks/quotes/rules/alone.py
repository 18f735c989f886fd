"""Quotations that stand alone beside their speaker: "Ann Lee put down her spoon. “In this very house?”"."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set

import spacy.tokens
from spacy.tokens import Token

from tasks.quotes.marks import Region
from tasks.quotes.naming.words.lexicon import ROLES
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.quotative import NOUNS_OF_SAYING, is_of_saying
from tasks.quotes.rules.quoted_text import STAMP, QuotedText, find_unclaimed

LEAST_WORDS = 1
SAYING = re.compile(NOUNS_OF_SAYING)
LONGEST_RUN = 20
"""So many lines behind a quotation may be quotations as well before one says whose they are."""


def find_alone(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find quotations that are sentences, that nothing was found for, beside a sentence about a person.

    That is the one before in the paragraph, or behind a quotation that opens it: “I am leaving.” Lee shook her head.
    They have no cue, without which the tagger finds nothing: worth 1.5 and 3.4 points (quoted) on the own articles.
    """
    alone = [region for region in find_unclaimed(article, found) if is_sentence(article, region)]
    if not alone or not article.doc.has_annotation("DEP"):
        return []
    people = People(article, found)
    owned = ((region, people.find_after(region) or people.find_before(region)) for region in alone)
    return [Attribution((region.trim(article.text),), None, person) for region, person in owned if person]


def drop_beats(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Drop what takes the sentence behind a quotation for its cue, where another is before, or the time.

    “I am staying.” The fishmonger nodded. A full stop ends such a quotation, and the verb is none of speech.
    """
    if not article.doc.has_annotation("DEP"):
        return list(found)
    people = People(article, found)
    return [item for item in found if not is_stamped(article, item) and not is_beat(article, people, item)]


def is_stamped(article: QuotedText, item: Attribution) -> bool:
    """Return whether a speaker is but the time in a live blog: "14.40 BST “...,” Lee tweets"."""
    start = article.find_line(item.speaker[0])[0] if item.speaker else 0
    stamp = STAMP.match(article.text, start) if item.speaker else None
    return stamp is not None and item.speaker is not None and item.speaker[1] <= stamp.end()


def is_beat(article: QuotedText, people: "People", item: Attribution) -> bool:
    """Return whether a cue is what somebody does behind a whole quotation that another's sentence introduces."""
    inside = sorted(article.find_inside(item.content))
    if item.cue is None or len(inside) != 1:
        return False
    cue = article.doc.char_span(*item.cue, alignment_mode="expand") or ()
    region = article.quotations[inside[0]]
    stops = article.text[max(region.start, region.end - 2) : region.end - 1] == "." and region.end <= item.cue[0]
    introduced = not article.opens_line(region) and people.find_before(region) is not None
    return stops and introduced and not any(map(is_of_saying, cue)) and is_sentence(article, region)


class People:
    """The sentences of an article and whom they are about, found once for all quotations."""

    def __init__(self, article: QuotedText, found: Sequence[Attribution]) -> None:
        self.article = article
        self.sentences = list(article.doc.sents)
        self.starts = [sentence.start for sentence in self.sentences]
        people = [entity[-1] for entity in article.doc.ents if entity.label_ == "PERSON"]
        speakers = (article.doc.char_span(*item.speaker) for item in found if item.speaker)
        people += [words[-1] for words in speakers if words and words[-1].is_title]
        self.names = {token.text for token in people}
        self.people: dict[int, Span | None] = {}
        """The last words of people's and speakers' names."""

    def find_person(self, token: int) -> Span | None:
        """Return the person that the sentence of a token is about."""
        number = bisect_right(self.starts, token) - 1
        if number not in self.people:
            self.people[number] = find_person(self.sentences[number], self.names)
        return self.people[number]

    def find_before(self, region: Region) -> Span | None:
        """Return the person that the sentence before a quotation is about."""
        end = self.article.find_end_before(region.start)
        line = self.article.find_line(end)[0]
        before = self.article.doc.char_span(line, end, alignment_mode="contract")
        if not before or before[-1].is_quote:
            return None
        person = self.find_person(before.end - 1)
        return person if person and person[0] >= line else None

    def find_after(self, region: Region) -> Span | None:
        """Return the person that the sentence behind a quotation is about, where the quotation opens their line."""
        end = self.article.find_line(region.start)[1]
        after = self.article.doc.char_span(region.end, end, alignment_mode="contract")
        if not after or not self.article.opens_line(region) or after[0].is_quote:
            return None
        person = self.find_person(after.start)
        return person if person and person[0] >= region.end else None

    def find_beside(self, region: Region) -> Span | None:
        """Return the one person named in the line before a quotation, else whom the line behind it is about.

        Lines that are quotations as well are passed over, and another quotation in a line leaves nobody.
        """
        lines = self.article.lines
        number = bisect_right(lines, (region.start, region.end)) - 1
        before = self.list_words(lines[number - 1]) if number > 0 else []
        names = set(list_people(before))
        if len(names) == 1:
            return names.pop()
        following = lines[number + 1 : number + 1 + LONGEST_RUN]
        behind = next((line for line in following if self.article.text[line[0]] not in '“"'), None)
        words = self.list_words(behind) if behind else []
        names = set(list_people(words))
        return (self.find_person(words[0].i) if words else None) or (names.pop() if len(names) == 1 else None)

    def list_words(self, line: Span) -> list[Token]:
        """Return the words of a line; none where it holds a quotation."""
        words = list(self.article.doc.char_span(*line, alignment_mode="contract") or ())
        return words if not any(token.is_quote for token in words) else []


def is_sentence(article: QuotedText, region: Region) -> bool:
    """Return whether a quotation is whole sentences, with nothing else in its sentence."""
    words = article.text[region.start + 1 : region.end].strip()
    end = article.find_end_before(region.start)
    whole = words[:1].isupper() and words.rstrip("”\"’'»")[-1:] in (".", "!", "?", "…")
    is_stamped = end > article.find_line(region.start)[0] and article.opens_line(region)  # "16:05: “Go.” Lee is up."
    is_first = is_stamped or article.text[max(0, end - 1) : end] in (*".!?”\"’'", "")
    return whole and len(words.split()) >= LEAST_WORDS and is_first


def find_person(sentence: spacy.tokens.Span, names: Set[str]) -> Span | None:
    """Return the words of the subject of a sentence where it is a person: a name, "he", a role ("the mayor").

    Or of whom the subject is the answer: "Her answer was short."

    `names` has the last names of people, which the recogniser may miss where they stand alone.
    """
    subjects = (token for token in sentence if token.dep_ in ("nsubj", "nsubjpass"))
    subject = next((token for token in subjects if token.head.dep_ == "ROOT"), None)
    if subject is None:
        return None
    if subject.lower_ in ("he", "she"):
        return subject.idx, subject.idx + len(subject)
    owner = next((token for token in subject.lefts if token.dep_ == "poss"), None)
    if owner is not None and SAYING.fullmatch(subject.lower_):
        return (owner.idx, owner.idx + len(owner)) if owner.pos_ == "PRON" else find_entity(owner)
    if subject.tag_ == "NN" and subject.lemma_.lower() in ROLES:
        return subject.left_edge.idx, subject.idx + len(subject)
    is_name = subject.ent_type_ == "PERSON" or (not subject.ent_type_ and subject.text in names)
    return find_entity(subject) if is_name else None


def list_people(words: Iterable[Token]) -> Iterator[Span]:
    """Yield the named person that each word of one is in."""
    return (find_entity(token) for token in words if token.ent_type_ == "PERSON")


def find_entity(token: Token) -> Span:
    """Return the named entity that a token is in."""
    first = last = token
    while first.ent_iob_ == "I":
        first = first.nbor(-1)
    while last.i + 1 < len(last.doc) and last.nbor().ent_iob_ == "I":
        last = last.nbor()
    return first.idx, last.idx + len(last)
