"""A link that dies at any write leaves links that can be read, and the next link ends like one from nothing."""

import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Event, RLock, Thread
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
REMOVE = shutil.rmtree
"""As it is outside of what is watched."""
STAGED = re.compile(r"\.unfinished/\d-\S+")
"""A table that is staged: whatever it is, the next link throws it away."""
OWN = re.compile(r"\d{4}-\d\d-\d\d|\.[\w-]+\.unfinished")
"""What the name of a file has of one batch or of one process."""

type NameWrite = Callable[[int, str], str]
"""Names the copy that is made before a write, of its number and the paths that it is given."""


class Killed(BaseException):
    """Stands for the end of the process."""


def name_stage(_: int, paths: str) -> str:
    """Return one name for all writes to files of one kind, of which the last one counts: some are done then."""
    return OWN.sub("", STAGED.sub(".unfinished/any", paths)).replace("/", "!")


def name_number(number: int, _: str) -> str:
    """Return a name for each write."""
    return f"{number:03}"


def link_and_copy(zone: Path, copies: Path, name_copy: NameWrite) -> None:
    """Link, and before every write copy what a kill would leave, in the place of an earlier copy of that name."""
    writes, lock = count(), RLock()

    def copy_before(real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **options: Any) -> Any:
            paths = [str(one).removeprefix(str(zone)) for one in arguments if isinstance(one, str | Path)]
            with lock:
                copy = copies / name_copy(next(writes), " ".join(paths))
                shutil.copytree(zone, copy.with_name("new"))
                REMOVE(copy, ignore_errors=True)
                copy.with_name("new").replace(copy)
                return real(*arguments, **options)

        return write

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in WRITES:
            patch.setattr(owner, name, copy_before(getattr(owner, name)))
        link(LocalPlace(zone))


def prepare(root: Path) -> None:
    """Make a zone that is linked, and in which then a batch was replaced, one withdrawn and one added."""
    for one in DATES[:4]:
        deliver(LocalPlace(root), one, build_delivery(one, 0))
    link(LocalPlace(root))
    deliver(LocalPlace(root), DATES[0], build_delivery(DATES[0], 1))
    deliver(LocalPlace(root), DATES[1], None)
    deliver(LocalPlace(root), DATES[4], build_delivery(DATES[4], 0))


def find_unknown(curated: Path) -> set[str]:
    """The actors that links name and that are in no file of actors, as a plain reader finds them."""
    links = pl.read_parquet(curated / "actor_links/**/*.parquet")["actor_id"]
    return set(links) - set(pl.read_parquet(curated / "actors/*.parquet")["actor_id"])


def link_killed(root: Path, name_copy: NameWrite) -> Iterator[tuple[str, list[str]]]:
    """Yield, for each copy of a link that was killed, what is wrong with it, or after the next link."""
    prepare(root / "prepared")
    wanted = link_from_nothing(LocalPlace(root / "prepared"), root / "anew")
    link_and_copy(root / "prepared", root / "killed", name_copy)
    for path in sorted((root / "killed").iterdir()):
        zone, unknown = LocalPlace(path), find_unknown(path)
        link(zone)
        stray = [one for one in find_paths(zone / "_staging") if not one.endswith(".lock")]
        yield path.name, [*unknown, *compare_links(read_links(zone), wanted), *stray]
        shutil.rmtree(path)


@pytest.mark.slow
def test_a_kill_at_any_stage_of_writing_is_made_good_by_the_next_link(tmp_path: Path) -> None:
    found = dict(link_killed(tmp_path, name_stage))
    assert len(found) > 30
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


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
