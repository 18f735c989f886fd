"""The data package is there after publishing, names every file and no other, and is not written without need."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from schemas import TABLES
from tasks.publish.datapackage import PACKAGE, write_datapackage
from tasks.zones.local import LocalPlace
from tests.support.editions import DAY, Newsroom, Said, write_links

NEXT = DAY + timedelta(1)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    newsroom = Newsroom(tmp_path)
    newsroom.publish({1: [Said("We go at dawn.")]})
    return newsroom


def read_paths(newsroom: Newsroom) -> set[str]:
    return {resource["path"] for resource in json.loads((newsroom.curated / PACKAGE).read_text())["resources"]}


def find_tables(newsroom: Newsroom) -> set[str]:
    root = Path(str(newsroom.curated))
    paths = {path.relative_to(root).as_posix() for path in root.rglob("*.parquet")}
    return {path for path in paths if not path.startswith("_")}


def test_it_names_every_file_of_a_table_and_no_other(newsroom: Newsroom) -> None:
    assert read_paths(newsroom) == find_tables(newsroom)
    newsroom.publish({1: [Said("We go at noon.")]}, 13)
    newsroom.on(NEXT).publish({1: []})
    assert read_paths(newsroom) == find_tables(newsroom)
    assert len(read_paths(newsroom)) == 2 * len(TABLES)
    write_links(newsroom, 1)
    write_datapackage(newsroom.curated)
    assert read_paths(newsroom) == find_tables(newsroom)
    assert len(read_paths(newsroom)) == 2 * len(TABLES) + 3


def test_what_is_right_is_not_written(newsroom: Newsroom) -> None:
    files = [newsroom.curated / PACKAGE, newsroom.curated / "_schemas" / "quotes.json"]
    before = [file.stat().st_mtime_ns for file in files]
    newsroom.publish({1: [Said("We go at noon.")]}, 13)
    assert [file.stat().st_mtime_ns for file in files] == before


def test_a_batch_published_meanwhile_is_not_forgotten(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes to write it looks again which batches there are, while no other can write."""
    real = LocalPlace.update_text

    def update_late(place: LocalPlace, change: Callable[[str | None], str]) -> None:
        newsroom.on(NEXT).batch.manifest.write_atomically("{}")
        real(place, change)

    monkeypatch.setattr(LocalPlace, "update_text", update_late)
    write_datapackage(newsroom.curated)
    assert any(str(NEXT) in path for path in read_paths(newsroom))
