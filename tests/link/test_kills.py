"""A link that dies at any write leaves links that can be read, and the next link ends like one from nothing."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from tasks.link import link as step
from tasks.link.link import link
from tasks.link.places import Links
from tasks.link.publish import build_file_name
from tasks.zones import local
from tasks.zones.local import LocalPlace
from tests.link.test_order import DATES, build_delivery, deliver
from tests.support.history import find_paths
from tests.support.linked import FOLDERS, are_equal, compare_links, find_differing, link_from_nothing, read_links

WRITES: tuple[tuple[Any, str], ...] = (
    (local, "replace_file"),
    (local.LocalPlace, "remove"),
    (local.LocalPlace, "rename"),
    (local.shutil, "rmtree"),
    (pq, "write_table"),
)
PARTS = 4


class Killed(BaseException):
    """Stands for the end of the process."""


def link_and_copy(zone: Path, copies: Path, part: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Link, and before every fourth write, from the given one on, copy what a kill would leave; returns the writes."""
    writes = count()

    def copy_before(real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **options: Any) -> Any:
            if (number := next(writes)) % PARTS == part:
                shutil.copytree(zone, copies / f"{number:03}")
            return real(*arguments, **options)

        return write

    with monkeypatch.context() as patch:
        for owner, name in WRITES:
            patch.setattr(owner, name, copy_before(getattr(owner, name)))
        link(LocalPlace(zone))
    return next(writes)


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A zone that is linked, and in which then a batch was replaced, one withdrawn and one added."""
    root = tmp_path / "prepared"
    for one in DATES[:4]:
        deliver(LocalPlace(root), one, build_delivery(one, 0))
    link(LocalPlace(root))
    deliver(LocalPlace(root), DATES[0], build_delivery(DATES[0], 1))
    deliver(LocalPlace(root), DATES[1], None)
    deliver(LocalPlace(root), DATES[4], build_delivery(DATES[4], 0))
    return root


def find_unknown(curated: Path) -> set[str]:
    """The actors that links name and that are in no file of actors, as a plain reader finds them."""
    links = pl.read_parquet(curated / "actor_links/**/*.parquet")["actor_id"]
    return set(links) - set(pl.read_parquet(curated / "actors/*.parquet")["actor_id"])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_kill_at_any_write_is_made_good_by_the_next_link(
    prepared: Path, tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = link_from_nothing(LocalPlace(prepared), tmp_path / "anew")
    assert link_and_copy(prepared, tmp_path / "killed", part, monkeypatch) > 30
    for zone in sorted((tmp_path / "killed").iterdir()):
        assert find_unknown(zone) == set()
        link(LocalPlace(zone))
        assert compare_links(read_links(LocalPlace(zone)), wanted) == []
        assert [path for path in find_paths(LocalPlace(zone / "_staging")) if not path.endswith(".lock")] == []
        shutil.rmtree(zone)


@pytest.mark.slow
def test_what_a_reader_reads_during_linking_is_the_old_file_or_the_new(tmp_path: Path) -> None:
    curated, versions = LocalPlace(tmp_path / "zone"), []
    for version in (0, 1):
        for one in DATES[:3]:
            deliver(curated, one, build_delivery(one, version))
        link(curated)
        versions.append(read_links(curated))
    allowed = {name: [one[name] for one in versions] for name in versions[0] if name.startswith("actor_links/")}
    allowed |= {name: [one[name] for one in versions] for name in versions[0] if name.startswith("quote_families/")}
    allowed["actors/part-0.parquet"] = list(list_actors(*(one["actors/part-0.parquet"] for one in versions)))
    is_over, bad, reads = Event(), [], []

    def read() -> None:
        while not is_over.is_set():
            for name in allowed:
                rows = pl.DataFrame(pq.ParquetFile(tmp_path / "zone" / name).read())
                reads.append(name)
                if not any(are_equal(rows, one) for one in allowed[name]):
                    bad.append(name)

    reader = Thread(target=read)
    reader.start()
    for version in (0, 1, 0, 1):
        for one in DATES[:3]:
            deliver(curated, one, build_delivery(one, version))
        link(curated)
    is_over.set()
    reader.join()
    assert reads
    assert bad == []
    assert find_differing(curated, tmp_path / "anew") == []


def list_actors(old: pl.DataFrame, new: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows of `actors` before and after, and those in between, when actors are new that are not gone yet."""
    for one, other in ((old, new), (new, old)):
        yield other
        yield pl.concat([other, one.join(other, on="actor_id", how="anti")]).sort("actor_id")


def test_staged_files_know_their_places(tmp_path: Path) -> None:
    links = Links(LocalPlace(tmp_path))
    assert build_file_name("sums", DATES[0]) == "1-sums@2025-04-01.parquet"
    assert links.find("sums", DATES[0]) == tmp_path / "_link/sums/batch_date=2025-04-01/part-0.parquet"
    assert links.find("actors") == tmp_path / "actors/part-0.parquet"
    assert set(FOLDERS) > {"actors", "_link"}


@pytest.mark.slow
def test_what_a_kill_left_of_an_edition_is_none_of_the_one_that_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    curated = LocalPlace(tmp_path / "zone")
    for one in DATES[:3]:
        deliver(curated, one, build_delivery(one, 0))
    link(curated)
    shutil.copytree(curated, tmp_path / "before")
    deliver(curated, DATES[0], build_delivery(DATES[0], 1))
    with monkeypatch.context() as patch:
        patch.setattr(step, "link_actors", kill)
        with pytest.raises(Killed):
            link(curated)
    assert Links(curated).find_made("clusters", DATES[0]).exists(), "the next link would have to make it again"
    restore_batches(curated, tmp_path / "before")
    assert link(curated).state == "unchanged"
    assert find_differing(curated, tmp_path / "anew") == []
    assert not Links(curated).has_leftovers()
    deliver(curated, DATES[1], build_delivery(DATES[1], 1))
    link(curated)
    assert find_differing(curated, tmp_path / "anew") == []


def restore_batches(zone: Path, before: Path) -> None:
    """Put the tables of all batches back, as they were, and nothing of linking."""
    for folder in zone.iterdir():
        if folder.name not in (*FOLDERS, "_staging"):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, zone, ignore=shutil.ignore_patterns("_staging", *FOLDERS), dirs_exist_ok=True)


def kill(*_: object) -> None:
    """End like the process."""
    raise Killed
