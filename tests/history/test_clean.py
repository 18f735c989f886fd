"""`quotewire clean`: what is of no more use goes, under the lock of its batch; tables and running batches stay."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tasks.batch.hold import hold_batch
from tasks.batch.places import Batch
from tasks.history.clean import Cleaned, CleanError, clean_zone
from tasks.history.compact import find_copy_staging
from tasks.history.litter import Policy
from tasks.publish.datapackage import PACKAGE, write_datapackage
from tests.conftest import DAY, Zones, build_zones
from tests.support.history import find_paths

NOW = datetime.now(UTC)
POLICY = Policy(days=7, results=2)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, blank_model: Path) -> Zones:
    """A published batch of two articles."""
    zones = build_zones(tmp_path_factory.mktemp("published"), model=str(blank_model), workers=1)
    zones.deliver_stories(2)
    assert zones.run().state == "published"
    return zones


@pytest.fixture
def kept(published: Zones) -> Iterator[Zones]:
    """The published batch, whose tables, manifest and newest results must be as they were afterwards."""
    before = read_files(published)
    yield published
    after = read_files(published)
    assert {path: after.get(path) for path in before} == before


def read_files(zones: Zones) -> dict[str, bytes]:
    root = Path(str(zones.settings.curated))
    files = (path for path in find_paths(zones.settings.curated) if not path.startswith(("_staging/", "_validation/")))
    return {path: (root / path).read_bytes() for path in files}


def make(folder: object, name: str = "file", days_old: float = 0, size: int = 10) -> Path:
    """A file below a folder, both so old."""
    path = Path(str(folder)) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = (NOW - timedelta(days=days_old)).timestamp()
    for one in (path, *(parent for parent in path.parents if parent.is_relative_to(Path(str(folder))))):
        os.utime(one, (then, then))
    return path


def run(zones: Zones, policy: Policy = POLICY, now: datetime = NOW, dry_run: bool = False) -> list[Cleaned]:
    settings = zones.settings
    return list(clean_zone(settings.raw, settings.curated, settings.recipe, policy, now, dry_run))


@pytest.mark.slow
def test_nothing_to_clean(kept: Zones) -> None:
    assert run(kept) == []


@pytest.mark.slow
def test_staging_of_a_batch_that_is_done_goes(kept: Zones) -> None:
    make(kept.batch.staging / "annotated", size=123)
    (found,) = run(kept, dry_run=True)
    assert (found.outcome, found.bytes, found.why) == ("found", 123, "the batch is done")
    assert kept.batch.staging.exists()
    (removed,) = run(kept)
    assert (removed.outcome, removed.bytes) == ("removed", 123)
    assert not kept.batch.staging.exists()


def test_staging_that_a_run_may_go_on_with_stays_until_it_is_old(zones: Zones) -> None:
    zones.deliver_stories(1)
    make(zones.batch.staging, days_old=6)
    assert run(zones) == []
    make(zones.batch.staging, days_old=9)
    assert [(one.outcome, one.why) for one in run(zones)] == [("removed", "untouched for 9 days")]


def test_what_is_decided_stays(zones: Zones) -> None:
    zones.deliver_stories(1)
    make(zones.batch.staging, "manifest.json", days_old=90)
    make(zones.batch.staging / "tables", "quotes.parquet", days_old=90)
    assert run(zones) == []
    assert len(find_paths(zones.batch.staging)) == 2


def test_what_a_killed_worker_was_writing_goes_and_the_shards_it_finished_stay(zones: Zones) -> None:
    zones.deliver_stories(1)
    finished = make(zones.batch.staging / "annotated" / "0a1b", days_old=1)
    for folder in ("annotated/0a1b.host-1.unfinished", "read/0c2d.host-1.unfinished", "tables.host-1.unfinished"):
        make(zones.batch.staging / folder, days_old=1)
    make(zones.batch.staging / "sorted" / "spill-x", days_old=1)
    young = make(zones.batch.staging / "annotated" / "0e3f.host-2.unfinished")
    assert {(one.kind, one.outcome) for one in run(zones)} == {("unfinished", "removed")}
    assert finished.exists()
    assert young.exists()
    assert len(find_paths(zones.batch.staging)) == 2


@pytest.mark.slow
def test_results_beyond_the_newest_go_and_the_index_knows_it(kept: Zones) -> None:
    folder = Path(str(kept.batch.validation / str(DAY)))
    (real,) = folder.iterdir()
    for number in range(3):
        older = folder / f"20200101T00000{number}000000Z"
        make(older, "result.json").write_text((real / "result.json").read_text())
    make(folder / "20200101T000009000000Z.host-1.unfinished", days_old=1)
    done = run(kept)
    assert sorted(one.kind for one in done) == ["unfinished", "validation", "validation"]
    assert sorted(path.name for path in folder.iterdir()) == ["20200101T000002000000Z", real.name]
    index = (kept.batch.validation / "index.html").read_text()
    assert "20200101T000002000000Z" in index
    assert "20200101T000001000000Z" not in index


def test_a_running_batch_is_left_alone(zones: Zones) -> None:
    zones.deliver_stories(1)
    make(zones.batch.staging, days_old=90)
    with hold_batch(zones.batch):
        assert [one.outcome for one in run(zones)] == ["busy"]
    assert zones.batch.staging.exists()


RUN = """
from flows.settings import Settings
from flows.batch import open_workers, process_batch
from tasks.batch.places import Batch
from tests.conftest import DAY
settings = Settings()
with open_workers(settings) as workers:
    print(process_batch(Batch(DAY, settings.raw, settings.curated), settings, workers).state)
