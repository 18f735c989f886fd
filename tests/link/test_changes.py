"""What became of quotes: along the versions of a batch and from batch to batch, the same however often it is linked."""

import random
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schemas import QUOTE_CHANGES
from tasks.link import changes
from tasks.link.changes import link_changes
from tests.support.editions import DAY, Newsroom, Said

GO, GOES = Said("We go at dawn, all of us."), Said("We go at noon, all of us.")
SNOW = Said("The snow plow never came to our street.", "Bo Ray")
NEXT, LAST = DAY + timedelta(1), DAY + timedelta(2)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def link(newsroom: Newsroom, *dates: date) -> list[tuple[Any, ...]]:
    """Change, number of the article, words before and after, batch before, time and partition, linked from nothing."""
    found = []
    for partition, rows in link_changes(newsroom.curated, dates, dates):
        assert tuple(rows.columns) == QUOTE_CHANGES.column_names
        for row in rows.iter_rows(named=True):
            texts = tuple(text and text.split()[2] for text in (row["old_text"], row["new_text"]))
            number = int(row["article_id"], 16) // 16
            found.append((row["change"], number, *texts, row["old_batch_date"], row["changed_at"], partition))
    return found


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_an_article_corrected_twice_is_compared_each_time(newsroom: Newsroom) -> None:
    for hour, story in enumerate(([GO], [GOES, SNOW], [SNOW], [SNOW])):
        newsroom.publish({1: story, 2: [GO]}, hour)
    assert link(newsroom, DAY) == [
        ("reworded", 1, "at", "at", DAY, at(DAY, 1), DAY),
        ("added", 1, None, "plow", DAY, at(DAY, 1), DAY),
        ("withdrawn", 1, "at", None, DAY, at(DAY, 2), DAY),
    ]


def test_a_withdrawn_article_takes_its_quotes_and_brings_them_back(newsroom: Newsroom) -> None:
    for hour, stories in enumerate(({1: [GO], 2: []}, {2: []}, {1: [GO], 2: []})):
        newsroom.publish(stories, hour)
    assert link(newsroom, DAY) == [
        ("withdrawn", 1, "at", None, DAY, at(DAY, 1), DAY),
        ("added", 1, None, "at", DAY, at(DAY, 2), DAY),
    ]


def test_a_record_that_is_rejected_for_once_has_not_changed(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO], 2: []}, 1)
    newsroom.publish({2: []}, 2, rejected=[1])
    assert link(newsroom, DAY) == []
    newsroom.publish({1: [GO], 2: []}, 3)
    assert link(newsroom, DAY) == []
    newsroom.publish({1: [GOES], 2: []}, 4)
    assert link(newsroom, DAY) == [("reworded", 1, "at", "at", DAY, at(DAY, 4), DAY)]


def test_a_correction_delivered_on_a_later_day(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO], 2: [SNOW]})
    newsroom.on(NEXT).publish({1: [GO], 3: [SNOW]})
    newsroom.on(LAST).publish({1: [GOES], 2: []})
    assert link(newsroom, DAY, NEXT, LAST) == [
        ("reworded", 1, "at", "at", NEXT, at(LAST), LAST),
        ("withdrawn", 2, "plow", None, DAY, at(LAST), LAST),
    ]


def test_the_same_text_annotated_otherwise_is_no_change(newsroom: Newsroom) -> None:
    newsroom.publish({1: [Said("No.", "she", "Ann Lee")]}, 1)
    newsroom.publish({1: [Said("No.", "she", "Bo Ray")]}, 2)
    newsroom.on(NEXT).publish({1: [Said("No.", "she", "Una Threadgold")]})
    assert link(newsroom, DAY, NEXT) == []


def test_a_later_delivery_is_compared_with_the_last_batch_that_has_the_article(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO]})
    newsroom.on(NEXT).publish({1: [SNOW], 2: []}, 1)
    newsroom.on(NEXT).publish({2: []}, 2)
    newsroom.on(LAST).publish({1: [GO]})
    assert [row[0] for row in link(newsroom, DAY, NEXT)] == ["added", "withdrawn", "withdrawn"]
    assert link(newsroom, LAST, DAY, NEXT)[3:] == []
    newsroom.publish({2: []}, 20)  # so that no batch before has it any more
    assert link(newsroom, LAST, DAY, NEXT)[-1] == ("added", 1, None, "at", NEXT, at(LAST), LAST)


@pytest.mark.slow
def test_the_same_rows_by_any_steps(newsroom: Newsroom) -> None:
    """Random editions of five days, linked after every one from what has changed, against all at once."""
    source, days = random.Random(22), [DAY + timedelta(number) for number in range(5)]
    stories = [[], [GO], [GOES], [GO, SNOW], [SNOW]]
    linked: dict[date, pl.DataFrame] = {}
    published: set[date] = set()
    changed: set[date] = set()
    for edition in range(30):
        day = source.choice(days)
        chosen = {number: source.choice(stories) for number in range(1, 6) if source.random() < 0.6}
        newsroom.on(day).publish(chosen or {9: []}, 1 + edition // 2)
        published.add(day)
        changed.add(day)
        if source.random() < 0.1 and len(published) > 1:
            remove(newsroom.on(day), published)
        if source.random() < 0.5:
            linked = {one: rows for one, rows in linked.items() if one in published}
            linked |= dict(link_changes(newsroom.curated, changed, published))
            changed = set()
            assert {one: rows.rows() for one, rows in linked.items() if len(rows)} == {
                one: rows.rows() for one, rows in link_changes(newsroom.curated, published, published) if len(rows)
            }
    assert sum(map(len, linked.values())) > 10


def remove(newsroom: Newsroom, published: set[date]) -> None:
    """Remove a batch, as `quotewire clean --orphans` does."""
    batch = newsroom.batch
    for place in (*batch.published_files.values(), batch.replaced, batch.manifest):
        place.remove()
    published.remove(newsroom.batch_date)


def test_a_new_batch_costs_what_it_adds(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [DAY + timedelta(number) for number in range(20)]
    for number, day in enumerate(days):
        newsroom.on(day).publish({number + 1: [GO], number + 2: [GO]})
    read: list[tuple[str, Collection[str]]] = []
    real = changes.read_rows

    def count(place: Any, wanted: Any = None, columns: Any = None) -> Any:
        read.append((place.parent.name, columns))
        return real(place, wanted, columns)

    monkeypatch.setattr(changes, "read_rows", count)
    (partition,) = [one for one, _ in link_changes(newsroom.curated, [days[-1]], days)]
    assert partition == days[-1]
    whole = {name for name, columns in read if columns != ["article_id"]}
    assert whole == {f"batch_date={day}" for day in days[-2:]}
