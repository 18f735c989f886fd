"""Links do not depend on order: batches in any order, replaced, withdrawn and killed between, end in the same rows."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from tasks.link.link import link
from tasks.link.plan import plan_links
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place
from tests.support.linked import compare_links, find_differing, link_from_nothing, read_links
from tests.support.newsroom import Story, build_story, publish_stories, withdraw

DATES = [date(2025, 4, 1) + timedelta(days) for days in (0, 1, 2, 4, 7, 30)]
HISTORIES = 6
GROUP = 2
"""Orders of the deliveries of a history, which all end in the same rows; `make torture` tries more of both."""

type Delivery = tuple[date, Sequence[Story] | None]
"""A batch and its articles; None where it is withdrawn."""


def build_delivery(batch_date: date, version: int) -> Sequence[Story]:
    """A few articles; with another version some have another text, one is gone, and one is that of the day before."""
    number = 10 * DATES.index(batch_date)
    own = [build_story(number + n, batch_date, version if n % 2 else 0) for n in range(version % 2, 5)]
    return [*own, build_story(number - 6 if number else 5, batch_date, version)]


def build_histories(source: random.Random) -> dict[date, list[Delivery]]:
    """What is delivered for each batch: most come again in another version, two are withdrawn at some time."""
    histories: dict[date, list[Delivery]] = {}
    for batch_date in DATES:
        own: list[Delivery] = [(batch_date, build_delivery(batch_date, source.randint(0, 3))) for _ in range(2)]
        histories[batch_date] = own if source.random() < 0.6 else own[:1]
    for one in source.sample(DATES, 2):
        histories[one].insert(source.randint(0, len(histories[one])), (one, None))
    return histories


def shuffle_deliveries(histories: Mapping[date, Sequence[Delivery]], source: random.Random) -> list[Delivery]:
    """All deliveries in any order, but for those of one batch, of which the last one counts."""
    order = [batch_date for batch_date, own in histories.items() for _ in own]
    source.shuffle(order)
    left = {batch_date: iter(own) for batch_date, own in histories.items()}
    return [next(left[batch_date]) for batch_date in order]


def deliver(curated: Place, batch_date: date, stories: Sequence[Story] | None) -> None:
    """Publish a batch, or withdraw it where it is there."""
    if stories is not None:
        publish_stories(curated, batch_date, stories)
    elif (curated / "_manifests" / f"{batch_date}.json").exists():
        withdraw(curated, batch_date)


def link_in_orders(root: Path, history: int, orders: Iterable[int]) -> Iterator[list[str]]:
    """Yield, for each order of a history's deliveries, the files that differ from those of linking from nothing."""
    histories, wanted = build_histories(random.Random(history)), None
    for number in orders:
        source = random.Random(number)
        curated = LocalPlace(root / f"zone-{number}")
        for delivery in shuffle_deliveries(histories, source):
            deliver(curated, *delivery)
            if source.random() < 0.4:
                link(curated)
        link(curated)
        wanted = wanted or link_from_nothing(curated, root / "anew")
        yield compare_links(read_links(curated), wanted)


@pytest.mark.slow
@pytest.mark.parametrize("history", range(HISTORIES))
def test_any_order_of_deliveries_reruns_and_withdrawals_ends_in_the_same_rows(tmp_path: Path, history: int) -> None:
    orders = range(GROUP * history, GROUP * (history + 1))
    assert list(link_in_orders(tmp_path, history, orders)) == [[]] * GROUP


@pytest.mark.slow
def test_what_is_unchanged_costs_a_look_and_what_changes_its_neighbourhood(tmp_path: Path) -> None:
    curated = LocalPlace(tmp_path)
    for one in DATES:
        deliver(curated, one, build_delivery(one, 0))
    assert link(curated).changed == len(DATES)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert link(curated).state == "unchanged"
    assert {path: path.stat().st_mtime_ns for path in times} == times
    deliver(curated, DATES[-1], build_delivery(DATES[-1], 1))
    assert plan_links(curated, None).why == "1 batch new or published anew"
    done = link(curated)
    assert (done.changed, done.rewritten["actor_links"]) == (1, 1)
    assert find_differing(curated, tmp_path / "anew") == []


def test_a_batch_that_is_gone_takes_its_links_with_it(tmp_path: Path) -> None:
    curated = LocalPlace(tmp_path)
    for one in DATES[:3]:
        deliver(curated, one, build_delivery(one, 0))
    link(curated)
    deliver(curated, DATES[1], None)
    assert plan_links(curated, None).why == "1 batch gone"
    assert link(curated).gone == 1
    assert not any(str(DATES[1]) in path for path in read_links(curated))
    for one in (DATES[0], DATES[2]):
        deliver(curated, one, None)
    link(curated)
    assert [name for name, rows in read_links(curated).items() if len(rows)] == []