"""


@pytest.mark.slow
def test_cleaning_again_and_again_beside_a_run_costs_it_nothing(blank_model: Path, tmp_path: Path) -> None:
    zones = build_zones(tmp_path, model=str(blank_model))
    zones.deliver_stories(12)
    running = subprocess.Popen(
        [sys.executable, "-c", RUN], env=zones.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while running.poll() is None and not zones.batch.lock.is_held():
        time.sleep(0.2)
    cleaned = []
    while running.poll() is None:
        cleaned += run(zones, Policy(days=0, results=1))
        time.sleep(0.05)
    output, problems = running.communicate()
    assert output.strip() == "published", problems
    assert "busy" in {one.outcome for one in cleaned}
    assert "removed" not in {one.outcome for one in cleaned}
    assert len(zones.read("articles")) == 12


@pytest.mark.slow
def test_orphans_are_listed_and_only_with_the_option_removed(zones: Zones, published: Zones) -> None:
    zones.deliver_stories(1)
    gone = Batch(DAY.replace(day=1), zones.settings.raw, zones.settings.curated)
    for path in (*gone.published_files.values(), gone.replaced, gone.manifest):
        make(path.parent, path.name)
    write_datapackage(zones.settings.curated)
    make(gone.validation / "2025-04-01" / "20250401T000000000000Z", "result.json").write_text("{}")
    assert [(one.kind, one.outcome) for one in run(zones)] == [("orphan", "found")]
    assert gone.manifest.exists()
    assert [(one.kind, one.outcome) for one in run(zones, Policy(7, 2, orphans=True))] == [("orphan", "removed")]
    assert [path for path in find_paths(zones.settings.curated) if "2025-04-01" in path and ".lock" not in path] == []
    assert "2025-04-01" not in (zones.settings.curated / PACKAGE).read_text()


def test_no_raw_zone_makes_no_orphans(zones: Zones) -> None:
    batch = zones.batch
    for path in (*batch.published_files.values(), batch.manifest):
        make(path.parent, path.name)
    with pytest.raises(CleanError, match="is it the right raw zone"):
        run(zones, Policy(7, 2, orphans=True))
    assert batch.manifest.exists()


def test_what_a_killed_compact_left_goes(zones: Zones) -> None:
    make(find_copy_staging(zones.settings.curated) / "quotes-2025-04.host-1.unfinished", size=7)
    assert [(one.outcome, one.bytes) for one in run(zones, dry_run=True)] == [("found", 7)]
    assert [(one.outcome, one.bytes) for one in run(zones)] == [("removed", 7)]


def test_the_command(zones: Zones) -> None:
    zones.deliver_stories(1)
    make(zones.batch.staging, days_old=9, size=2_000)

    def invoke(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["clean", *arguments], env=zones.environment)
        assert result.exit_code == 0, result.output
        return result.output

    (found,) = json.loads(invoke("--dry-run", "--json"))
    assert (found["kind"], found["outcome"], found["bytes"]) == ("staging", "found", 2_000)
    assert "found: 1, 2,000 bytes" in invoke("--dry-run")
    assert "removed: 1, 2,000 bytes" in invoke()
    assert "removed: 0, 0 bytes" in invoke()
