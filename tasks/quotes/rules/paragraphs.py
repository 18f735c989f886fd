"""Quotations that open a paragraph: whose they are when the paragraph before is another's, or nobody's."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.quotes.marks import Region
from tasks.quotes.quote import Attribution, find_hull
from tasks.quotes.rules.alone import People, is_sentence
from tasks.quotes.rules.owners import cut
from tasks.quotes.rules.quoted_text import QuotedText, find_unclaimed
from tasks.quotes.rules.speech import is_person

MOST_PARAGRAPHS = 2
"""So many paragraphs of narration may stand between a quotation and the last one of its speaker."""
LEAST_WORDS, FARTHEST = 3, 2000
"""Words of a quotation; characters between it and the last one of its speaker."""


def cut_next_paragraph(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Take a quotation in a later paragraph, with narration about a person beside it, out of a content.

    “We are leaving,” Lee said. / “I doubt it.” Marsh sold the house. The second is no longer Lee's.
    """
    if not article.doc.has_annotation("DEP"):
        return list(found)
    people, items = People(article, found), []
    for item in found:
        content = list(item.content)
        for number in article.find_inside(item.content):
            region = article.quotations[number]
            is_next = is_later(article, item, region) and is_sentence(article, region)
            beside = people.find_after if article.opens_line(region) else people.find_before
            if is_next and beside(region):
                cut(article, content, region)
        items.append(replace(item, content=tuple(content)) if content else item)
    return items


def is_later(article: QuotedText, item: Attribution, region: Region) -> bool:
    """Return whether a quotation stands in a line behind that of the cue."""
    return item.cue is not None and article.find_line(region.start)[0] > item.cue[1]


def find_resumed(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find unclaimed quotations that fill a paragraph, and give them to the last speaker where nobody else came up.

    Between them are at most two paragraphs of narration, that name no person and quote nobody. Where there is no such
    speaker they are of the one person whom the paragraph before names, else of whom the one behind them is about.
    """
    people = (item for item in found if item.is_speech and is_person(article.doc, item.speaker))
    spoken = sorted((find_hull(item.parts)[1], item.speaker or (0, 0)) for item in people)
    neighbours = People(article, found) if article.doc.has_annotation("DEP") else None
    made, place, last, begun = [], 0, None, -1
    for region in find_unclaimed(article, found):
        while place < len(spoken) and spoken[place][0] <= region.start:
            last, place = spoken[place], place + 1
        if not (fills_line(article, region) and is_long(article, region)):
            continue
        is_same = last is not None and (region.closed or last[0] == begun) and is_silent(article, last[0], region.start)
        speaker = last[1] if last and is_same else region.continues and neighbours and neighbours.find_beside(region)
        if speaker:
            made.append(Attribution((region.trim(article.text),), None, speaker))
            last, begun = (region.end, speaker), region.end
    return made


def is_long(article: QuotedText, region: Region) -> bool:
    """Return whether a quotation is a sentence of three words or more; what is shorter may be a caption."""
    return is_sentence(article, region) and len(article.text[region.start : region.end].split()) >= LEAST_WORDS


def fills_line(article: QuotedText, region: Region) -> bool:
    """Return whether a quotation is all of its line."""
    end = article.find_line(region.start)[1]
    ends = region.closed or region.continues
    return ends and article.opens_line(region) and article.find_start_after(region.end) >= end


def is_silent(article: QuotedText, start: int, end: int) -> bool:
    """Return whether between two places are few paragraphs, no quotation and no person's name."""
    if end - start > FARTHEST:
        return False
    lines = [line for line in article.text[start:end].split("\n") if line.strip()]
    if len(lines) > MOST_PARAGRAPHS + 1 or any(mark in article.text[start:end] for mark in '“”"'):
        return False
    words = article.doc.char_span(start, end, alignment_mode="contract")
    return words is None or all(token.ent_type_ != "PERSON" for token in words)
