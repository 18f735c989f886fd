"""Backfills: resumed after SIGKILL without touching what is done, seen from another process, and told what to redo."""

import json
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.flow import MOST_SIDE_BY_SIDE, count_side_by_side
from flows.plan import build_rerun
from flows.status import read_status
from tasks.batch.hold import hold_batch
from tasks.batch.manifest import Failure, write_failure
from tasks.batch.places import Batch
from tasks.batch.plan import plan_batch
from tasks.link.link import link
from tests.conftest import DAY, Zones, build_zones, differing_rows

DAYS = [DAY + timedelta(days=number) for number in range(4)]
STORIES = 8
WAIT = 600.0


def fail(zones: Zones, *dates: date) -> None:
    """Note that the last run of those batches failed."""
    for one in dates:
        batch = zones.on(one).batch
        write_failure(batch, Failure(plan_batch(batch, zones.settings.recipe).fingerprint, "no luck", "2025-04-28"))


def describe_files(zones: Zones) -> dict[str, tuple[int, int]]:
    """Time and inode of every published file."""
    paths = (Path(str(path)) for path in zones.batch.published_files.values())
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths}


def start_backfill(zones: Zones) -> "subprocess.Popen[str]":
    """All: so that what a kill left behind a batch that was published just then is cleared away too."""
    options = [str(DAYS[0]), str(DAYS[-1]), "--only", "all", "--json"]
    command = [str(Path(sys.executable).with_name("quotewire")), "backfill", *options]
    return subprocess.Popen(
        command, env=zones.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("shared_server")
def test_killed_in_the_middle_and_run_again(blank_model: Path, tmp_path: Path) -> None:
    zones = build_zones(tmp_path / "killed", model=str(blank_model), workers=1)
    clean = build_zones(tmp_path / "clean", model=str(blank_model))
    for one in DAYS:
        for zone in (zones, clean):
            zone.on(one).deliver_stories(STORIES, start=one.day)
    backfill = start_backfill(zones)
    try:
        seen = wait_for_the_middle(zones)
    finally:
        backfill.send_signal(signal.SIGKILL)
        backfill.wait()
    assert "running" in seen
    done = [one for one in DAYS if plan_batch(zones.on(one).batch, zones.settings.recipe).state == "done"]
    decided = [one for one in DAYS if is_decided(zones.on(one).batch)]  # killed while publishing, which the next ends
    assert 0 < len(done) < len(DAYS), "the kill came too late to show anything"
    before = {one: describe_files(zones.on(one)) for one in done}
    again = start_backfill(zones)
    outcomes = json.loads(again.communicate(timeout=WAIT)[0])
    assert again.returncode == 0
    states = {outcome["batch_date"]: outcome["state"] for outcome in outcomes}
    assert states == {str(one): "unchanged" if one in (*done, *decided) else "published" for one in DAYS}
    assert {one: describe_files(zones.on(one)) for one in done} == before
    for one in DAYS:
        assert clean.on(one).run().state == "published"
        assert differing_rows(zones.on(one).read_all(), clean.on(one).read_all()) == 0
    link(clean.settings.curated)
    assert zones.find_files() == clean.find_files()


def is_decided(batch: Batch) -> bool:
    """Whether a run that was killed had decided to publish."""
    with hold_batch(batch) as hold:
        return hold.read_decision() is not None


def wait_for_the_middle(zones: Zones) -> set[str]:
    """Wait until one batch is published and not all are; the states seen as the first was under way."""
    seen: set[str] = set()
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if not seen and any(zones.on(one).batch.lock.is_held() for one in DAYS):
            seen = {status.state for status in read_status(zones.settings, DAYS)}
        if any(zones.on(one).batch.manifest.exists() for one in DAYS):
            return seen
        time.sleep(0.1)
    raise AssertionError("no batch was published")


def test_a_batch_that_is_held_is_running(zones: Zones) -> None:
    zones.deliver_stories(1)
    with hold_batch(zones.batch):
        result = CliRunner().invoke(app, ["status", "--json"], env=zones.environment)
        assert [one["state"] for one in json.loads(result.output)] == ["running"]
        result = CliRunner().invoke(app, ["run"], env=zones.environment)
        assert result.exit_code == 0
        assert f"{DAY}  busy" in result.output
        assert "another run is writing it and will publish it" in result.output
        assert not zones.settings.state.exists()  # Prefect was not started to find that out
    assert read_status(zones.settings, [DAY])[0].state == "new"


def test_a_failed_batch_stays_failed_until_it_is_published(zones: Zones) -> None:
    zones.deliver_stories(1)
    fail(zones, DAY)
    assert plan_batch(zones.batch, zones.settings.recipe).why == "no luck"
    zones.deliver_stories(1, start=1)
    plan = plan_batch(zones.batch, zones.settings.recipe)
    assert (plan.state, plan.why) == ("failed", "no luck; raw files, code or settings have changed since")


@pytest.mark.parametrize(
    ("failed", "earlier", "command"),
    [
        ([0], [], f"quotewire run {DAYS[0]}"),
        ([0, 2], [], f"quotewire backfill {DAYS[0]} {DAYS[2]} --only failed"),
        ([0, 2], [3], f"quotewire backfill {DAYS[0]} {DAYS[2]} --only failed"),
        ([0, 2], [1], f"quotewire run {DAYS[0]} {DAYS[2]}"),
    ],
)
def test_the_command_that_redoes_what_failed_and_no_other(
    zones: Zones, failed: list[int], earlier: list[int], command: str
) -> None:
    for one in DAYS:
        zones.on(one).deliver_stories(1)
    fail(zones, *(DAYS[number] for number in failed + earlier))
    assert build_rerun(zones.settings, [DAYS[number] for number in failed]) == command


def test_a_batch_that_left_no_note_of_its_failure_is_named(zones: Zones) -> None:
    zones.deliver_stories(1)
    assert build_rerun(zones.settings, [DAY]) == f"quotewire run {DAY}"


@pytest.mark.parametrize(("workers", "expected"), [(1, 2), (2, 3), (64, MOST_SIDE_BY_SIDE)])
def test_batches_side_by_side_grow_with_the_workers(zones: Zones, workers: int, expected: int) -> None:
    assert count_side_by_side(zones.settings.model_copy(update={"workers": workers})) == expected


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["2025-05-01", "2025-04-01"], 2, "before it starts"),
        (["2031-01-01", "2031-12-31"], 0, f"no batch from 2031-01-01 to 2031-12-31; those there are run from {DAY}"),
        (
            ["2025-04-01", "2025-04-30", "--only", "stale"],
            0,
            "no batch from 2025-04-01 to 2025-04-30 is stale: 1 new",
        ),
        (["yesterday", "2025-04-30"], 2, "is no date"),
    ],
)
def test_a_range_with_nothing_to_do_says_why(zones: Zones, arguments: list[str], code: int, message: str) -> None:
    zones.deliver_stories(1)
    result = CliRunner().invoke(app, ["backfill", *arguments], env=zones.environment)
    assert (result.exit_code, message in result.output) == (code, True), result.output
    assert not Path(str(zones.settings.curated)).exists()
