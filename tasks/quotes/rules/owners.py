"""One owner for each quotation: of several attributions that claim the same quotation, the nearest cue keeps it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tasks.quotes.marks import Region
from tasks.quotes.quote import Attribution, Span, overlap
from tasks.quotes.rules.quoted_text import QuotedText, has_any

PARAGRAPH_BREAK, SENTENCE_END = 500, 100
"""What lies between cue and quotation makes them farther apart, by so many characters."""


def keep_owners(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Take each quotation from all that claim it but the nearest cue; drop attributions that have no words left.

    A fixed form goes before all. A quotation inside a reported one (“She told me, ‘Go,’” he said) belongs to both.
    Worth 0.4 points (quoted) on PolNeAR, 1.4 on GUM news.
    """
    contents = [list(item.content) for item in found]
    for place, claimed in sorted(find_claims(article, found).items()):
        region = article.quotations[place]
        distances = {number: measure_distance(article, region, found[number].cue) for number in claimed}
        owner = min(claimed, key=lambda number: (found[number].rule is None, distances[number], number))
        for number in claimed:
            reported = holds(contents[owner], found[number].cue) or holds(contents[number], found[owner].cue)
            if number != owner and not reported:
                cut(article, contents[number], region)
    items = (replace(item, content=tuple(spans)) for item, spans in zip(found, contents, strict=True))
    return [item for item in items if any(any(map(str.isalnum, article.text[slice(*span)])) for span in item.content)]


def find_claims(article: QuotedText, found: Sequence[Attribution]) -> dict[int, list[int]]:
    """Return the number of each quotation -> the numbers of the attributions that claim it.

    Where the cue stands in the quotation, what it has as content there is a quote in a quote.
    """
    claims = defaultdict[int, list[int]](list)
    for number, item in enumerate(found):
        for place in article.find_inside(item.content):
            if item.cue is None or not overlap(item.cue, article.quotations[place].span):
                claims[place].append(number)
    return claims


def holds(content: Sequence[Span], cue: Span | None) -> bool:
    """Return whether a content holds a cue: it reports what the cue says."""
    return cue is not None and any(overlap(span, cue) for span in content[slice(*find_touched(content, cue))])


def find_touched(content: Sequence[Span], span: Span) -> tuple[int, int]:
    """Return the first of the spans of a content that a span may touch, and one past the last."""
    first = bisect_right(content, span[0], key=lambda one: one[1])
    return first, max(first, bisect_left(content, span[1], key=lambda one: one[0]))


def measure_distance(article: QuotedText, region: Region, cue: Span | None) -> float:
    """Return the characters between cue and quotation, with a surcharge for the breaks there; infinite with no cue."""
    if cue is None:
        return float("inf")
    start, end = (cue[1], region.start) if cue[1] <= region.start else (region.end, cue[0])
    breaks, stops = has_any(article.breaks, start, end), has_any(article.stops, start, end - 1)
    return max(0, end - start) + PARAGRAPH_BREAK * breaks + SENTENCE_END * stops


def cut(article: QuotedText, content: list[Span], region: Region) -> None:
    """Take a quotation out of a content, and the white space beside it."""
    first, last = find_touched(content, region.span)
    pieces = []
    for start, end in content[first:last]:
        pieces += [(start, article.find_end_before(region.start)), (article.find_start_after(region.end), end)]
    content[first:last] = [piece for piece in pieces if piece[0] < piece[1]]
