"""The batches that a view looks at."""

from datetime import date, timedelta

import pytest

from flows.browse.charts import OUTLETS, build_chart
from flows.browse.period import RECENT, find_period

LAST = date(2025, 3, 31)


def build_batches(*counts: int) -> list[tuple[date, int]]:
    """A batch a day, the newest first."""
    return [(LAST - timedelta(number), count) for number, count in enumerate(counts)]


def test_all_batches_where_they_hold_few_quotes() -> None:
    period = find_period(build_batches(5, 5, 5), None, None)
    assert (period.first, period.last, period.quotes, period.has_older) == (LAST - timedelta(2), LAST, 15, False)


def test_the_newest_where_all_hold_too_many_and_then_those_before() -> None:
    batches = build_batches(*[RECENT // 4] * 6)
    period = find_period(batches, None, None)
    assert (period.first, period.has_older) == (LAST - timedelta(3), True)
    older = find_period(batches, None, period.before)
    assert (older.first, older.last, older.has_older) == (LAST - timedelta(5), LAST - timedelta(4), False)


def test_a_batch_larger_than_that_is_looked_at_whole() -> None:
    period = find_period(build_batches(RECENT * 2, 5), None, None)
    assert (period.first, period.quotes, period.has_older) == (LAST, RECENT * 2, True)


def test_who_says_from_when_gets_all_from_then() -> None:
    period = find_period(build_batches(*[RECENT] * 6), LAST - timedelta(4), None)
    assert (period.first, period.quotes, period.has_older) == (LAST - timedelta(4), 5 * RECENT, False)


@pytest.mark.parametrize("dates", [(None, None), (LAST, None), (None, LAST), (LAST, LAST)])
def test_no_batches_are_a_period_without_quotes(dates: tuple[date | None, date | None]) -> None:
    period = find_period([], *dates)
    assert (period.quotes, list(period.split())) == (0, [])


@pytest.mark.parametrize(
    "counts", [(3,), (60_000, 1), (10_000,) * 99, (40_000, 40_000, 600_000, 9), (300_000, 300_000)]
)
def test_parts_cover_the_period_the_newest_first(counts: tuple[int, ...]) -> None:
    parts = list(find_period(build_batches(*counts), None, None).split())
    days = [last - timedelta(day) for first, last in parts for day in range((last - first).days + 1)]
    assert days == [LAST - timedelta(number) for number in range(len(counts))]


def test_a_chart_has_a_column_for_each_day_and_says_how_many_outlets_it_lacks() -> None:
    rows = [{"day": LAST, "publisher": f"p{number:02}", "quotes": 100 - number} for number in range(OUTLETS + 2)]
    chart = build_chart([{"day": LAST - timedelta(2), "publisher": "p00", "quotes": 3}, *rows], "day")
    assert [count for _, count in chart.rows[0].columns] == [3, 0, 100]
    assert [count for _, count in chart.rows[1].columns] == [0, 0, 99]
    assert (chart.most, chart.left_out, chart.rows[0].total) == (100, 2, 103)
