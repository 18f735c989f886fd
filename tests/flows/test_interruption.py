"""Ctrl-C and SIGTERM: interrupted is not failed, whatever the run is at; and the next run goes on."""

import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock
from uuid import uuid4

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings
from typer.testing import CliRunner

from flows.batch import open_workers, process_batch
from flows.cli import app
from flows.interruption import UnderWay
from flows.outcome import Outcome, describe_interruption
from flows.status import read_status
from tasks.batch.places import Batch
from tasks.batch.plan import plan_batch
from tasks.link.link import link
from tasks.validate.step import validate_batch
from tasks.workers.pool import InterruptedRunError, Workers
from tests.conftest import DAY, Migrate, Zones, build_zones, differing_rows
from tests.support.interrupted import interrupt, start_group, wait_for_line, wait_until_heard
from tests.support.steps import replacing

DAYS = [DAY + timedelta(number) for number in range(3)]
STORIES = 6


def deliver(zones: Zones, days: int) -> None:
    for one in DAYS[:days]:
        zones.on(one).deliver_stories(STORIES, start=one.day % 5)


def find_failures(zones: Zones) -> list[Path]:
    return list(Path(str(zones.settings.curated)).glob("_manifests/*.failed.json"))


@pytest.mark.slow
def test_a_server_that_has_ended_with_the_run_is_told_nothing() -> None:
    under_way = UnderWay()
    under_way.begin(Mock(), str(uuid4()))
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}):
        under_way._tell_prefect()  # raises nothing: it would be shown as a traceback of its thread


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "days", "one", "whole_group"),
    [
        ("", 1, signal.SIGINT, True),
        ("annotating", 1, signal.SIGTERM, False),
        ("annotated", 3, signal.SIGINT, True),
        ("judging", 3, signal.SIGTERM, True),
    ],
)
def test_a_run_that_is_interrupted_says_how_to_go_on(
    blank_model: Path, tmp_path: Path, migrate: Migrate, words: str, days: int, one: signal.Signals, whole_group: bool
) -> None:
    zones = build_zones(tmp_path, model=str(blank_model))
    migrate(zones.settings.state)
    deliver(zones, days)
    run = start_group(zones, "run", "--json")
    wait_until_heard(run)
    if words:
        wait_for_line(run, words)
    ended = interrupt(run, one, whole_group)
    assert ended.is_interrupted, ended.told
    assert ended.go_on == ["run", "--json"]
    states = [outcome["state"] for outcome in json.loads(ended.output)]
    assert set(states) <= {"interrupted", "published"}
    assert not find_failures(zones)
    assert {status.state for status in read_status(zones.settings, DAYS[:days])} <= {"new", "interrupted", "done"}


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("shared_server")
@pytest.mark.parametrize("days", [1, 3])
def test_the_command_named_ends_like_a_clean_run(blank_model: Path, tmp_path: Path, days: int) -> None:
    zones, clean = (build_zones(tmp_path / name, model=str(blank_model)) for name in ("interrupted", "clean"))
    for zone in (zones, clean):
        deliver(zone, days)
    begun = datetime.now(UTC)
    backfill = start_group(zones, "backfill", str(DAYS[0]), str(DAYS[-1]))
    wait_for_line(backfill, "annotated")
    ended = interrupt(backfill, signal.SIGINT, True)
    assert ended.is_interrupted, ended.told
    assert read_states(begun) == ["CRASHED"]
    again = start_group(zones, *ended.go_on)
    assert "published" in again.communicate()[0]
    assert again.returncode == 0
    for day in DAYS[:days]:
        assert clean.on(day).run().state == "published"
        assert differing_rows(zones.on(day).read_all(), clean.on(day).read_all()) == 0
    link(clean.settings.curated)
    assert zones.find_files() == clean.find_files()


def read_states(since: datetime) -> list[str]:
    """The states of the flow runs that began since then."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs()
    return [run.state_type.value for run in runs if run.state_type and run.start_time and run.start_time > since]


def interrupt_here(zones: Zones, step: Callable[..., object], days: int = 1) -> None:
    """Let a step of the batch stop the workers, as a signal does."""
    with open_workers(zones.settings) as workers:

        def stop(*arguments: object) -> object:
            workers.stop()
            return step(*arguments)

        for one in DAYS[:days]:
            with pytest.raises(InterruptedRunError):
                process_batch(zones.on(one).batch, zones.settings, workers, replacing(step, stop))


@pytest.fixture
def interrupted(blank_model: Path, tmp_path: Path) -> Zones:
    """A batch that was interrupted while it was validated, and one that nobody has begun."""
    zones = build_zones(tmp_path, model=str(blank_model), workers=1)
    deliver(zones, 2)
    interrupt_here(zones, validate_batch)
    return zones


@pytest.mark.slow
def test_an_interrupted_batch_is_no_failed_one_and_says_what_is_kept(interrupted: Zones) -> None:
    assert not find_failures(interrupted)
    first, second = read_status(interrupted.settings, DAYS[:2])
    assert (first.state, second.state) == ("interrupted", "new")
    assert first.why == "never published; a run was interrupted: 2 shards are finished and kept"
    plans = json.loads(backfill(interrupted, "missing"))
    assert [plan["state"] for plan in plans] == ["interrupted", "new"]
    assert interrupted.on(DAYS[0]).run().state == "published"
    assert [status.state for status in read_status(interrupted.settings, DAYS[:1])] == ["done"]


@pytest.mark.slow
def test_a_published_batch_that_is_interrupted_while_it_is_redone_is_stale(interrupted: Zones) -> None:
    zones = interrupted.on(DAYS[0])
    assert zones.run().state == "published"
    zones.deliver_stories(3, start=20)
    interrupt_here(interrupted, validate_batch)
    plan = plan_batch(zones.batch, zones.settings.recipe)
    assert plan.state == "stale"
    assert plan.why == "changed: raw files; a run was interrupted: 3 shards are finished and kept"
    assert [plan["state"] for plan in json.loads(backfill(interrupted, "stale"))] == ["stale"]


def backfill(zones: Zones, only: str) -> str:
    """What a backfill would do."""
    arguments = ["backfill", str(DAYS[0]), str(DAYS[-1]), "--only", only, "--dry-run", "--json"]
    return CliRunner().invoke(app, arguments, env=zones.environment).stdout


def test_stopped_workers_begin_nothing(zones: Zones) -> None:
    zones.deliver_stories(1)
    workers = Workers(1)
    workers.stop()
    with pytest.raises(InterruptedRunError):
        process_batch(zones.batch, zones.settings, workers)
    assert not Batch(DAY, zones.settings.raw, zones.settings.curated).staging.exists()


def test_the_line_counts_what_is_published_and_what_is_kept() -> None:
    outcomes = [Outcome(DAYS[0], "unchanged"), Outcome(DAYS[1], "interrupted", kept=1), Outcome(DAYS[2], "failed")]
    line = describe_interruption(outcomes, "quotewire run")
    assert line == "1 of 3 batches are published, 1 shard of the others is finished and kept; go on with: quotewire run"
