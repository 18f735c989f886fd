"""A file or article that hangs, ends its worker or meets a bug costs itself only: it is found and rejected."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.batch import RunStep, call_step, open_workers, process_batch
from flows.outcome import Outcome
from flows.settings import Settings
from tasks.annotate.annotate import Annotated, annotate_batch
from tasks.batch.manifest import read_manifest
from tasks.batch.plan import plan_batch
from tasks.workers.processes import WorkerDiedError
from tests.conftest import Zones, build_story, build_zones
from tests.support.archives import pack_files
from tests.support.steps import replacing
from tests.torture.poison import PoisonedReading, build_model

pytestmark = pytest.mark.slow

SHARD = 100_000
"""Characters: all articles of a test lie in one shard."""
SECONDS = 20.0
"""For a full piece of work; these few articles, which take milliseconds, have a tenth of it."""

type MakeZones = Callable[..., Zones]


@pytest.fixture
def poisonous(tmp_path: Path) -> MakeZones:
    """Makes zones with a model that some words make hang, die or fail, and in which time is short."""
    model = build_model(tmp_path / "model")
    values = {"model": str(model), "shard_chars": SHARD, "shard_seconds": SECONDS}
    return lambda name="one", **settings: build_zones(tmp_path / name, **{**values, **settings})


def run(zones: Zones, run_step: RunStep = call_step) -> Outcome:
    with open_workers(zones.settings) as workers:
        return process_batch(zones.batch, zones.settings, workers, run_step)


def deliver(zones: Zones, count: int, *words: str) -> None:
    """Some stories, and one more for each word of poison."""
    zones.deliver_stories(count)
    for word in words:
        zones.deliver(f"{word.lower()}.txt", build_story(50).replace("harbour", word))


def read_rejects(zones: Zones) -> dict[str, str]:
    rows = zones.read("rejects").iter_rows(named=True)
    return {Path(row["raw_path"]).stem: row["reason"] for row in rows}


def refuse_to_rescue(error: Exception) -> None:
    raise AssertionError("a piece of work failed") from error


def test_articles_at_fault_are_found_and_rejected_once(poisonous: MakeZones, monkeypatch: pytest.MonkeyPatch) -> None:
    zones = poisonous()
    deliver(zones, 4, "HANG", "KILL", "FAIL", "MEMORY")
    outcome = run(zones)
    assert outcome.state == "published", outcome.reason
    assert read_rejects(zones) == {
        "hang": "annotation_timeout",
        "kill": "annotation_crash",
        "memory": "annotation_crash",
        "fail": "annotation_error",
    }
    assert (outcome.annotated, outcome.rows["articles"]) == (4, 4)
    manifest = read_manifest(zones.batch)
    assert manifest is not None
    assert manifest.records == 8 == manifest.rows["articles"] + manifest.rows["rejects"]
    (message,) = zones.read("rejects").filter(pl.col("reason") == "annotation_error")["message"]
    assert message.startswith("ValueError at tests/torture/poison.py:")
    check_rows_of_the_others(zones, poisonous("clean"))
    check_they_are_known(zones, monkeypatch)


def check_rows_of_the_others(zones: Zones, clean: Zones) -> None:
    deliver(clean, 4)
    run(clean)
    for name in ("articles", "sentences", "tokens", "quotes"):
        assert zones.read(name).equals(clean.read(name)), name


def check_they_are_known(zones: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    rejects = zones.read("rejects")
    longer = plan_batch(zones.batch, zones.settings.recipe, replace(zones.settings.tolerance, seconds=2 * SECONDS))
    assert (longer.state, longer.why) == ("stale", "there is more time now for what took too long")
    monkeypatch.setattr("tasks.workers.rescue.find_fault", refuse_to_rescue)
    assert run(zones).state == "unchanged"
    zones.deliver_stories(2, start=10)
    outcome = run(zones)
    assert (outcome.annotated, outcome.reused) == (2, 4)
    assert zones.read("rejects").equals(rejects)


def test_files_at_fault_are_found_and_rejected_once(poisonous: MakeZones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.ingest.ingest.ReadPiece", PoisonedReading)
    zones = poisonous()
    deliver(zones, 4, "READ-HANG", "READ-KILL", "READ-FAIL")
    outcome = run(zones)
    assert outcome.state == "published", outcome.reason
    assert outcome.rows["articles"] == 4
    assert read_rejects(zones) == {
        "read-hang": "reading_timeout",
        "read-kill": "reading_crash",
        "read-fail": "reading_error",
    }
    check_they_are_known(zones, monkeypatch)


def test_of_an_archive_the_file_at_fault_is_found_and_rejected_once(
    poisonous: MakeZones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.ingest.ingest.ReadPiece", PoisonedReading)
    zones = poisonous()
    words = {"read-hang": "READ-HANG", "read-kill": "READ-KILL"}
    stories = {f"story-{number}": build_story(number) for number in range(4)}
    files = stories | {name: build_story(50).replace("harbour", word) for name, word in words.items()}
    zones.deliver("day.zip", pack_files("day.zip", [(f"{name}.txt", text.encode()) for name, text in files.items()]))
    outcome = run(zones)
    assert outcome.state == "published", outcome.reason
    assert outcome.rows["articles"] == 4
    assert read_rejects(zones) == {"read-hang": "reading_timeout", "read-kill": "reading_crash"}
    check_they_are_known(zones, monkeypatch)


def test_a_worker_that_dies_once_is_no_fault_of_its_articles(poisonous: MakeZones, tmp_path: Path) -> None:
    zones = poisonous()
    zones.deliver_stories(6)
    zones.deliver("once.txt", build_story(50).replace("harbour", f"ONCE={tmp_path}/mark"))
    assert run(zones).rows["articles"] == 7
    assert read_rejects(zones) == {}


def test_a_run_that_is_killed_leaves_what_it_found_out(poisonous: MakeZones, monkeypatch: pytest.MonkeyPatch) -> None:
    zones = poisonous()
    deliver(zones, 6, "KILL")

    def annotate_and_die(*arguments: Any) -> Annotated:
        annotate_batch(*arguments)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(zones, replacing(annotate_batch, annotate_and_die))
    monkeypatch.setattr("tasks.workers.rescue.find_fault", refuse_to_rescue)
    assert run(zones).state == "published"
    assert read_rejects(zones) == {"kill": "annotation_crash"}
    assert not zones.batch.staging.exists()


def test_when_everything_fails_it_is_not_the_articles(poisonous: MakeZones) -> None:
    zones = poisonous()
    for number in range(50):
        zones.deliver(f"{number}.txt", build_story(number) + "FAIL")
    outcome = run(zones)
    assert outcome.state == "failed"
    assert "QUOTEWIRE_MAX_REJECT_SHARE" in outcome.reason
    assert "look at the model" in outcome.reason


def test_batches_that_share_the_workers_do_not_notice(poisonous: MakeZones) -> None:
    bad, good = poisonous("bad", shard_chars=1_000), poisonous("good", shard_chars=1_000)
    deliver(bad, 4, "KILL")
    deliver(good, 12)
    with open_workers(bad.settings) as workers, ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda zones: process_batch(zones.batch, zones.settings, workers), (bad, good)))
    assert [outcome.rows["articles"] for outcome in outcomes] == [4, 12]
    assert read_rejects(bad) == {"kill": "annotation_crash"}
    assert read_rejects(good) == {}


def test_a_worker_that_dies_is_an_error_of_its_work_alone() -> None:
    with open_workers(Settings(workers=1)) as workers:
        died, done = workers.executor.submit(os._exit, 3), workers.executor.submit(sorted, "ba")
        with pytest.raises(WorkerDiedError, match="ended with exit code 3"):
            died.result(timeout=60)
        assert done.result(timeout=60) == ["a", "b"]


def test_the_time_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_SHARD_SECONDS", "12.5")
    assert Settings().tolerance.seconds == 12.5
