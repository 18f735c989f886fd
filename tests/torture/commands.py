"""SIGKILL for the `quotewire` command, with a Prefect server beside it: run, and backfill over several dates."""

import random
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.conftest import DAY, Zones, build_zones
from tests.support.servers import running_server
from tests.torture.kills import compare_with_clean
from tests.torture.processes import deliver_edition, kill, reading, run_to_the_end, start_command
from tests.torture.tally import Tally

DAYS = 3


def kill_commands(root: Path, model: Path, kills: int, tally: Tally) -> None:
    """Kill `quotewire run` and `quotewire backfill`; then a backfill to the end is like clean runs.

    Every fifth has no Prefect server beside it and serves Prefect's API to itself.
    """
    zones = build_zones(root / "killed", model=str(model), workers=2)
    days = [on(zones, number) for number in range(DAYS)]
    editions = count()
    deliver_to_all(days, next(editions))
    seconds = run_to_the_end(zones, start_backfill, tally)
    with reading(Path(str(zones.settings.curated)), root / "reports", tally):
        kill_in_turn(days, kills // 5, seconds, editions, tally)
        with running_server(zones):
            deliver_to_all(days, next(editions))
            seconds = run_to_the_end(zones, start_backfill, tally)
            kill_in_turn(days, kills - kills // 5, seconds, editions, tally)
        run_to_the_end(zones, start_backfill, tally)
    compare_with_clean(zones, root / "clean", tally)


def deliver_to_all(days: Iterable[Zones], edition: int) -> None:
    """Put an edition into the raw folder of each day."""
    for one in days:
        deliver_edition(one, edition)


def kill_in_turn(days: Sequence[Zones], kills: int, seconds: float, editions: Iterator[int], tally: Tally) -> None:
    """Kill that many commands, each at an edition of its own, within the seconds that one takes to its end."""
    source = random.Random(kills)
    done = 0
    while done < kills:
        deliver_to_all(days, next(editions))
        name, start = ("backfill", start_backfill) if done % 2 else ("run", start_run_command)
        if kill(start(days[0]), source.uniform(0, seconds), tally):
            done += 1
            tally.add(f"kills of quotewire {name}")
        else:
            seconds *= 0.9  # it had come to its end


def start_run_command(zones: Zones) -> subprocess.Popen[bytes]:
    """`quotewire run` on all batches."""
    return start_command(zones, "run")


def start_backfill(zones: Zones) -> subprocess.Popen[bytes]:
    """`quotewire backfill` on all batches."""
    return start_command(zones, "backfill", str(DAY), str(DAY + timedelta(DAYS)), "--only", "all")


def on(zones: Zones, number: int) -> Zones:
    """The same zones at a later date."""
    return replace(zones, batch=replace(zones.batch, batch_date=DAY + timedelta(number)))
