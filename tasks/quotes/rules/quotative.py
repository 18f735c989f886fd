"""Quotations that the tagger missed although a verb of saying, or "in the words of", stands right beside them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.tokens import Doc, Token

from tasks.quotes.lists import read_list
from tasks.quotes.marks import Region
from tasks.quotes.quote import Attribution, Span, overlap
from tasks.quotes.rules.quoted_text import QuotedText, find_unclaimed

FINITE, PAST, GERUND = ("VBD", "VBZ", "VBP"), ("VBD", "VBZ", "VBN"), "VBG"
BEFORE_SENTENCE = ("", ".", "!", "?", "”", '"', ":")
"""What a sentence may follow; titles in quote marks stand within sentences."""
NOMINAL = ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART")
SENTENCE_STOPS = (".", ";", "!", "?")
BLANKS = 20
"""Characters before a quotation among which the last that is no white space is looked for."""
REACH = 12
"""Tokens beside the quotation among which the verb is looked for."""
WORDS_OF = re.compile(r"\b(?P<cue>in the words of)\s+(?P<speaker>[^“”\"«»\n.;:]{2,100}?)[,:]?\s*$", re.IGNORECASE)
WINDOW = 120
"""Characters before a quotation among which "in the words of" is looked for."""


def find_quotatives(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find unclaimed quotations beside a verb of saying with a subject: "“...,” joked her brother".

    The form is common in news and rare in what the tagger learnt from: worth 0.4 and 1.0 points (quoted) on the own
    articles.
    """
    if not article.doc.has_annotation("DEP"):
        return []
    subjects, made = find_subjects(article.doc), []
    for region in find_unclaimed(article, found):
        verb = find_verb_after(article, region) or find_verb_before(article, region)
        speaker = find_speaker(verb, region, subjects.get(verb.i, ())) if verb else None
        if verb and speaker and not overlap(speaker, region.span):
            made.append(Attribution((region.trim(article.text),), (verb.idx, verb.idx + len(verb)), speaker))
    return made


def find_subjects(doc: Doc) -> dict[int, list[Token]]:
    """Return the number of each token that has subjects -> these in order; asked token by token it takes far longer."""
    table = doc.to_array([DEP, HEAD])
    subjects = defaultdict[int, list[Token]](list)
    for number in np.flatnonzero(table[:, 0] == doc.vocab.strings["nsubj"]).tolist():
        subjects[number + int(table[number, 1].astype(np.int64))].append(doc[number])
    return subjects


def find_words_of(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find unclaimed quotations introduced by "in the words of Ann Lee": worth 1.6 points (quoted) on GUM news."""
    if not article.doc.has_annotation("DEP"):
        return []
    made = []
    for region in find_unclaimed(article, found):
        if match := WORDS_OF.search(article.text, max(0, region.start - WINDOW), region.start):
            made.append(Attribution((region.trim(article.text),), match.span("cue"), match.span("speaker")))
    return made


def find_char_before(text: str, place: int) -> str:
    """Return the last character shortly before a place that is no white space; "" where there is none."""
    return text[max(0, place - BLANKS) : place].rstrip()[-1:]


def find_verb_after(article: QuotedText, region: Region) -> Token | None:
    """Return the verb in "“...,” she said" and "“...?” asked Ann Lee": it follows a comma or mark inside the marks."""
    text, doc = article.text, article.doc
    opens = find_char_before(text, region.start) in BEFORE_SENTENCE
    if not opens or text[region.start : region.end].rstrip("”\"’'» ")[-1:] not in (",", "?", "!", "—"):
        return None
    inside = doc.char_span(region.start, region.end, alignment_mode="expand")
    words = list(doc[inside.end : inside.end + REACH]) if inside else []
    if words and words[0].is_title and words[0].pos_ not in ("PROPN", "PRON"):
        return None
    return words[0] if words and is_inverted(words[0]) else find_verb(words)


def is_inverted(token: Token) -> bool:
    """Return whether a word right behind a quotation is a verb of saying; parsers take some for participles."""
    return token.tag_ in PAST and is_of_saying(token)


def is_of_saying(token: Token) -> bool:
    """Return whether a word names an act of speech.

    Requests and judgements ("urged", "accused", "called it") are not in the list: they tell of wanting and weighing;
    where they quote, the quote marks make them speech. On GUM news (dev), whole quotes, the list is worth 3.2 points
    of e2e F1; with requests and judgements too it is worth 1.3.
    """
    return token.lemma_.lower() in read_list("verbs_of_saying")


def find_verb_before(article: QuotedText, region: Region) -> Token | None:
    """Return the verb in "Ann Lee said, “...”" and "she told them: “...”": the last before a comma or colon."""
    if find_char_before(article.text, region.start) not in (",", ":"):
        return None
    first = article.doc.char_span(region.start, region.start + 1, alignment_mode="expand")
    if first is None:
        return None
    before = list(article.doc[max(0, first.start - REACH) : first.start])
    return find_verb(before[-2::-1])


def find_verb(tokens: Iterable[Token]) -> Token | None:
    """Return the first finite verb, where it is one of saying and nothing but words and commas stands before it."""
    for token in tokens:
        if token.tag_ in FINITE:
            return token if is_of_saying(token) else None
        if token.tag_ == GERUND or token.is_quote or "\n" in token.text or token.text in SENTENCE_STOPS:
            return None
    return None


def find_speaker(verb: Token, region: Region, subjects: Iterable[Token]) -> Span | None:
    """Return the words of the verb's subject, in the parse or right behind it; None where there is none."""
    subject = next((token for token in subjects if not region.start <= token.idx < region.end), None)
    if subject is None:
        return find_span(list_behind(verb)) if verb.idx >= region.end else None
    first, last = subject.left_edge.i, subject.right_edge.i  # cut on its side of the verb
    start, end = (first, min(last + 1, verb.i)) if subject.i < verb.i else (max(first, verb.i + 1), last + 1)
    return find_span(list(subject.doc[start:end]))


def find_span(words: Sequence[Token]) -> Span | None:
    """Return the characters from the first to the last of some tokens; None for none."""
    return (words[0].idx, words[-1].idx + len(words[-1])) if words else None


def list_behind(verb: Token) -> list[Token]:
    """Return the noun phrase right behind a verb; no words where something else stands there."""
    behind = verb.doc[verb.i + 1 : verb.i + 1 + REACH]
    return list(takewhile(lambda token: token.pos_ in NOMINAL or token.lower_ == "of", behind))
