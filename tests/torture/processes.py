"""The processes that torture starts: runs, publishers and plain readers, each to be killed or to come to its end."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil

from tasks.batch.raw_files import find_batch_dates
from tests.conftest import Zones, build_story
from tests.torture import ROOT
from tests.torture.editions import build_mark, count_articles
from tests.torture.reader import ENGINES, OF_A_BATCH
from tests.torture.tally import Tally

type Start = Callable[[Zones], subprocess.Popen[bytes]]


def list_dates(zones: Zones) -> list[Zones]:
    """The same zones with each of their batches."""
    dates, _ = find_batch_dates(zones.settings.raw)
    return [replace(zones, batch=replace(zones.batch, batch_date=one)) for one in dates]


def deliver_edition(zones: Zones, edition: int) -> None:
    """Put an edition into the batch's raw folder, in the place of the one before: its articles and one bad file."""
    for path in Path(str(zones.batch.raw)).rglob("*.txt"):
        path.unlink()
    for number in range(count_articles(edition)):
        story = build_story(number).replace("Nobody believed it", f"Nobody believed {build_mark(edition)}")
        zones.deliver(f"story-{number:03}.txt", story)
    zones.deliver(f"empty-{edition}.txt", "")


def start(zones: Zones, *command: str) -> subprocess.Popen[bytes]:
    """A command with the settings of the zones."""
    return subprocess.Popen(
        command,
        env=zones.environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def start_module(zones: Zones, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A module of this folder on the batch of the zones."""
    return start(zones, sys.executable, "-m", f"tests.torture.{module}", str(zones.batch.batch_date), *arguments)


def start_run(zones: Zones) -> subprocess.Popen[bytes]:
    """A run of the batch without Prefect."""
    return start_module(zones, "run_batch")


def start_command(zones: Zones, *arguments: str) -> subprocess.Popen[bytes]:
    """The `quotewire` command."""
    return start(zones, str(Path(sys.executable).with_name("quotewire")), *arguments)


def run_to_the_end(zones: Zones, run: Start, tally: Tally) -> float:
    """Run the batch; the seconds that it took."""
    begin = time.monotonic()
    ended = run(zones)
    _, problems = ended.communicate(timeout=600)
    tally.expect(ended.returncode == 0, "crashes", problems.decode())
    return time.monotonic() - begin


def run_here(zones: Zones, tally: Tally) -> None:
    """Run the batch in this process, where nothing happens to it: that takes a second, a process of its own several."""
    outcome = zones.run()
    tally.expect(outcome.state in ("published", "unchanged"), "crashes", outcome.reason)


def kill(run: subprocess.Popen[bytes], after: float, tally: Tally, is_publishing: bool = False) -> bool:
    """Kill a run after some seconds, or so many after it begins to publish; False where it had ended by itself.

    Its workers must follow it.
    """
    if is_publishing and run.stdout is not None:
        run.stdout.readline()
    time.sleep(after)
    workers = find_descendants(run.pid)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=60)  # it ends when nobody has the other end of its pipes any more
    _, alive = psutil.wait_procs(workers, timeout=60)
    tally.expect(not alive, "workers that outlived their run", str(alive), len(alive))
    return run.returncode == -signal.SIGKILL


def find_descendants(pid: int) -> list[psutil.Process]:
    """The processes that a process has started."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@contextmanager
def reading(curated: Path, folder: Path, tally: Tally, tables: Sequence[str] = OF_A_BATCH) -> Iterator[None]:
    """One reader of each kind is at work while the body runs; the tables must have been published before."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.torture.reader"]
    started = {
        engine: subprocess.Popen([*command, engine, str(curated), str(folder / engine), *tables], cwd=ROOT)
        for engine in ENGINES
    }
    try:
        yield
    finally:
        for reader in started.values():
            reader.send_signal(signal.SIGTERM)
        for engine, reader in started.items():
            reader.wait(timeout=60)
            found = json.loads((folder / engine).read_text())
            tally.add(f"reads by {engine}", found["reads"])
            tally.add(f"reads by {engine} done again, as it opened a file twice", found["repeated"])
            tally.expect(not found["bad_reads"], "bad reads", str(found["bad"]), found["bad_reads"])
