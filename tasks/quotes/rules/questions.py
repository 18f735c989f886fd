"""Interviews without labels: a question on a line of its own, then the answer of whom the introduction names."""

import re
from collections.abc import Sequence

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.alone import list_people
from tasks.quotes.rules.quoted_text import QuotedText

QUESTION = re.compile(
    r"\s*Q[:.]\s+[^“”\"]{2,400}|[\s#*_–—-]*(?:Q[:.]\s+|\d{1,2}[.)]\s+)?[^“”\"\s#*_][^“”\"]{2,400}\?[\s*_]*|\s*(?:\*\*[^*“”\"]{8,400}\*\*|__[^_“”\"]{8,400}__)\s*"
)
"""A line that asks, one behind "Q.", or one that is set in bold with the marks of Markdown."""
FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Ww]e|[Oo]ur)\b")
SPOKEN = re.compile(rf"{FIRST_PERSON.pattern}|\b[Yy]ou\b|\?")
"""What is said to somebody, and tells nothing of who it is."""
TALK = re.compile(
    r"\b(?:(?:I|we) (?:meet|met)|spoke (?:to|with)|q ?& ?a|(?:talk(?:s|ed)|chat(?:s|ted)?) (?:to|with|about)|interview|"
    r"conversation with|questions (?:for|to|with)|we asked|"
    r"answer(?:s|ed) (?:\w+ ){0,2}questions|sat down with|caught up with|"
    r"(?:an hour|minutes|breakfast|lunch|tea|coffee|dinner) with)\b",
    re.IGNORECASE,
)
"""What an introduction says of an interview."""
NAME = re.compile(r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|[a-z]{2,3}))*\s[A-Z][\w'’-]+")
"""Two words or more, of which the recogniser may have found but the first."""
BYLINES = ("By ", "BY ", "by ")
"""What stands before whoever wrote it."""
LEAST = 3
"""With fewer questions it is no interview."""
PERSONAL, ANNOUNCED, QUOTED = 0.6, 0.3, 0.2
"""Share of answers in the first person, at least, without and with an introduction, and with a quotation, at most."""


def find_answers(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find the answers of an interview that marks nothing, where no other form was found.

    No corpus at hand has one: it is held by cases alone.
    """
    asked = find_asked(article)
    turns = [turn for turn in find_paragraphs(article, asked) if turn]
    if len(turns) < LEAST or any(item.rule for item in found) or not is_interview(article, turns):
        return []
    person = find_interviewed(article, (0, article.lines[asked[0]][0]))
    if article.lines[-1][0] > turns[-1][1] and not SPOKEN.search(article.text, *article.lines[-1]):
        person = person or find_interviewed(article, article.lines[-1])
    return [Attribution((turn,), None, person) for turn in turns] if person else []


def find_asked(article: QuotedText) -> Sequence[int]:
    """Return the numbers of the lines that ask; every second one where most of these do, and none of the others."""
    asked = [number for number, line in enumerate(article.lines) if QUESTION.fullmatch(article.text, *line)]
    seconds = range(asked[0], len(article.lines), 2) if asked else range(0)
    alternate = 2 * len(asked) >= len(seconds) >= LEAST and all(number in seconds for number in asked)
    return seconds if alternate else asked


def find_paragraphs(article: QuotedText, asked: Sequence[int]) -> list[Span | None]:
    """Return what stands between a question and the next one; behind the last, one paragraph; None for nothing."""
    ends = [*asked[1:], asked[-1] + 2] if asked else []
    answers = [article.lines[number + 1 : end] for number, end in zip(asked, ends, strict=True)]
    return [(lines[0][0], article.find_end_before(lines[-1][1])) if lines else None for lines in answers]


def is_interview(article: QuotedText, turns: Sequence[Span]) -> bool:
    """Return whether most answers speak in the first person and few quote."""
    text = article.text
    personal = sum(bool(FIRST_PERSON.search(text, *turn)) for turn in turns)
    quoted = sum("“" in text[slice(*turn)] or '"' in text[slice(*turn)] for turn in turns)
    least = ANNOUNCED if TALK.search(text, 0, turns[0][0]) else PERSONAL
    return personal >= least * len(turns) and quoted <= QUOTED * len(turns)


def find_interviewed(article: QuotedText, span: Span) -> Span | None:
    """Return the first person with two names, or more, in the introduction, or in the line below the answers."""
    words = article.doc.char_span(*span, alignment_mode="contract")
    names = (NAME.match(article.text, person[0], span[1]) for person in list_people(words or ()))
    full = (name.span() for name in names if name)
    return next((person for person in full if not article.text.endswith(BYLINES, 0, person[0])), None)
