"""Links a year of articles, then one new day: wall time and peak memory. `python -m tests.bench.link --days 365`."""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.link.link import link
from tasks.zones.local import LocalPlace
from tests.bench.year import write_day

START = date(2024, 1, 1)


def measure(what: str, call: Callable[[Path], object], curated: Path) -> None:
    """Call in a process of its own, and print what it took."""
    process = multiprocessing.get_context("spawn").Process(target=run, args=(what, call, curated))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def run(what: str, call: Callable[[Path], object], curated: Path) -> None:
    """Call, and print what it returns, the seconds and the peak memory of this process."""
    begun, cpu = time.monotonic(), time.process_time()
    result = call(curated)
    seconds, peak = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.1f} s, {time.process_time() - cpu:.1f} s of CPU, {peak:,.0f} MiB; {result}", flush=True)


def link_zone(curated: Path) -> object:
    """Link what is published."""
    return link(LocalPlace(curated))


def main() -> None:
    """Write the days, link them, then the next day, then that day again with nothing to do."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.link", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--articles", type=int, default=1_000, help="a day")
    parser.add_argument("--zone", type=Path, help="a folder to keep the days in; those that are there are not made")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        curated = options.zone or Path(folder)
        for number in range(options.days):
            one = START + timedelta(number)
            if not (curated / "_manifests" / f"{one}.json").exists():
                write_day(curated, one, options.articles)
        measure(f"{options.days} days", link_zone, curated)
        write_day(curated, START + timedelta(options.days), options.articles)
        measure("one new day", link_zone, curated)
        measure("nothing new", link_zone, curated)


if __name__ == "__main__":
    main()
