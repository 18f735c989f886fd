"""`python -m tests.bench.rerun`: what a rerun costs where one article of a batch changed, and where nothing did.

The articles are PolNeAR's training split where ../shared has it, else generated ones, one file each.
"""

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path
from statistics import median

from tests.bench.costs import Cost, quotewire
from tests.bench.texts import read_texts
from tests.conftest import Zones, build_zones
from tests.support.servers import running_server


def show(what: str, costs: list[Cost]) -> None:
    """Print the medians of some runs."""
    wall, cpu, own = (median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "cpu_without_workers"))
    print(
        f"{what}: {wall:.2f} s wall, {cpu:.2f} s CPU, {own:.2f} s without workers (medians of {len(costs)})", flush=True
    )


def rerun_changed(zones: Zones, number: int) -> Cost:
    """Add a sentence to one article and run."""
    with (zones.batch.raw / "port-ellery-post" / f"{number:05}.txt").open("a") as file:
        file.write("\n\n“It is done,” said Ann Lee.\n")
    return quotewire(zones, "run")


def main() -> None:
    """Publish a batch once, then measure reruns of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        zones = build_zones(Path(folder), shard_chars=250_000)
        for number, text in enumerate(read_texts(options.articles)):
            zones.deliver(f"{number:05}.txt", text)
        show(f"all of {options.articles} articles", [quotewire(zones, "run")])
        quotewire(zones, "run")
        show("nothing changed", [quotewire(zones, "run") for _ in range(5)])
        for with_server in (False, True):
            with running_server(zones) if with_server else nullcontext():
                costs = [rerun_changed(zones, number + 100 * with_server) for number in range(options.runs)]
            show(f"one article changed, {'with quotewire server' if with_server else 'no server running'}", costs)


if __name__ == "__main__":
    main()
