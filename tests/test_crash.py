"""SIGKILL at random instants, again and again: the run after it ends with the rows of a clean run and no stray file."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import Zones, build_story, build_zones, differing_rows

RUN = """
import sys
from flows.settings import Settings
from flows.stages import Stages, open_workers, process
from tasks.batch import Batch
from tests.conftest import DAY

settings = Settings()
with open_workers(settings) as workers:
    outcome = process(Batch(DAY, settings.raw, settings.curated), settings, workers, Stages())
sys.exit(outcome.state == "failed")
"""
KILLS = 20
"""Over rounds of a few kills each; every round delivers something new first."""
KILLS_A_ROUND = 5


def start(zones: Zones) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN], env=zones.environment, cwd=Path(__file__).parents[1])


def find_descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a run after some seconds; False where it had ended by itself. Its workers must follow it."""
    time.sleep(after)
    workers = find_descendants(process.pid)
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive, "workers outlived the run that started them"
    return killed


def run_to_the_end(zones: Zones) -> float:
    begin = time.monotonic()
    assert start(zones).wait() == 0
    return time.monotonic() - begin


@pytest.mark.slow
def test_killed_at_random_instants(blank_model: Path, tmp_path: Path) -> None:
    source = random.Random(20250428)
    zones = build_zones(tmp_path / "killed", model=str(blank_model))
    zones.deliver_stories(12)
    run_to_the_end(zones)
    kills = 0
    for number in range(KILLS // KILLS_A_ROUND):
        zones.deliver("story-003.txt", build_story(3).replace("autumn", f"week {number}"))
        zones.deliver_stories(2, start=20 + 2 * number)
        kills += sum(kill(start(zones), source.uniform(0.1, 5.0)) for _ in range(KILLS_A_ROUND))
        run_to_the_end(zones)
        clean = build_zones(tmp_path / f"clean-{number}", model=str(blank_model))
        for path in zones.batch.raw.rglob("*.txt"):
            clean.deliver(path.name, path.read_bytes())
        run_to_the_end(clean)
        assert differing_rows(zones.read_all(), clean.read_all()) == 0
        assert zones.find_files() == clean.find_files()
        assert (
            json.loads(zones.batch.manifest.read_text())["rows"] == json.loads(clean.batch.manifest.read_text())["rows"]
        )
    assert kills >= KILLS // 2
