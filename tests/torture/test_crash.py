"""The quick form of `make torture`: a few kills and faults of each kind, by the same means."""

import time
from pathlib import Path

import pytest

from tasks.annotate.pipeline import load_pipeline
from tests.conftest import build_zones
from tests.ingest.test_documents_mutated import SEEDS
from tests.ingest.test_readers_mutated import ENDINGS
from tests.torture.faults import IS_ROOT, fill_disks, make_read_only, run_twice_at_once
from tests.torture.kills import kill_publishing, kill_runs
from tests.torture.links import kill_links
from tests.torture.mutated import mutate
from tests.torture.processes import deliver_edition, find_descendants, kill, start_command
from tests.torture.tally import Tally
from tests.torture.texts import annotate_damaged

pytestmark = pytest.mark.slow


@pytest.fixture
def tally() -> Tally:
    """Nothing was tried yet."""
    return Tally()


def test_mutated_files(tally: Tally) -> None:
    count = 4 * (len(ENDINGS) + len(SEEDS))
    mutate(count, tally)
    assert sum(tally.tried.values()) == count
    assert tally.is_clean, tally.show()


def test_damaged_texts(tally: Tally) -> None:
    annotate_damaged(load_pipeline("en_core_web_md"), 300, tally)
    assert tally.tried["damaged texts"] == 300
    assert tally.is_clean, tally.show()


def test_runs_killed_at_random_instants(blank_model: Path, tmp_path: Path, tally: Tally) -> None:
    kill_runs(tmp_path, blank_model, 3, 3, tally)
    assert tally.tried["kills of runs"] == 3
    assert tally.is_clean, tally.show()


def test_killed_inside_publishing(blank_model: Path, tmp_path: Path, tally: Tally) -> None:
    kill_publishing(tmp_path, blank_model, 30, tally)
    assert tally.tried["kills inside publishing"] == 30
    assert tally.is_clean, tally.show()


def test_killed_inside_linking(tmp_path: Path, tally: Tally) -> None:
    kill_links(tmp_path, 4, tally)
    assert tally.tried["kills inside linking"] == 4
    assert tally.is_clean, tally.show()


def test_two_runs_of_a_batch_at_once(blank_model: Path, tmp_path: Path, tally: Tally) -> None:
    run_twice_at_once(tmp_path, blank_model, 1, tally)
    assert tally.is_clean, tally.show()


def test_a_killed_command_leaves_no_process(blank_model: Path, tmp_path: Path, tally: Tally) -> None:
    """Killed once workers have been forked: these, and what they are forked from, end with it."""
    zones = build_zones(tmp_path, model=str(blank_model))
    deliver_edition(zones, 0)
    run = start_command(zones, "run")
    end = time.monotonic() + 120
    while not find_descendants(run.pid):
        assert run.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    assert kill(run, 0.5, tally)
    assert tally.is_clean, tally.show()


@pytest.mark.skipif(not IS_ROOT, reason="only root may mount a file system")
def test_a_full_disk(blank_model: Path, tmp_path: Path, tally: Tally) -> None:
    fill_disks(tmp_path, blank_model, [50_000], tally)
    assert tally.tried["full disks"] == 1
    assert tally.is_clean, tally.show()


@pytest.mark.skipif(not IS_ROOT, reason="only root may mount a file system")
def test_a_read_only_zone(blank_model: Path, tmp_path: Path, tally: Tally) -> None:
    make_read_only(tmp_path, blank_model, tally)
    assert tally.tried["read-only zones"] == 1
    assert tally.is_clean, tally.show()
