"""The least sure quotes are asked about, spread over articles; the same ones whenever it is asked."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tasks.review.choose import Question, choose_quotes
from tests.conftest import Zones, build_zones
from tests.support.staged import build_tables, write_tables

NEXT = date(2025, 4, 29)


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    """Two batches of two articles and one."""
    zones = build_zones(tmp_path)
    publish(zones, [(0.2, 0.3, 0.1), (0.9, 0.5, 0.95)])
    publish(zones.on(NEXT), [(0.4, 0.99, 0.8)], rule="correction")
    return zones


def publish(zones: Zones, sure: Sequence[Sequence[float]], rule: str | None = None) -> None:
    """Put articles with quotes as sure as that into the place of the published tables; the first is of a rule."""
    tables = build_tables(len(sure))
    known = {"confidence": 1.0, "rule": None}
    tables["quotes"] = [
        row | known | {"quote_index": index, "name_confidence": one} | ({"rule": rule} if not index else {})
        for row, chances in zip(tables["quotes"], sure, strict=True)
        for index, one in enumerate(chances)
    ]
    staged = write_tables(tables, Path(str(zones.settings.curated)).parent / "staged")
    for name in ("articles", "quotes"):
        path = Path(str(zones.batch.published(name)))
        path.parent.mkdir(parents=True)
        shutil.copy(staged / f"{name}.parquet", path)


def choose(zones: Zones, count: int, below: float = 1.0, per_article: int | None = None) -> list[Question]:
    batches = [zones.batch, zones.on(NEXT).batch, zones.on(date(2025, 4, 30)).batch]
    return choose_quotes(batches, count, below, per_article)


def list_chances(questions: Sequence[Question]) -> list[list[float]]:
    return [[round(quote.sureness, 2) for quote in one.asked] for one in questions]


def test_the_least_sure_of_each_article_come_before_the_second_of_any(zones: Zones) -> None:
    assert list_chances(choose(zones, 3)) == [[0.1], [0.5], [0.8]]
    assert list_chances(choose(zones, 4)) == [[0.2, 0.1], [0.5], [0.8]]
    assert choose(zones, 4) == choose(zones, 4)


def test_one_of_each_article_and_only_those_below_a_chance(zones: Zones) -> None:
    assert list_chances(choose(zones, 40, per_article=1)) == [[0.1], [0.5], [0.8]]
    assert list_chances(choose(zones, 40, below=0.5)) == [[0.2, 0.3, 0.1]]
    assert choose(zones, 40, below=0.0) == []


def test_what_a_person_has_judged_is_not_asked_about(zones: Zones) -> None:
    assert list_chances(choose(zones, 40))[-1] == [0.99, 0.8]


def test_corrected_articles_with_another_text_come_first_and_whole(zones: Zones) -> None:
    place = Path(str(zones.settings.raw)) / "corrections" / str(NEXT) / "example" / f"{16:016x}-{0:016x}.json"
    place.parent.mkdir(parents=True)
    place.write_text("{}")
    assert [one.article.batch.batch_date for one in choose(zones, 1)] == [NEXT]
    assert list_chances(choose(zones, 40, below=0.15)) == [[0.1], [0.99, 0.8]]
