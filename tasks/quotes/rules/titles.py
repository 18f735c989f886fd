"""Titles of works and headings: what stands in quote marks, or behind a colon, and was said by nobody."""

import re
from collections.abc import Sequence

from tasks.quotes.lists import read_list
from tasks.quotes.marks import Region
from tasks.quotes.quote import Attribution
from tasks.quotes.rules.quotative import is_of_saying
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.speech import find_words

WORD = re.compile(r"[^\W\d_][\w'’-]*")
SMALL = 4
"""Words shorter than this may be in lower case in a title."""
REACH = 30
"""Characters before a title among which the noun stands."""


def drop_titles(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Drop what is no speech and has but titles of works in its quote marks, and what a heading says ("WHEN: ...").

    It moves none of the figures by 0.1.
    """
    return [item for item in found if not (holds_titles(article, item) or says_heading(article, item))]


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
    if not (item.cue and item.speaker) or article.text[slice(*item.cue)] != ":":
        return False
    first = WORD.search(article.text, *item.speaker)
    return first is not None and first[0].lower() in read_list("headings")
