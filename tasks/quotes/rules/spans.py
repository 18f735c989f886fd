"""Spans of characters: what they share, and several made one."""

from collections.abc import Iterator, Sequence

from tasks.quotes.marks import Region
from tasks.quotes.quote import Span, Spans


def overlap(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def find_likeness(one: Spans, other: Spans) -> float:
    """Return the characters in both contents over those in either, 0-1."""
    both = sum(overlap(a, b) for a in one for b in other)
    return both / (sum(end - start for start, end in (*one, *other)) - both)


def find_hull(spans: Spans) -> Span:
    """Return the smallest span that holds them all."""
    return min(start for start, _ in spans), max(end for _, end in spans)


def find_meetings(ones: Sequence[Span], others: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the place of a span and the place of one of the others for all that overlap, by one sweep over the text."""
    every = sorted((span, side, place) for side, spans in enumerate((ones, others)) for place, span in enumerate(spans))
    begun: list[list[tuple[int, int]]] = [[], []]
    for (start, end), side, place in every:
        begun[1 - side] = [one for one in begun[1 - side] if one[0] > start]
        yield from ((other, place) if side else (place, other) for _, other in begun[1 - side])
        begun[side].append((end, place))


def trim(text: str, region: Region) -> Span:
    """Return the span of a region, less white space at its end."""
    return region.start, region.start + len(text[region.start : region.end].rstrip())


def join(text: str, spans: Sequence[Span]) -> Spans:
    """Return spans in order; those that overlap, or have nothing but white space between them, become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
