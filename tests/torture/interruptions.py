"""SIGINT and SIGTERM at random instants of `quotewire run` and `backfill`: each says how to go on, and that does."""

import random
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from tests.conftest import DAY, Zones, build_zones
from tests.support.interrupted import Ended, interrupt, start_group, wait_until_heard
from tests.support.servers import running_server
from tests.torture.commands import DAYS, deliver_to_all, on, start_run_command
from tests.torture.kills import compare_with_clean
from tests.torture.processes import run_to_the_end
from tests.torture.tally import Tally

A_ROUND = 3
"""Interruptions of one edition, each of the command that the one before has named."""
COMMANDS = (("run",), ("backfill", str(DAY), str(DAY + timedelta(DAYS)), "--only", "all"))
END_SECONDS = 20.0
"""Within which it has ended, on a machine that does other things too; it takes up to 5 of its own."""
SHOWN = 900
"""Characters of what a command printed that are shown, from its end."""
WAYS = [(one, whole_group) for one in (signal.SIGINT, signal.SIGTERM) for whole_group in (True, False)]


def interrupt_commands(root: Path, model: Path, interruptions: int, tally: Tally) -> None:
    """Interrupt in rounds, every other without a Prefect server; after each round all is like clean runs."""
    source, ways = random.Random(interruptions), cycle(WAYS)
    zones = build_zones(root / "interrupted", model=str(model), workers=2)
    days = [on(zones, number) for number in range(DAYS)]
    for served, edition in ((False, 0), (True, 1)):
        with running_server(zones) if served else nullcontext():
            deliver_to_all(days, edition)
            seconds = run_to_the_end(zones, start_run_command, tally)
            left = interruptions // 2 if served else interruptions - interruptions // 2
            while left > 0:
                deliver_to_all(days, edition := edition + 2)
                instants = [source.uniform(0, seconds) for _ in range(min(A_ROUND, left))]
                done = interrupt_in_turn(days[0], COMMANDS[edition // 2 % 2], instants, ways, tally)
                left, seconds = left - done, seconds if done == len(instants) else 0.9 * seconds
                compare_with_clean(zones, root / f"clean-{edition}", tally)


def interrupt_in_turn(
    zones: Zones,
    command: Sequence[str],
    instants: Sequence[float],
    ways: "cycle[tuple[signal.Signals, bool]]",
    tally: Tally,
) -> int:
    """Interrupt a command, then the one that it names, and let the last end; returns how many came in time."""
    done = 0
    for after in instants:
        run = start_group(zones, *command)
        ended = interrupt_late(run, after, *next(ways))
        if ended.code == 0:
            return done  # it had come to its end
        check(ended, tally)
        command = ended.go_on or command
        done += 1
    last = start_group(zones, *command)
    _, problems = last.communicate(timeout=600)
    tally.expect(last.returncode == 0, "crashes", problems)
    return done


def interrupt_late(run: "subprocess.Popen[str]", after: float, one: signal.Signals, whole_group: bool) -> Ended:
    """Interrupt a command so many seconds after it has begun to hear signals."""
    wait_until_heard(run)
    time.sleep(after)
    return interrupt(run, one, whole_group)


def check(ended: Ended, tally: Tally) -> None:
    """Count the interruption, and what is not as promised."""
    tally.add("interruptions by SIGINT and SIGTERM")
    tally.expect(not ended.survivors, "workers that outlived their run", str(ended.survivors), len(ended.survivors))
    said = f"{ended.code} {ended.output[-SHOWN:]} {ended.problems[-SHOWN:]}"
    tally.expect(ended.is_interrupted, "unclear interruptions", said)
    tally.expect(ended.seconds < END_SECONDS, "unclear interruptions", f"it took {ended.seconds:.1f} s to end")
