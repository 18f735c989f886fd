"""Kept versions, changes of quotes and export where the curated zone is a prefix of an object store."""

from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tasks.export.export import WRITERS, export, select_batches
from tasks.link.changes import link_changes
from tasks.zones.zone import open_zone
from tests.support.editions import DAY, Newsroom, Said, write_links
from tests.support.stores import BUCKET, Server

pytestmark = pytest.mark.slow

NEXT = DAY + timedelta(1)


@pytest.fixture
def newsrooms(server: Server, tmp_path: Path) -> tuple[Newsroom, Newsroom]:
    """The same two batches in a folder and in a store: an article is corrected on its day, and again on the next."""
    store = open_zone(f"s3://{BUCKET}/{tmp_path.name}/curated")
    both = Newsroom(tmp_path), Newsroom(tmp_path, store=store)
    for newsroom in both:
        newsroom.publish({1: [Said("We go at dawn, all of us.")]}, 1)
        newsroom.publish({1: [Said("We go at noon, all of us.")]}, 2)
        newsroom.on(NEXT).publish({1: []})
        write_links(newsroom, 1)
    return both


def test_kept_versions_and_changes_are_those_of_a_folder(newsrooms: tuple[Newsroom, Newsroom]) -> None:
    kept = [newsroom.read_kept() for newsroom in newsrooms]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 1
    dates = (DAY, NEXT)
    found = [{one: rows.rows() for one, rows in link_changes(each.curated, dates, dates)} for each in newsrooms]
    assert found[0] == found[1]
    assert {one: len(rows) for one, rows in found[0].items()} == {DAY: 1, NEXT: 1}


@pytest.mark.parametrize("ending", WRITERS)
def test_an_export_is_that_of_a_folder(newsrooms: tuple[Newsroom, Newsroom], ending: str, tmp_path: Path) -> None:
    done = [
        export(select_batches(newsroom.curated, DAY, NEXT), tmp_path / f"{number}{ending}")
        for number, newsroom in enumerate(newsrooms)
    ]
    assert done[0].quotes == done[1].quotes == 1
    assert done[0].notes == done[1].notes
    if ending == ".parquet":
        assert pq.read_table(done[0].path).equals(pq.read_table(done[1].path))
