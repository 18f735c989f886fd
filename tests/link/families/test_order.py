"""The rows of families are the same after any order of deliveries, replacements and withdrawals as from nothing."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
import pytest

from tasks.link.families.files import PAIRS, REPEATS
from tasks.link.families.link import FAMILIES, link_families
from tests.support.families import KINDS, MemoryFiles, Speech, build_articles, build_quote, build_quotes

FIRST = date(2025, 3, 1)
type Delivery = tuple[pl.DataFrame, pl.DataFrame]


def make_deliveries(seed: int, batches: int = 6) -> dict[date, Delivery]:
    """Return batches whose quotes are variants of a few utterances, some of them in articles that repeat each other."""
    speech = Speech(seed)
    chance = speech.random
    utterances = [speech.say(chance.randint(8, 25)) for _ in range(8)]
    texts = [" ".join(speech.say(120)) for _ in range(4)]
    made = {}
    for number in range(batches):
        ids = range(number * 10, number * 10 + 5)
        quotes = [
            build_quote(one, speech.vary(chance.choice(utterances), kind), "direct", index=index)
            for one in ids
            for index, kind in enumerate(chance.sample(KINDS[:3], 2))
        ]
        articles = [(one, f"outlet-{chance.randint(0, 3)}", chance.choice(texts)) for one in ids]
        made[FIRST + timedelta(number * 5)] = build_quotes(quotes), build_articles(articles)
    return made


def link_at_once(deliveries: Mapping[date, Delivery]) -> MemoryFiles:
    """Return the files after linking all batches from nothing."""
    files = MemoryFiles()
    for one, delivery in deliveries.items():
        files.deliver(one, *delivery)
    link_families(files, list(deliveries), [], sorted(deliveries))
    return files


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(n, marks=pytest.mark.slow) for n in range(6, 24))])
def test_any_order_of_deliveries_gives_the_rows_of_linking_at_once(seed: int) -> None:
    files, expected = link_in_an_order(seed), link_at_once(make_deliveries(seed % 6))
    for what in (FAMILIES, PAIRS, REPEATS):
        assert files.list_rows(what) == expected.list_rows(what)
    assert len(files.list_rows(FAMILIES)) > 10


def link_in_an_order(seed: int) -> MemoryFiles:
    """Return the files after deliveries in some order, of which some are replaced and one is withdrawn."""
    chance = random.Random(seed)
    final, other = make_deliveries(seed % 6), make_deliveries(100 + seed % 6)
    events = [(one, delivery) for one, delivery in final.items()]
    chance.shuffle(events)
    for one in chance.sample(sorted(final), 2):  # replaced by the final delivery later
        events.insert(0, (one, other[one]))
    files, there = MemoryFiles(), set()
    gone = FIRST + timedelta(100)
    events.insert(chance.randint(0, 3), (gone, other[FIRST]))
    while events:
        together = [events.pop(0) for _ in range(min(len(events), chance.randint(1, 3)))]
        for one, delivery in together:
            files.deliver(one, *delivery)
            there.add(one)
        link_families(files, [one for one, _ in together], [], sorted(there))
        if gone in there and chance.random() < 0.5:
            there.remove(gone)
            link_families(files, [], [gone], sorted(there))
            files.withdraw(gone)
    if gone in there:
        there.remove(gone)
        link_families(files, [], [gone], sorted(there))
        files.withdraw(gone)
    return files
