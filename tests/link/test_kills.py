"""A link that dies at any write leaves links that can be read, and the next link ends like one from nothing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.support.linked import FOLDERS, are_equal, find_differing, read_links

WRITES: tuple[tuple[Any, str], ...] = (
    (local, "replace_file"),
    (local.LocalPlace, "remove"),
    (local.LocalPlace, "rename"),
    (local.shutil, "rmtree"),
    (pq, "write_table"),
)


class Killed(BaseException):
    """Stands for the end of the process."""


@contextmanager
def dying_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Let the first writes through and none after them; yields a list as long as the number of writes."""
    done: list[int] = []

    def limit(real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **options: Any) -> Any:
            if len(done) >= writes:
                raise Killed
            done.append(len(done))
            return real(*arguments, **options)

        return write

    with monkeypatch.context() as patch:
        for owner, name in WRITES:
            patch.setattr(owner, name, limit(getattr(owner, name)))
        yield done


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
@pytest.mark.parametrize("part", range(4))
def test_a_kill_at_any_write_is_made_good_by_the_next_link(
    prepared: Path, tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, writes = None, part
    while True:
        zone = tmp_path / f"zone-{writes}"
        shutil.copytree(prepared, zone)
        try:
            with dying_after(writes, monkeypatch):
                link(LocalPlace(zone))
            break
        except Killed:
            assert find_unknown(zone) == set()
        link(LocalPlace(zone))
        wanted = wanted or read_links_anew(zone, tmp_path / "anew")
        found = read_links(LocalPlace(zone))
        assert [name for name in found.keys() | wanted.keys() if not are_equal(found.get(name), wanted.get(name))] == []
        assert [path for path in find_paths(LocalPlace(zone / "_staging")) if not path.endswith(".lock")] == []
        shutil.rmtree(zone)
        writes += 4
    assert writes > 30


def read_links_anew(zone: Path, root: Path) -> dict[str, pl.DataFrame]:
    """What linking the same batches from nothing leaves."""
    assert find_differing(LocalPlace(zone), root) == []
    return read_links(LocalPlace(root))


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
