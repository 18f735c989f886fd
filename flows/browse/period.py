"""Which batches a view looks at: the newest that hold a million quotes, unless it is told from when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

RECENT = 1_000_000
"""Quotes that a view of any kind gets through within two seconds on two cores."""
STEPS = (50_000, 250_000)
"""A search looks at so many first: most find a page of quotes among them."""
DAYS, WEEKS = 92, 731
"""Plots over more days count by week, and over more by month."""


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last batch that a view looks at, both included."""

    first: date
    last: date
    counts: tuple[tuple[date, int], ...]
    """The batches between them, the newest first, and their quotes."""
    has_older: bool
    """Batches before the first were left out, though nobody asked for that."""

    @property
    def quotes(self) -> int:
        """How many quotes it holds."""
        return sum(count for _, count in self.counts)

    @property
    def before(self) -> date:
        """The day before it."""
        return self.first - timedelta(1)

    @property
    def unit(self) -> str:
        """By what a plot counts."""
        days = (self.last - self.first).days
        return "day" if days <= DAYS else "week" if days <= WEEKS else "month"

    def split(self) -> Iterator[tuple[date, date]]:
        """Yield the first and last batch of its parts, the newest part first, which is small."""
        sums = list(accumulate(count for _, count in self.counts))
        starts = sorted({0, *(sum(one < step for one in sums) + 1 for step in STEPS if step <= self.quotes)})
        for start, end in zip(starts, [*starts[1:], len(sums)], strict=True):
            if part := self.counts[start:end]:
                yield part[-1][0], part[0][0]


def find_period(batches: Sequence[tuple[date, int]], first: date | None, last: date | None) -> Period:
    """Return the period that is asked for; without a first date, from the batch where enough quotes are reached.

    `batches` are all there are, the newest first, with the number of their quotes.
    """
    counts = [one for one in batches if last is None or one[0] <= last]
    if first is None:
        sums = accumulate(count for _, count in counts)
        kept = counts[: max(1, sum(one <= RECENT for one in sums))]
    else:
        kept = [one for one in counts if one[0] >= first]
    newest = last or (kept[0][0] if kept else first) or date.min
    oldest = first or (kept[-1][0] if kept else newest)
    return Period(oldest, newest, tuple(kept), first is None and len(kept) < len(counts))
