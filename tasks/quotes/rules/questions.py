"""Interviews without labels: a question on a line of its own, then the answer of whom the introduction names."""

import re
from collections.abc import Sequence

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.alone import find_entity
from tasks.quotes.rules.quoted_text import QuotedText

QUESTION = re.compile(r"\s*(?:Q[:.]\s+)?[^“”\"\s][^“”\"]{8,400}\?\s*")
FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Mm]e|[Ww]e|[Oo]ur)\b")
LEAST = 3
"""With fewer questions it is no interview."""
PERSONAL, QUOTED = 0.6, 0.2
"""Share of answers in the first person, at least, and of answers with a quotation, at most."""


def find_answers(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find the answers of an interview that marks nothing, where no other form was found.

    No corpus at hand has one: it is held by cases alone.
    """
    asked = [number for number, line in enumerate(article.lines) if QUESTION.fullmatch(article.text, *line)]
    turns = [turn for turn in find_paragraphs(article, asked) if turn]
    if len(turns) < LEAST or any(item.rule for item in found) or not is_interview(article.text, turns):
        return []
    person = find_interviewed(article, article.lines[asked[0]][0])
    return [Attribution((turn,), None, person) for turn in turns] if person else []


def find_paragraphs(article: QuotedText, asked: Sequence[int]) -> list[Span | None]:
    """Return what stands between a question and the next one; behind the last, one paragraph; None for nothing."""
    ends = [*asked[1:], asked[-1] + 2] if asked else []
    answers = [article.lines[number + 1 : end] for number, end in zip(asked, ends, strict=True)]
    return [(lines[0][0], article.find_end_before(lines[-1][1])) if lines else None for lines in answers]


def is_interview(text: str, turns: Sequence[Span]) -> bool:
    """Return whether most answers speak in the first person and few quote."""
    personal = sum(bool(FIRST_PERSON.search(text, *turn)) for turn in turns)
    quoted = sum("“" in text[slice(*turn)] or '"' in text[slice(*turn)] for turn in turns)
    return personal >= PERSONAL * len(turns) and quoted <= QUOTED * len(turns)


def find_interviewed(article: QuotedText, end: int) -> Span | None:
    """Return the first person with two names, or more, that the introduction names."""
    words = article.doc.char_span(0, end, alignment_mode="contract")
    people = (find_entity(token) for token in words or () if token.ent_type_ == "PERSON")
    return next((person for person in people if " " in article.text[slice(*person)]), None)
