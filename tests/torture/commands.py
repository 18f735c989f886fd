"""SIGKILL for the `quotewire` command, with a Prefect server beside it: run, and backfill over several dates."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from tests.conftest import DAY, Zones, build_zones
from tests.torture.kills import compare_with_clean
from tests.torture.processes import deliver_edition, kill, reading, run_to_the_end, start_command
from tests.torture.tally import Tally

DAYS = 3
SERVER_SECONDS = 180


@contextmanager
def serving(zones: Zones) -> Iterator[None]:
    """`quotewire server` runs while the body does; the commands find it by themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = start_command(zones, "server", "--port", str(port))
    try:
        wait_for_server(f"http://127.0.0.1:{port}/api/health")
        yield
    finally:
        server.terminate()
        server.communicate(timeout=60)


def wait_for_server(url: str) -> None:
    """Until it answers. Raises TimeoutError."""
    end = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} does not answer")


def kill_commands(root: Path, model: Path, kills: int, tally: Tally) -> None:
    """Kill `quotewire run` and `quotewire backfill` in turn; then a backfill to the end is like clean runs."""
    source = random.Random(kills)
    zones = build_zones(root / "killed", model=str(model), workers=2)
    days = [on(zones, number) for number in range(DAYS)]
    commands = (["run"], ["backfill", str(DAY), str(DAY + timedelta(DAYS)), "--only", "all"])
    edition = 0
    with serving(zones):
        for one in days:
            deliver_edition(one, edition)
        seconds = run_to_the_end(zones, lambda one: start_command(one, *commands[1]), tally)
        with reading(Path(str(zones.settings.curated)), root / "reports", tally):
            for number in range(kills):
                edition += 1
                for one in days:
                    deliver_edition(one, edition)
                arguments = commands[number % 2]
                if kill(start_command(zones, *arguments), source.uniform(0, seconds), tally):
                    tally.add(f"kills of quotewire {arguments[0]}")
            run_to_the_end(zones, lambda one: start_command(one, *commands[1]), tally)
    compare_with_clean(zones, root / "clean", tally)


def on(zones: Zones, number: int) -> Zones:
    """The same zones at a later date."""
    return replace(zones, batch=replace(zones.batch, batch_date=DAY + timedelta(number)))
