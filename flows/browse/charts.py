"""Counts by day and outlet, made into one row of columns for each outlet: told apart by their places, not by colour."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

INTERVALS = {"day": "1d", "week": "1w", "month": "1mo"}
OUTLETS = 12
"""Rows of a chart, those with most quotes."""


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one outlet, a pair for each day, those without quotes too."""

    publisher: str
    total: int
    columns: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows with one scale."""

    rows: tuple[Row, ...]
    days: tuple[date, ...]
    most: int
    left_out: int
    """Outlets with fewer quotes."""


def build_chart(rows: Sequence[dict[str, Any]], unit: str) -> Chart:
    """Return the chart of rows with `day`, `publisher` and `quotes`; a day is the first of its unit."""
    counts: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for row in rows:
        counts[row["publisher"]][row["day"]] += row["quotes"]
    known = [row["day"] for row in rows]
    days = tuple(pl.date_range(min(known), max(known), INTERVALS[unit], eager=True)) if known else ()
    order = sorted(counts, key=lambda publisher: (-counts[publisher].total(), publisher))
    shown = tuple(
        Row(publisher, counts[publisher].total(), tuple((day, counts[publisher][day]) for day in days))
        for publisher in order[:OUTLETS]
    )
    most = max((count for row in shown for _, count in row.columns), default=1)
    return Chart(shown, days, most, len(order) - len(shown))
