"""A run that dies at any request to an object store: the next one ends as a clean run does, with no stray object."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import obstore
import psutil
import pytest

from tests.conftest import DAY, build_story, differing_rows
from tests.support.stores import Server, StoreZones, build_store_zones
from tests.torture import ROOT
from tests.torture.processes import find_descendants

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("STORE_KILLS", "2"))
"""More of them: STORE_KILLS=100 pytest tests/test_store_crash.py"""
WRITES = ("PUT", "POST", "DELETE")


def start(zones: StoreZones) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.torture.run_batch", str(DAY)]
    return subprocess.Popen(command, env=zones.environment, cwd=ROOT)


class Killer:
    """Ends a run at its nth writing request, before or after the store has done what was asked."""

    def __init__(self, process: subprocess.Popen[bytes], nth: int) -> None:
        self.process, self.left, self.lock = process, nth, threading.Lock()

    def see(self, request: str) -> None:
        if request.startswith(WRITES) and not request.endswith(".lock"):
            with self.lock:
                self.left -= 1
                if self.left == 0:
                    self.process.send_signal(signal.SIGKILL)


def kill_at(zones: StoreZones, nth: int) -> bool:
    """Run until the nth writing request and kill the run there; False where it had ended before."""
    process = start(zones)
    killer = Killer(process, nth)
    zones.server.watch = killer.see
    workers: list[psutil.Process] = []
    while process.poll() is None:
        workers = find_descendants(process.pid) or workers
        threading.Event().wait(0.2)
    zones.server.watch = lambda _: None
    psutil.wait_procs(workers, timeout=20)
    return process.returncode == -signal.SIGKILL


def run_to_the_end(zones: StoreZones) -> None:
    """In this process: only what is to be killed needs one of its own, which takes seconds to start."""
    assert zones.run().state in ("published", "unchanged")


def count_writes(zones: StoreZones) -> int:
    """The number of writing requests of a run to its end."""
    zones.server.requests.clear()
    run_to_the_end(zones)
    return sum(one.startswith(WRITES) and not one.endswith(".lock") for one in zones.server.requests)


def test_killed_at_random_requests(server: Server, blank_model: Path, tmp_path: Path) -> None:
    source = random.Random(20250428)
    model = str(blank_model)
    zones = build_store_zones(server, "killed", tmp_path / "state", model=model, lease_seconds=1)
    clean = build_store_zones(server, "clean", tmp_path / "state", model=model, lease_seconds=1)
    for one in (zones, clean):
        one.deliver_stories(6)
    writes = count_writes(clean)
    run_to_the_end(zones)
    done = 0
    for number in range(KILLS):
        for one in (zones, clean):
            one.deliver("story-003.txt", build_story(3).replace("autumn", f"week {number}"))
        done += kill_at(zones, source.randint(1, writes * 2 // 3))
    run_to_the_end(zones)
    run_to_the_end(clean)
    assert done >= max(1, KILLS // 2)
    assert differing_rows(zones.read_all(), clean.read_all()) == 0
    assert zones.find_objects() == clean.find_objects()
    assert zones.read_manifest()["rows"] == clean.read_manifest()["rows"]


class Death(BaseException):
    """Nothing in the code catches it."""


def die_at(nth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the nth request that writes on, this process can write nothing more to any store."""
    lock, left = threading.Lock(), nth

    def die_in(call: Callable[..., object]) -> Callable[..., object]:
        def called(store: object, key: str, *arguments: object, **named: object) -> object:
            nonlocal left
            with lock:
                left -= not str(key).endswith(".lock")
                if left <= 0:
                    raise Death
            return call(store, key, *arguments, **named)

        return called

    for name in ("put", "copy", "delete"):
        monkeypatch.setattr(f"tasks.zones.objects.obstore.{name}", die_in(getattr(obstore, name)))


@dataclass(frozen=True, slots=True)
class Case:
    """A published batch to which something was delivered, and what a run that nothing disturbs makes of it."""

    before: StoreZones
    after: StoreZones
    writes: int
    """Requests of that run that write."""


@pytest.fixture(scope="module")
def case(server: Server, blank_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    settings = {"state": tmp_path_factory.mktemp("state"), "model": str(blank_model), "lease_seconds": 1}
    before = build_store_zones(server, "before", **settings)
    before.deliver_stories(3)
    assert before.run().state == "published"
    before.deliver("story-001.txt", build_story(8))
    before.deliver_stories(1, start=10)
    after = before.copy("after")
    server.requests.clear()
    assert after.run().state == "published"
    writes = sum(one.startswith(WRITES) and not one.endswith(".lock") for one in server.requests)
    return Case(before, after, writes)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.7, 0.85, 0.97])
def test_dead_at_a_request(case: Case, part: float, monkeypatch: pytest.MonkeyPatch) -> None:
    zones = case.before.copy(f"dead-{part}")
    die_at(1 + int(part * (case.writes - 1)), monkeypatch)
    with pytest.raises(Death):
        zones.run()
    monkeypatch.undo()
    assert zones.run().state in ("published", "unchanged")
    assert differing_rows(zones.read_all(), case.after.read_all()) == 0
    assert zones.find_objects() == case.after.find_objects()
