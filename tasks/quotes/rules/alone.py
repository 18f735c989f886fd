"""Quotations that stand alone beside their speaker: "Ann Lee put down her spoon. “In this very house?”"."""

from bisect import bisect_right
from collections.abc import Sequence

import spacy.tokens
from spacy.tokens import Token

from tasks.quotes.marks import Region
from tasks.quotes.naming.lexicon import ROLES
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.quoted_text import QuotedText, find_unclaimed

LEAST_WORDS = 3


def find_alone(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find quotations that are sentences, that nothing was found for, and that follow a sentence about a person.

    They have no cue, without which the tagger finds nothing: worth 1.5 and 3.4 points (quoted) on the own articles.
    """
    alone = [region for region in find_unclaimed(article, found) if is_sentence(article, region)]
    if not alone or not article.doc.has_annotation("DEP"):
        return []
    sentences = list(article.doc.sents)
    starts, people = [sentence.start for sentence in sentences], [find_person(sentence) for sentence in sentences]
    made = []
    for region in alone:
        end = article.find_end_before(region.start)
        line = article.find_line(end)[0]
        before = article.doc.char_span(line, end, alignment_mode="contract")
        person = people[bisect_right(starts, before.end - 1) - 1] if before and not before[-1].is_quote else None
        if person and person[0] >= line:
            made.append(Attribution((region.trim(article.text),), None, person))
    return made


def is_sentence(article: QuotedText, region: Region) -> bool:
    """Return whether a quotation is whole sentences, with nothing else in its sentence."""
    words = article.text[region.start + 1 : region.end].strip()
    end = article.find_end_before(region.start)
    whole = words[:1].isupper() and words.rstrip('”"’»')[-1:] in (".", "!", "?", "…")
    return whole and len(words.split()) >= LEAST_WORDS and article.text[max(0, end - 1) : end] in (*'.!?”"', "")


def find_person(sentence: spacy.tokens.Span) -> Span | None:
    """Return the words of the subject of a sentence where it is a person: a name, "he", a role ("the mayor")."""
    subjects = (token for token in sentence if token.dep_ in ("nsubj", "nsubjpass"))
    subject = next((token for token in subjects if token.head.dep_ == "ROOT"), None)
    if subject is None:
        return None
    end = subject.idx + len(subject)
    if subject.lower_ in ("he", "she"):
        return subject.idx, end
    if subject.pos_ == "NOUN" and subject.lemma_.lower() in ROLES:
        return subject.left_edge.idx, end
    return find_entity(subject) if subject.ent_type_ == "PERSON" else None


def find_entity(token: Token) -> Span:
    """Return the named entity that a token is in."""
    first = last = token
    while first.ent_iob_ == "I":
        first = first.nbor(-1)
    while last.i + 1 < len(last.doc) and last.nbor().ent_iob_ == "I":
        last = last.nbor()
    return first.idx, last.idx + len(last)
