"""Titles of works and headings: what stands in quote marks, or behind a colon, and was said by nobody."""

import re
from collections.abc import Sequence

from tasks.quotes.lists import read_list
from tasks.quotes.marks import MARK, Region
from tasks.quotes.quote import Attribution
from tasks.quotes.rules.quotative import is_of_saying
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.speech import find_words

WORD = re.compile(r"[^\W\d_][\w'’-]*")
SMALL = 4
"""Words shorter than this may be in lower case in a title."""
DATED = 3
"""Lines of an article in one of which its dateline stands: behind the headline and the byline."""
REACH = 30
"""Characters before a title among which the noun stands."""


def drop_titles(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Drop what is no speech and has but titles of works in its quote marks, and what a heading or dateline says.

    "WHEN: Monday", "KUALA LUMPUR: The bridge was closed". It moves none of the figures by 0.1.
    """
    labels = {article.text[slice(*item.speaker)] for item in found if item.speaker and follows_label(article, item)}
    drops = [holds_titles, says_heading, *([is_dated] if len(labels) == 1 else [])]
    return [item for item in found if not any(test(article, item) for test in drops)]


def holds_titles(article: QuotedText, item: Attribution) -> bool:
    """Return whether all quotations in a content are titles behind a noun for a work, and no verb of saying is cue."""
    inside = sorted(article.find_inside(item.content))
    if not inside or item.cue is None or any(map(is_of_saying, find_words(article.doc, item.cue))):
        return False
    before = WORD.findall(article.text, max(0, article.starts[inside[0]] - REACH), article.starts[inside[0]])
    is_work = bool(before) and before[-1].lower() in read_list("works")
    return is_work and all(is_title(article.text, article.quotations[number]) for number in inside)


def is_title(text: str, region: Region) -> bool:
    """Return whether a quotation is two words or more with capitals, and no sentence."""
    words = WORD.findall(text, region.start, region.end)
    return len(words) > 1 and all(word[0].isupper() or len(word) < SMALL for word in words) and words[0][0].isupper()


def says_heading(article: QuotedText, item: Attribution) -> bool:
    """Return whether a speaker before a colon begins with a word of headings."""
    first = WORD.search(article.text, *item.speaker) if item.speaker and follows_label(article, item) else None
    return first is not None and first[0].lower() in read_list("headings")


def follows_label(article: QuotedText, item: Attribution) -> bool:
    """Return whether a colon is the cue of a speaker."""
    return item.speaker is not None and item.cue is not None and article.text[slice(*item.cue)] == ":"


def is_dated(article: QuotedText, item: Attribution) -> bool:
    """Return whether the only label of an article is a place at the start of its first lines.

    In capitals, or before words that are no quotation and end as a sentence does: "Doha: The bridge was closed."
    """
    if item.speaker is None or not follows_label(article, item):
        return False
    start, end = item.speaker
    line = next((line for line in article.lines[:DATED] if not article.text[line[0] : start].strip()), None)
    span = article.doc.char_span(start, end, alignment_mode="expand")
    if line is None or line[0] > start or span is None:
        return False
    labels = {entity.label_ for entity in span.ents}
    is_prose = article.text[: line[1]].rstrip().endswith(".") and not MARK.match(article.text, item.content[0][0])
    return "PERSON" not in labels and (article.text[start:end].isupper() or (is_prose and labels == {"GPE"}))
