"""Dialogue with dashes: "— You are late, said the ferryman. I was asleep."."""

import re
from collections.abc import Sequence

from spacy.tokens import Token

from tasks.quotes.quote import Attribution, Span, Spans
from tasks.quotes.rules.quotative import REACH, find_span, is_inverted, is_nominal, take_phrase
from tasks.quotes.rules.quoted_text import QuotedText

DASHED = re.compile(r"\s*[—–―]\s*(?P<content>\w.*\S)\s*")
SAID_LAST = (",", "?", "!", "…")
"""What ends the words before "said"."""
GOES_ON = re.compile(r"[^.—–―]{0,80}[.—–―]\s*(?:[—–―]\s)?")
"""What stands between whoever speaks and the rest of what is said: ", pointing at the door."."""


def find_dialogue(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find lines that a dash opens and that say in their midst who speaks; others in their run are of the other one.

    No corpus at hand has one: held by cases alone.
    """
    if not article.doc.has_annotation("DEP"):
        return []
    made: list[Attribution] = []
    speakers: list[Span | None] = []  # of the last two lines
    for line in article.lines:
        match = DASHED.fullmatch(article.text, *line)
        said = find_said(article, match.span("content")) if match else None
        if match and said:
            made.append(Attribution(cut_said(article, match.span("content"), said), said[0], said[1]))
        elif match and len(speakers) > 1 and speakers[-2]:
            made.append(Attribution((match.span("content"),), None, speakers[-2]))
        is_made = bool(made) and made[-1].content[0][0] >= line[0]
        speakers = [*speakers[-1:], made[-1].speaker if is_made else None] if match else []
    return made


def find_said(article: QuotedText, content: Span) -> tuple[Span, Span] | None:
    """Return the verb behind what is said and who says it, before or behind that verb: ", said Lee", ", Lee said."."""
    words = list(article.doc.char_span(*content, alignment_mode="contract") or ())
    for number, token in enumerate(words):
        if not is_inverted(token):
            continue
        phrase = take_phrase(words[number + 1 : number + 1 + REACH])
        before = number if phrase else find_phrase_start(words, number)
        who = phrase or words[before:number]
        speaker = find_span(who) if who and who[-1].pos_ in ("NOUN", "PRON", "PROPN") else None
        if speaker and before and words[before - 1].text in SAID_LAST:
            return (token.idx, token.idx + len(token)), speaker
    return None


def find_phrase_start(words: Sequence[Token], end: int) -> int:
    """Return where the noun phrase or pronoun begins that ends before a token, at most so many tokens before it."""
    first = end
    while first > max(0, end - REACH) and is_nominal(words[first - 1]):
        first -= 1
    return first


def cut_said(article: QuotedText, content: Span, said: tuple[Span, Span]) -> Spans:
    """Return what is said before and behind who says it."""
    start, end = min(said)[0], max(said)[1]
    goes_on = GOES_ON.match(article.text, end, content[1])
    rest = goes_on.end() if goes_on else content[1]
    spans = (content[0], article.find_end_before(start)), (rest, content[1])
    return tuple(span for span in spans if span[0] < span[1])
