"""The Prefect server of a run is lost at a random instant: the run goes on, and says so once."""

import random
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.conftest import Zones, build_zones
from tests.support.interrupted import start_group, wait_for_line
from tests.support.servers import running_server
from tests.torture.kills import compare_with_clean
from tests.torture.processes import deliver_edition, find_descendants
from tests.torture.tally import Tally

WARNING = "Prefect's server does not answer"


def lose_servers(root: Path, model: Path, losses: int, tally: Tally) -> None:
    """Kill the server of one run after the other; each publishes its batch all the same."""
    source = random.Random(losses)
    zones = build_zones(root / "lost", model=str(model), workers=2, log_format="json")
    deliver_edition(zones, 0)
    with running_server(zones):
        run = start_reading(zones)
        begun = time.monotonic()
        wait_for_line(run, "done: ")
        seconds = time.monotonic() - begun
        run.communicate(timeout=600)
    for edition in range(1, losses + 1):
        deliver_edition(zones, edition)
        with running_server(zones) as server:
            run = start_reading(zones)
            time.sleep(source.uniform(0, 0.8 * seconds))
            kill_all(server)
            check_published(run, tally)
        tally.add("losses of the Prefect server")
    compare_with_clean(zones, root / "clean", tally)


def start_reading(zones: Zones) -> "subprocess.Popen[str]":
    """`quotewire run`, once its flow run has begun to read the batch."""
    run = start_group(zones, "run", "--json")
    wait_for_line(run, "reading")
    return run


def kill_all(server: int) -> None:
    """End what `quotewire server` runs with SIGKILL, then itself, once it has collected its child."""
    itself = psutil.Process(server)
    children = itself.children()
    for one in find_descendants(server):
        one.kill()
    psutil.wait_procs(children, timeout=60)
    with suppress(psutil.NoSuchProcess):  # it ends with its child
        itself.kill()


def check_published(run: "subprocess.Popen[str]", tally: Tally) -> None:
    """The run ends with exit code 0, its batch published, and one warning."""
    output, problems = run.communicate(timeout=600)
    tally.expect(run.returncode == 0 and '"state": "published"' in output, "crashes", f"{output} {problems}")
    warned = sum(WARNING in line for line in problems.splitlines())
    tally.expect(warned == 1 and "Traceback" not in problems, "unclear failures", f"{warned} warnings: {problems}")
