"""What the quote marks say of the tagger's attributions: where a content ends, what is speech, what is said twice."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tasks.quotes.quote import Attribution, Spans, find_hull, find_likeness, find_meetings, join, overlap
from tasks.quotes.rules.quoted_text import QuotedText, has_any

COVER = 0.6
"""A content that covers this share of a quotation, or more, is taken to be all of it."""
SAME = 0.5
"""Two contents that share this much of what both cover (by length) are one, said once."""


def drop_sentence_before(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Leave a quotation that a full stop ends before the cue out of a content that goes on behind the cue.

    Of the 19,832 quotes of PolNeAR's training split one goes on after such a stop (“... Germany.” He added, “...”).
    Worth 1.9 points (whole) and 3.0 (quoted) on GUM news.
    """
    stops = [region.end for region in article.quotations if region.closed and article.text[region.end - 2] == "."]
    return [replace(item, content=drop_before(article, item, stops)) for item in found]


def drop_before(article: QuotedText, item: Attribution, stops: Sequence[int]) -> Spans:
    """Return the content behind the last quotation that ends with a full stop before the cue, in the cue's line."""
    if item.cue is None or item.content[-1][0] < item.cue[1]:
        return item.content
    number = bisect_right(stops, item.cue[0]) - 1
    if number < 0 or has_any(article.breaks, stops[number], item.cue[0]):
        return item.content
    return tuple(span for span in item.content if span[0] >= stops[number])


def fill_quotations(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let a content that covers most of a quotation be all of it, unless its cue or speaker stands inside.

    With the tagger that ships it moves none of the figures by 0.1; most of what it adds is the quote marks.
    """
    items = []
    for item in found:
        spans = list(item.content)
        for number, inside in article.find_inside(item.content).items():
            region = article.quotations[number]
            interrupted = any(overlap(part, region.span) for part in (item.cue, item.speaker) if part)
            if inside >= COVER * (region.end - region.start) and not interrupted:
                spans.append(region.trim(article.text))
        items.append(replace(item, content=join(article.text, spans)))
    return items


def drop_echoes(_: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Drop the weaker of two attributions of one content: worth 0.8 points (whole) on PolNeAR."""
    ranks = {number: rank for rank, number in enumerate(sorted(range(len(found)), key=lambda n: -found[n].score))}
    stronger = defaultdict[int, list[int]](list)
    hulls = [find_hull(item.content) for item in found]
    for one, other in find_meetings(hulls, hulls):
        if ranks[one] < ranks[other] and find_likeness(found[one].content, found[other].content) >= SAME:
            stronger[other].append(one)
    kept: set[int] = set()
    for number in ranks:
        if kept.isdisjoint(stronger[number]):
            kept.add(number)
    return [item for number, item in enumerate(found) if number in kept]
