"""`make bench-scale`: one worker against two, a backfill against its batches one by one, memory over a large batch.

Each part prints what it did, figures as measured, and then the ratio with how it is made.
"""

import argparse
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import psutil

from flows.batch import open_workers, process_batch
from tasks.annotate.annotate import ShowProgress
from tests.bench.costs import Cost, quotewire, run
from tests.bench.texts import build_articles, count_words, deliver
from tests.conftest import DAY, Zones, build_zones
from tests.support.dask_cluster import start_cluster
from tests.support.servers import running_server

CORES = len(os.sched_getaffinity(0))
BACKFILL_WORDS, SHORT_WORDS = (60, 180), (30, 120)
"""Least and most words asked of an article's generator, which takes whole paragraphs, two at least: 190 and 150 words
on average. Short ones, where Prefect weighs most and where memory can be watched over very many."""
START_ARTICLES = 2_000
"""Growth of memory is counted from here on: by then caches are full."""
MIB = 2**20


def measure_workers(articles: int) -> None:
    """One worker and two, as processes and on Dask: the same batch, each time from nothing."""
    texts = build_articles(articles)
    words = count_words(texts)
    print(f"\nOne worker and two: {articles:,} articles, {words:,} words, {CORES} cores, each run from nothing")
    for kind in ("processes", "Dask"):
        stage, whole = zip(*(measure_run(texts, words, kind, count) for count in (1, 2)), strict=True)
        print(
            "  two / one, in words/s of annotation (the manifest's annotate_words_per_second), and of the whole command"
        )
        print(f"  with its start: {kind} {ratio(stage):.2f} and {ratio(whole):.2f}", flush=True)


def ratio(speeds: tuple[float, ...]) -> float:
    """Two workers' divided by one worker's."""
    return speeds[1] / speeds[0]


def measure_run(texts: list[str], words: int, kind: str, workers: int) -> tuple[float, float]:
    """Words per second of the annotation stage and of the whole command."""
    with tempfile.TemporaryDirectory() as folder:
        zones = build_zones(Path(folder), shard_chars=50_000, workers=workers)
        deliver(zones, texts)
        if kind == "Dask":
            with start_cluster(Path(folder), workers) as address:
                cost = run(
                    [quotewire_command(), "run", str(DAY)], {**zones.environment, "QUOTEWIRE_DASK_ADDRESS": address}
                )
        else:
            cost = quotewire(zones, "run", str(DAY))
        metrics = json.loads(zones.batch.manifest.read_text())["metrics"]
    stage, whole = metrics["annotate_words_per_second"], words / cost.wall
    print(f"  {kind}, {workers} worker(s): {stage:,.0f} words/s annotating, {whole:,.0f} words/s in all", flush=True)
    return stage, whole


def quotewire_command() -> str:
    """The command's own file."""
    return str(Path(sys.executable).with_name("quotewire"))


def measure_backfill(days: int, articles: int) -> None:
    """A backfill under a Prefect server that runs, the same without Prefect, and its batches one by one."""
    texts = build_articles(days * articles, *BACKFILL_WORDS)
    last = DAY + timedelta(days=days - 1)
    print(f"\nBackfill of {days} days of {articles} articles, {count_words(texts):,} words, {CORES} workers")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        single = measure_plain(deliver_days(root / "single", days, texts, workers=1), days, side_by_side=1)
        print(
            f"  one by one, one worker, without Prefect: {single.wall:.1f} s wall, {single.cpu:.1f} s CPU", flush=True
        )
        plain_zones = deliver_days(root / "plain", days, texts, workers=CORES)
        plain = measure_plain(plain_zones, days, side_by_side=CORES + 1)
        print(f"  side by side, without Prefect: {plain.wall:.1f} s wall, {plain.cpu:.1f} s CPU", flush=True)
        zones = deliver_days(root / "backfill", days, texts, workers=CORES)
        with running_server(zones) as server:
            before = count_cpu(server)
            full = quotewire(zones, "backfill", str(DAY), str(last))
            served = count_cpu(server) - before
    cpu = full.cpu + served
    print(f"  quotewire backfill: {full.wall:.1f} s wall, {cpu:.1f} s CPU, of which Prefect's server {served:.1f} s")
    print(f"  backfill / one by one, wall: {full.wall / single.wall:.2f}")
    print("  Prefect's share: what the backfill takes beyond the same batches side by side without Prefect, / backfill")
    print(f"    of wall time: {100 * (full.wall - plain.wall) / full.wall:.1f} %")
    print(f"    of CPU time, its server's included: {100 * (cpu - plain.cpu) / cpu:.1f} %", flush=True)


