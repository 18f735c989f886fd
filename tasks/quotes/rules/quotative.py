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
from tasks.quotes.naming.words.lexicon import ROLES
from tasks.quotes.quote import Attribution, Span, overlap
from tasks.quotes.rules.quoted_text import QuotedText, find_unclaimed, mark

FINITE, PAST, GERUND, MODAL = ("VBD", "VBZ", "VBP"), ("VBD", "VBZ", "VBN"), "VBG", "MD"
PARTICLES = ("in", "out", "back", "up")
"""What may stand between a verb and its subject: "chimed in Ann Lee"."""
BEFORE_SENTENCE = ("", ".", "!", "?", "“", "”", '"', ":")
"""What a sentence may follow; titles in quote marks stand within sentences."""
NOMINAL = ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART")
SENTENCE_STOPS = (".", ";", "!", "?")
BLANKS = 20
"""Characters before a quotation among which the last that is no white space is looked for."""
REACH = 12
"""Tokens beside the quotation among which the verb is looked for."""
PHRASE = r"(?P<speaker>[^“”\"«»\n.;:,]{2,80}?(?:,[^“”\"«»\n.;:,]{2,60})?)"
"""Who speaks: a name, with an apposition or without."""
NOUNS_OF_SAYING = r"(?:words?|telling|phrase|view|verdict|answer|advice|reply|response|motto|message|conclusion)"
PUT_IT = r"(?:once\s+|later\s+)?(?:put|puts|phrased|framed|has put|had put)\s+it"
BEFORE = [
    re.compile(form + r",?:?\s*$", re.IGNORECASE)
    for form in (
        r"\b(?P<cue>in the words of)\s+(?P<speaker>[^“”\"«»\n.;:]{2,100}?)",
        rf"\b(?P<cue>per)\s+{PHRASE}",
        rf"\b(?P<cue>as)\s+{PHRASE}\s+{PUT_IT}",
        rf"\bin\s+{PHRASE}['’]s\s+(?P<cue>{NOUNS_OF_SAYING})",
        r"\bby\s+(?P<speaker>his|her)\s+(?P<cue>own\s+(?:account|admission|description|reckoning|telling))",
    )
]
AFTER = [
    re.compile(r"\s*,?[—–-]?\s*" + form + r"(?=[.,;]|\s[—–-])", re.IGNORECASE)
    for form in (
        rf"(?P<cue>in the words of)\s+{PHRASE}",
        rf"(?P<cue>per)\s+{PHRASE}",
        rf"(?:(?:is|was)\s)?(?P<cue>as|how)\s+{PHRASE}\s+{PUT_IT}",
        rf"in\s+{PHRASE}['’]s\s+(?P<cue>{NOUNS_OF_SAYING})",
    )
]
OPENINGS = [
    re.compile(r"(?:^|(?<=\n)|(?<=[.!?”] ))" + form + r",\s(?=[^“\"])")
    for form in (
        rf"(?:By|In)\s{PHRASE}['’]s\s(?:own\s)?(?P<cue>account|count|estimate|opinion|reckoning|tally|telling|view)",
        rf"As\s{PHRASE}\s(?P<cue>(?:sees|saw|tells|told|puts|put)\sit)",
    )
]
"""What opens a sentence without marks: "By the agency's own count, 14 bridges are shut"."""
WINDOW = 120
"""Characters before and behind a quotation among which "in the words of" is looked for."""


