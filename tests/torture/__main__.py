"""`make torture`: everything at full size, with its counts at the end; exit code 1 where anything was breached."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tasks.annotate.pipeline import load_pipeline
from tests.torture.commands import kill_commands
from tests.torture.faults import (
    IS_ROOT,
    fail_calls,
    fill_disks,
    make_read_only,
    poison_workers,
    run_twice_at_once,
)
from tests.torture.interruptions import interrupt_commands
from tests.torture.kills import kill_publishing, kill_runs
from tests.torture.links import kill_each_write, kill_links, link_in_any_order, link_moved_names
from tests.torture.losses import lose_servers
from tests.torture.mutated import mutate
from tests.torture.names import run_hostile_names
from tests.torture.poison import build_model
from tests.torture.tally import Tally
from tests.torture.texts import annotate_damaged

FREE = [0, 20_000, 50_000, 80_000, 110_000, 140_000]
"""Bytes left on the disk."""
CALLS = [3, 10, 20, 30]


def build_lanes(root: Path, model: Path, sizes: argparse.Namespace, tally: Tally) -> list[list[Callable[[], None]]]:
    """What is done one after the other, in two lanes side by side."""
    faults: list[Callable[[], None]] = [
        partial(run_twice_at_once, root / "twice", model, 5, tally),
        partial(poison_workers, root / "poison", model, tally),
        partial(fail_calls, root / "calls", model, CALLS, tally),
    ]
    if IS_ROOT:
        faults += [
            partial(fill_disks, root / "full", model, FREE, tally),
            partial(make_read_only, root / "read-only", model, tally),
        ]
    return [
        [
            partial(kill_publishing, root / "publishing", model, sizes.publishing, tally),
            partial(kill_runs, root / "runs", model, sizes.runs, 6, tally),
            partial(kill_links, root / "links", sizes.links, tally),
            partial(kill_each_write, root / "writes", tally),
            partial(link_in_any_order, root / "orders", sizes.orders, tally),
            partial(link_moved_names, root / "moved", tally),
            partial(run_hostile_names, root / "names", model, sizes.names, tally),
            partial(lose_servers, root / "losses", model, sizes.losses, tally),
        ],
        [
            *faults,
            partial(kill_commands, root / "commands", model, sizes.commands, tally),
            partial(interrupt_commands, root / "interruptions", model, sizes.interruptions, tally),
        ],
    ]


def work_off(lane: list[Callable[[], None]], tally: Tally) -> None:
    """Do what is in a lane; an exception is a crash, and the rest is done all the same."""
    for work in lane:
        begun = time.monotonic()
        try:
            work()
        except Exception as error:
            tally.expect(False, "crashes", f"{work}: {type(error).__name__}: {error}")
        name, seconds = work.func.__name__, time.monotonic() - begun  # type: ignore[attr-defined]
        print(f"{name}: {seconds:.0f} s; breaches so far: {tally.breaches.total()}", flush=True)


def main() -> None:
    """Mutate, then kill and break."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--publishing", type=int, default=200, help="kills inside publishing")
    parser.add_argument("--runs", type=int, default=80, help="kills of runs")
    parser.add_argument("--links", type=int, default=100, help="kills of linking")
    parser.add_argument("--orders", type=int, default=50, help="orders of deliveries that are linked")
    parser.add_argument("--commands", type=int, default=20, help="kills of quotewire run and backfill")
    parser.add_argument(
        "--interruptions", type=int, default=30, help="SIGINT and SIGTERM to quotewire run and backfill"
    )
    parser.add_argument("--losses", type=int, default=10, help="kills of the Prefect server of a run")
    parser.add_argument("--names", type=int, default=500, help="hostile names of files, publishers and titles")
    parser.add_argument("--inputs", type=int, default=19_000, help="mutated files")
    parser.add_argument("--texts", type=int, default=10_000, help="damaged texts")
    sizes = parser.parse_args()
    tally = Tally()
    nlp = load_pipeline("en_core_web_md")
    work_off([partial(mutate, sizes.inputs, tally), partial(annotate_damaged, nlp, sizes.texts, tally)], tally)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as threads:
        model = build_model(Path(folder) / "model")
        list(threads.map(lambda lane: work_off(lane, tally), build_lanes(Path(folder), model, sizes, tally)))
    print(tally.show())
    sys.exit(not tally.is_clean)


if __name__ == "__main__":
    main()
