"""Quotations that the tagger missed although a verb of saying, or "in the words of", stands right beside them."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from spacy.tokens import Doc, Token

from tasks.quotes.marks import Region, find_regions
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.claimed import find_claimed, is_claimed
from tasks.quotes.rules.mend import trim
from tasks.quotes.rules.speech import SAYING

SCORE = 0.7
FINITE, PAST, GERUND = ("VBD", "VBZ", "VBP"), ("VBD", "VBZ", "VBN"), "VBG"
OPENERS = ("", ".", "!", "?", "”", '"', ":")
"""What a sentence may follow; titles in quote marks stand within sentences."""
NOMINAL = ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART")
STOPS = (".", ";", "!", "?")
BLANKS = 20
"""Characters before a quotation among which the last that is no white space is looked for."""
REACH = 12
"""Tokens beside the quotation among which the verb is looked for."""
WORDS_OF = re.compile(r"\b(?P<cue>in the words of)\s+(?P<speaker>[^“”\"«»\n.;:]{2,100}?)[,:]?\s*$", re.IGNORECASE)
LONGEST = 120
"""Characters before a quotation among which "in the words of" is looked for."""


def add_quotatives(doc: Doc, text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, and one for each unclaimed quotation of the form "“...,” joked her brother".

    Or "in the words of her brother, “...”", which is common in news and rare in what the tagger learnt from.
    """
    if not doc.has_annotation("DEP"):
        return list(found)
    claimed = find_claimed(text, found)
    missed = [
        item
        for region in find_regions(text)
        if not region.depth
        if not is_claimed(claimed, region)
        if (item := read_quotative(doc, text, region) or read_words_of(text, region))
    ]
    return [*found, *missed]


def read_quotative(doc: Doc, text: str, region: Region) -> Attribution | None:
    """The attribution of a quotation to the subject of the verb beside it; None where there is no such verb."""
    verb = find_verb_after(doc, text, region) or find_verb_before(doc, text, region)
    speaker = find_speaker(doc, verb, region) if verb else None
    if verb is None or speaker is None:
        return None
    cue = verb.idx, verb.idx + len(verb)
    return Attribution((trim(text, region),), cue, speaker, is_speech=True, score=SCORE)


def read_words_of(text: str, region: Region) -> Attribution | None:
    """The attribution in "in the words of Ann Lee, “...”"; None where those words do not stand before the quotation."""
    match = WORDS_OF.search(text, max(0, region.start - LONGEST), region.start)
    if match is None:
        return None
    return Attribution((trim(text, region),), match.span("cue"), match.span("speaker"), is_speech=True, score=SCORE)


def find_verb_after(doc: Doc, text: str, region: Region) -> Token | None:
    """The verb in "“...,” she said" and "“...?” asked Ann Lee": the first behind a comma or mark inside the marks."""
    opens = text[max(0, region.start - BLANKS) : region.start].rstrip()[-1:] in OPENERS
    if not opens or text[region.start : region.end].rstrip("”\"’'» ")[-1:] not in (",", "?", "!", "—"):
        return None
    inside = doc.char_span(region.start, region.end, alignment_mode="expand")
    words = list(doc[inside.end : inside.end + REACH]) if inside else []
    if words and words[0].is_title and words[0].pos_ not in ("PROPN", "PRON"):
        return None
    return words[0] if words and is_inverted(words[0]) else find_verb(words)


def is_inverted(token: Token) -> bool:
    """Whether a word right behind a quotation is a verb of saying; parsers take some for participles."""
    return token.tag_ in PAST and token.lemma_.lower() in SAYING


def find_verb_before(doc: Doc, text: str, region: Region) -> Token | None:
    """The verb in "Ann Lee said, “...”" and "she told them: “...”": the last before a comma or colon."""
    if text[max(0, region.start - BLANKS) : region.start].rstrip()[-1:] not in (",", ":"):
        return None
    first = doc.char_span(region.start, region.start + 1, alignment_mode="expand")
    if first is None:
        return None
    before = list(doc[max(0, first.start - REACH) : first.start])
    return find_verb(before[-2::-1])


def find_verb(tokens: Iterable[Token]) -> Token | None:
    """The first finite verb, where it is one of saying and nothing but words and commas stands before it."""
    for token in tokens:
        if token.tag_ in FINITE:
            return token if token.lemma_.lower() in SAYING else None
        if token.tag_ == GERUND or token.is_quote or "\n" in token.text or token.text in STOPS:
            return None
    return None


def find_speaker(doc: Doc, verb: Token, region: Region) -> Span | None:
    """The words of the verb's subject, in the parse or right behind it; None where they touch the quotation."""
    outside = [child for child in verb.children if not region.start <= child.idx < region.end]
    subject = next((child for child in outside if child.dep_ == "nsubj"), None)
    words = list_subject(subject, verb) if subject else list_behind(doc, verb) if verb.idx >= region.end else []
    if not words:
        return None
    start, end = words[0].idx, words[-1].idx + len(words[-1])
    return None if start < region.end and end > region.start else (start, end)


def list_subject(subject: Token, verb: Token) -> list[Token]:
    """The words of a subject on its side of the verb."""
    return [token for token in subject.subtree if (token.i < verb.i) == (subject.i < verb.i)]


def list_behind(doc: Doc, verb: Token) -> list[Token]:
    """The noun phrase right behind a verb; none where something else stands there."""
    behind = doc[verb.i + 1 : verb.i + 1 + REACH]
    return list(takewhile(lambda token: token.pos_ in NOMINAL or token.lower_ == "of", behind))