def find_quotatives(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find unclaimed quotations beside a verb of saying with a subject: "“...,” joked her brother".

    The form is common in news and rare in what the tagger learnt from: worth 0.4 and 1.0 points (quoted) on the own
    articles.
    """
    if not article.doc.has_annotation("DEP"):
        return []
    subjects, made = find_subjects(article.doc), []
    taken = {item.cue[0] for item in found if item.cue}
    for region in find_unclaimed(article, found):
        verb = find_verb_after(article, region) or find_verb_before(article, region)
        speaker = find_speaker(verb, region, subjects.get(verb.i, ())) if verb else None
        if verb and verb.idx not in taken and speaker and not overlap(speaker, region.span):
            made.append(Attribution((region.trim(article.text),), (verb.idx, verb.idx + len(verb)), speaker))
    return made


def find_subjects(doc: Doc) -> dict[int, list[Token]]:
    """Return the number of each token that has subjects -> these in order."""
    return find_dependents(doc, "nsubj")


def find_dependents(doc: Doc, *labels: str) -> dict[int, list[Token]]:
    """Return the number of each token -> what hangs on it with a label; asked token by token it takes far longer."""
    table = doc.to_array([DEP, HEAD])
    dependents = defaultdict[int, list[Token]](list)
    for number in np.flatnonzero(np.isin(table[:, 0], [doc.vocab.strings[label] for label in labels])).tolist():
        dependents[number + int(table[number, 1].astype(np.int64))].append(doc[number])
    return dependents


def find_words_of(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find unclaimed quotations beside "in the words of Ann Lee", "as Lee put it", "per Lee" or "in Lee's telling".

    Worth 1.6 points (quoted) on GUM news. Also sentences without marks behind "By Lee's count," or the like.
    """
    if not article.doc.has_annotation("DEP"):
        return []
    made = []
    for region in find_unclaimed(article, found):
        before = (form.search(article.text, max(0, region.start - WINDOW), region.start) for form in BEFORE)
        after = (form.match(article.text, region.end, region.end + WINDOW) for form in AFTER)
        if match := next(filter(None, (*before, *after)), None):
            made.append(Attribution((region.trim(article.text),), match.span("cue"), match.span("speaker")))
    claimed = mark(article, (part for item in found for part in item.parts))
    for match in (one for form in OPENINGS for one in form.finditer(article.text)):
        start = match.end()
        words = article.doc.char_span(start, start + 1, alignment_mode="expand")
        end = start + len(article.text[start : words.sent.end_char].rstrip(" .\n")) if words else start
        if end > start and not claimed[match.start() : end].any():
            made.append(Attribution(((start, end),), match.span("cue"), match.span("speaker")))
    return made


def find_char_before(text: str, place: int) -> str:
    """Return the last character shortly before a place that is no white space; "" where there is none."""
    return text[max(0, place - BLANKS) : place].rstrip()[-1:]


def find_verb_after(article: QuotedText, region: Region) -> Token | None:
    """Return the verb in "“...,” she said" and "“...?” asked Ann Lee": it follows a comma or mark inside the marks."""
    text, doc = article.text, article.doc
    opens = find_char_before(text, region.start) in BEFORE_SENTENCE or article.opens_line(region)
    if not opens or text[region.start : region.end].rstrip("”\"’'» ")[-1:] not in (",", "?", "!", "—"):
        return None
    inside = doc.char_span(region.start, region.end, alignment_mode="expand")
    words = list(doc[inside.end : inside.end + REACH]) if inside else []
    if words and words[0].is_title and words[0].pos_ not in ("PROPN", "PRON"):
        return None
    is_cue = bool(words) and (is_inverted(words[0]) or (words[0].tag_ in PAST and names_person(list_behind(words[0]))))
    return words[0] if is_cue else find_verb(words)


def is_inverted(token: Token) -> bool:
    """Return whether a word right behind a quotation is a verb of saying; parsers take some for other forms."""
    return token.tag_ in (*PAST, "NNS") and is_of_saying(token)


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
    """Return the first finite verb, where it is one of saying and nothing but words and commas stands before it.

    In "she would mutter", "she was saying" and "she had said" it is the one behind the auxiliary.
    """
    before = None
    for token in tokens:
        if token.tag_ in ("VBN", GERUND) and is_of_saying(token) and any(child.dep_ == "aux" for child in token.lefts):
            return token
        if token.tag_ in FINITE or (before is not None and before.tag_ == MODAL and token.tag_ == "VB"):
            return token if is_of_saying(token) else None
        if token.tag_ == GERUND or token.is_quote or "\n" in token.text or token.text in SENTENCE_STOPS:
            return None
        before = token
    return None


def find_speaker(verb: Token, region: Region, subjects: Iterable[Token]) -> Span | None:
    """Return the words of the verb's subject, in the parse or right behind it; None where there is none."""
    subject = next((token for token in subjects if not region.start <= token.idx < region.end), None)
    behind = list_behind(verb) if verb.idx >= region.end else []
    if subject is None or (subject.idx < region.start and names_person(behind)):
        return find_span(behind)
    first, last = subject.left_edge.i, subject.right_edge.i  # cut on its side of the verb
    start, end = (first, min(last + 1, verb.i)) if subject.i < verb.i else (max(first, verb.i + 1), last + 1)
    return (subject.doc[start].idx, subject.doc[end - 1].idx + len(subject.doc[end - 1])) if start < end else None


def find_span(words: Sequence[Token]) -> Span | None:
    """Return the characters from the first to the last of some tokens; None for none."""
    return (words[0].idx, words[-1].idx + len(words[-1])) if words else None


def list_behind(verb: Token) -> list[Token]:
    """Return the noun phrase right behind a verb, or behind its particle where that names a person; else no words."""
    behind = list(verb.doc[verb.i + 1 : verb.i + 1 + REACH])
    if behind and behind[0].lower_ in PARTICLES:
        phrase = take_phrase(behind[1:])
        return phrase if names_person(phrase) else []
    return take_phrase(behind)


def take_phrase(tokens: Sequence[Token]) -> list[Token]:
    """Return the nouns and the words beside them that tokens begin with, and the name in apposition to them."""
    phrase = list(takewhile(is_nominal, tokens))
    rest = tokens[len(phrase) :]
    if phrase and rest and rest[0].text == "," and phrase[-1].pos_ == "NOUN":
        name = list(takewhile(lambda token: token.pos_ == "PROPN", rest[1:]))
        phrase += [rest[0], *name] if name else []
    return phrase


def is_nominal(token: Token) -> bool:
    """Return whether a word may stand in a noun phrase; in "planning officer" a participle does."""
    is_modifier = token.tag_ == GERUND and token.i + 1 < len(token.doc) and token.nbor().pos_ in ("NOUN", "PROPN")
    return (token.pos_ in NOMINAL and token.lower_ != "that") or token.lower_ == "of" or is_modifier


def names_person(phrase: Sequence[Token]) -> bool:
    """Return whether a noun phrase is a name or a person by a role."""
    return any(token.pos_ == "PROPN" for token in phrase) or any(token.lower_ in ROLES for token in phrase[-1:])
