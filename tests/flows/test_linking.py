"""Linking as operators meet it: the command, what a run says of it, and what is left when it fails."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.linking import link_zone, needs_linking
from flows.outcome import BatchFailedError, Outcome, describe_interruption
from tasks.link.outcome import Linked
from tasks.link.places import Links
from tests.conftest import DAY, Quotewire, Zones
from tests.link.test_order import DATES, build_delivery, deliver
from tests.support.newsroom import withdraw


@pytest.fixture
def published(zones: Zones) -> Zones:
    """Two batches that are not linked."""
    zones.settings.raw.mkdir()
    for one in DATES[:2]:
        deliver(zones.settings.curated, one, build_delivery(one, 0))
    return zones


def invoke(zones: Zones, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), env=zones.environment)
    return result.exit_code, result.output


def test_the_command_links_once_and_status_tells_when_links_are_stale(published: Zones) -> None:
    assert "links are stale: never linked; next: quotewire link" in invoke(published, "status")[1]
    assert json.loads(invoke(published, "link", "--dry-run", "--json")[1])["changed"] == [str(one) for one in DATES[:2]]
    code, text = invoke(published, "link")
    assert (code, "linked 2 batches in" in text, "actor_links 2" in text) == (0, True, True)
    assert "links are up to date" in invoke(published, "link")[1]
    assert "links are stale" not in invoke(published, "status")[1]
    withdraw(published.settings.curated, DATES[0])
    assert "links are stale: 1 batch gone" in invoke(published, "status")[1]
    done = json.loads(run_json(published))
    assert (done["state"], done["gone"]) == ("linked", 1)


def run_json(zones: Zones) -> str:
    """What the command prints on standard output."""
    return CliRunner().invoke(app, ["link", "--json"], env=zones.environment).stdout


def test_what_fails_says_what_to_do_and_loses_nothing(published: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    invoke(published, "link")
    actors = Links(published.settings.curated).find("actors").read_bytes()
    deliver(published.settings.curated, DATES[2], build_delivery(DATES[2], 0))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tasks.link.link.link_actors", fail)
    code, text = invoke(published, "link")
    assert code == 1
    assert "no space is left" in text.replace("\n", " ")
    assert "what is published stands; next: quotewire link" in text.replace("\n", " ")
    assert Links(published.settings.curated).find("actors").read_bytes() == actors
    monkeypatch.undo()
    assert link_zone(published.settings, lambda: None).changed == 1


def test_a_failed_link_fails_the_run() -> None:
    outcomes = [Outcome(DAY, "published", {"articles": 1})]
    error = BatchFailedError(outcomes, "", Linked("failed", reason="why; next: quotewire link"))
    assert str(error) == "linking failed: why; next: quotewire link"
    both = BatchFailedError([Outcome(DAY, "failed", reason="bad")], "quotewire run", Linked("failed", reason="why"))
    assert str(both) == "bad\n1 of 1 batches failed; rerun: quotewire run\nlinking failed: why"
    interrupted = "1 of 1 batches are published, linking them was interrupted; go on with: x"
    assert describe_interruption(outcomes, "x") == interrupted


def test_clean_knows_what_a_killed_link_left(published: Zones) -> None:
    links = Links(published.settings.curated)
    (links.staged / "1-sums@.parquet").write_atomically("half")
    assert needs_linking(published.settings)
    code, text = invoke(published, "clean", "--json")
    assert (code, "a link was killed" in text, links.staging.exists()) == (0, True, False)
    (links.staging / "manifest.json").write_atomically("{}")
    assert "a link was killed" not in invoke(published, "clean", "--json")[1]
    assert links.staging.exists()


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("shared_server")
def test_a_run_links_what_it_publishes_though_a_batch_fails(zones: Zones, quotewire: Quotewire) -> None:
    zones.deliver_stories(2)
    zones.on(date(2025, 4, 29)).deliver("empty.txt", "")
    done = quotewire("run")
    assert done.returncode == 1
    assert "linked 1 batches in" in done.stdout
    actors = pl.read_parquet(Path(str(zones.settings.curated)) / "actors/*.parquet")
    assert "Ines Calloway" in set(actors["name"])
    again = quotewire("run", str(DAY))
    assert (again.returncode, "linked" in again.stdout) == (0, False)
    Links(zones.settings.curated).state.remove()
    later = quotewire("run", str(DAY))
    assert (later.returncode, "linked 1 batches" in later.stdout) == (0, True)
