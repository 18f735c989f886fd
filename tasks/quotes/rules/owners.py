"""One owner for each quotation: of several attributions that claim the same quotation, the nearest cue keeps it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tasks.quotes.marks import Region, find_regions
from tasks.quotes.quote import Attribution, Span, Spans
from tasks.quotes.rules.mend import overlap

PARAGRAPH_BREAK, SENTENCE_END = 500, 100
"""What lies between cue and quotation makes them farther apart, by so many characters."""


def keep_owners(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, each without the quotations that another owns; those with no words left are dropped.

    A quotation inside a reported one (“She told me, ‘Go,’” he said) belongs to both.
    """
    items = list(found)
    regions = [region for region in find_regions(text) if region.depth == 0]
    for number, claimed in sorted(find_claims(regions, items).items()):
        if len(claimed) > 1:
            settle(text, regions[number], claimed, items)
    return [item for item in items if any(char.isalnum() for span in item.content for char in text[slice(*span)])]


def find_claims(regions: Sequence[Region], items: Sequence[Attribution]) -> dict[int, list[int]]:
    """Number of each quotation -> numbers of the attributions that claim it; regions lie one behind the other."""
    starts, ends = [region.start for region in regions], [region.end for region in regions]
    claims = defaultdict[int, list[int]](list)
    for number, item in enumerate(items):
        spans = [range(bisect_right(ends, start), bisect_left(starts, end)) for start, end in item.content]
        touched = {place for span in spans for place in span}
        for place in touched:
            if not stands_inside(item.cue, regions[place]):
                claims[place].append(number)
    return claims


def stands_inside(cue: Span | None, region: Region) -> bool:
    """Whether a cue stands in a quotation: then what it has as content is a quote in a quote."""
    return cue is not None and overlap(cue, (region.start, region.end)) > 0


def settle(text: str, region: Region, claimed: Sequence[int], items: list[Attribution]) -> None:
    """Take one quotation from all that claim it but its owner."""
    owner = items[min(claimed, key=lambda number: (measure_distance(text, region, items[number].cue), number))]
    for number in claimed:
        item = items[number]
        if item is not owner and not reports(owner, item) and not reports(item, owner):
            items[number] = replace(item, content=cut(text, item.content, region))


def reports(outer: Attribution, inner: Attribution) -> bool:
    """Whether the content of one holds the cue of the other."""
    return inner.cue is not None and any(overlap(span, inner.cue) for span in outer.content)


def measure_distance(text: str, region: Region, cue: Span | None) -> float:
    """Characters between cue and quotation, with a surcharge for the breaks there; without a cue, infinitely many."""
    if cue is None:
        return float("inf")
    between = text[cue[1] : region.start] if cue[1] <= region.start else text[region.end : cue[0]]
    return len(between) + PARAGRAPH_BREAK * ("\n" in between) + SENTENCE_END * (". " in between)


def cut(text: str, content: Spans, region: Region) -> Spans:
    """The content without the quotation."""
    pieces = []
    for start, end in content:
        for first, last in ((start, min(end, region.start)), (max(start, region.end), end)):
            piece = text[first:last]
            if piece.strip():
                pieces.append((last - len(piece.lstrip()), first + len(piece.rstrip())))
    return tuple(pieces)