def deliver_days(root: Path, days: int, texts: list[str], workers: int) -> Zones:
    """Zones with as many articles for each day."""
    zones = build_zones(root, shard_chars=250_000, workers=workers)
    share = len(texts) // days
    for number in range(days):
        deliver(zones.on(DAY + timedelta(days=number)), texts[number * share : (number + 1) * share])
    return zones


def measure_plain(zones: Zones, days: int, side_by_side: int) -> Cost:
    """The batches in a process of their own, through the same stages, without Prefect."""
    command = [sys.executable, "-m", "tests.bench.scale", "plain", str(days), str(side_by_side)]
    return run(command, {**zones.environment, "PYTHONPATH": str(Path(__file__).parents[2])})


def process_plain(days: int, side_by_side: int) -> None:
    """What that process does."""
    from flows.settings import Settings
    from tasks.batch.places import Batch

    settings = Settings()
    batches = [Batch(DAY + timedelta(days=number), settings.raw, settings.curated) for number in range(days)]
    with open_workers(settings) as workers, ThreadPoolExecutor(side_by_side) as pool:
        for outcome in pool.map(lambda batch: process_batch(batch, settings, workers), batches):
            if outcome.state != "published":
                sys.exit(outcome.reason)


def find_tree(pid: int) -> list[psutil.Process]:
    """A process and all its children."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def count_cpu(pid: int) -> float:
    """Seconds of CPU time that a process and its children have taken."""
    return sum(times.user + times.system for times in (one.cpu_times() for one in find_tree(pid)))


def measure_memory(articles: int) -> None:
    """The workers' peaks over one large batch of short articles."""
    texts = build_articles(articles, *SHORT_WORDS)
    print(f"\nMemory over one batch of {articles:,} short articles, {count_words(texts):,} words, {CORES} workers")
    seen: list[tuple[int, dict[int, int]]] = []
    with tempfile.TemporaryDirectory() as folder:
        zones = build_zones(Path(folder), shard_chars=50_000, workers=CORES)
        deliver(zones, texts)
        with open_workers(zones.settings) as workers:
            show: ShowProgress = lambda done, *_: seen.append((done, read_peaks()))  # noqa: E731
            outcome = process_batch(zones.batch, zones.settings, workers, show=show)
        if outcome.state != "published":
            sys.exit(outcome.reason)
    early = next(peaks for done, peaks in seen if done >= min(START_ARTICLES, articles))
    late = seen[-1][1]
    growth = max(late[pid] - early.get(pid, 0) for pid in late)
    print(f"  peak of a worker: {max(late.values()) / MIB:,.0f} MiB")
    print(f"  growth of a worker's peak from article {START_ARTICLES:,} on: {growth / MIB:,.0f} MiB")
    print(f"  peak of the process that reads, stages and validates: {getrusage(RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def read_peaks() -> dict[int, int]:
    """The largest resident size so far, in bytes, of each child of this process, by process id."""
    peaks = {}
    for child in psutil.Process().children(recursive=True):
        lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
        peaks[child.pid] = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
    return peaks


def main() -> None:
    """Run the parts asked for, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="workers, backfill, memory; all by default")
    parser.add_argument("--articles", type=int, default=1_000, help="of the batch for one worker against two")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--articles-a-day", type=int, default=100)
    parser.add_argument("--large", type=int, default=20_000, help="articles of the batch that memory is watched over")
    options = parser.parse_args()
    if options.parts[:1] == ["plain"]:
        process_plain(int(options.parts[1]), int(options.parts[2]))
        return
    parts = options.parts or ["workers", "backfill", "memory"]
    if "workers" in parts:
        measure_workers(options.articles)
    if "backfill" in parts:
        measure_backfill(options.days, options.articles_a_day)
    if "memory" in parts:
        measure_memory(options.large)


if __name__ == "__main__":
    main()
