"""`make bench`: quotewire end to end beside plain spaCy on the same articles, in one run; prints ratios.

The articles are PolNeAR's training split where ../shared has it, news dense in quotes, else generated ones.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.costs import Cost, quotewire, run
from tests.bench.stages import show
from tests.bench.texts import count_words, deliver, read_texts
from tests.conftest import DAY, Zones, build_zones

PLAIN = """
import json, sys, time
import spacy
from tasks.batch.recipe import find_model
texts = json.load(open(sys.argv[1]))
nlp = spacy.load(find_model(sys.argv[2]))
start = time.perf_counter()
for doc in nlp.pipe(texts):
    pass
print(time.perf_counter() - start)
"""


def main() -> None:
    """Deliver, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000)
    count = parser.parse_args().articles
    texts = read_texts(count)
    words = count_words(texts)
    with tempfile.TemporaryDirectory() as folder:
        zones = build_zones(Path(folder), shard_chars=250_000, workers=len(os.sched_getaffinity(0)))
        deliver(zones, texts)
        (Path(folder) / "texts.json").write_text(json.dumps(texts))
        print(f"{count:,} articles, {words:,} words, {zones.settings.workers} workers", flush=True)
        environment = {**zones.environment, "PYTHONPATH": str(Path(__file__).parents[2])}
        plain = run([sys.executable, "-c", PLAIN, f"{folder}/texts.json", zones.settings.model], environment)
        seconds = float(plain.output.split()[-1])
        print(f"plain spaCy, one process   {words / seconds:10,.0f} words/s   {plain.cpu:7.1f} s CPU", flush=True)
        full = quotewire(zones, "run", str(DAY))
        print(f"quotewire, end to end      {words / full.wall:10,.0f} words/s   {full.cpu:7.1f} s CPU")
        own = json.loads(zones.batch.manifest.read_text())["metrics"]["seconds"]
        print(f"quotewire / plain spaCy    {seconds / full.wall:10.2f}")
        print(f"  without the start        {seconds / own:10.2f}   from the first file read to the tables", flush=True)
        print(
            f"CPU of all but the workers / CPU of plain spaCy   {full.cpu_without_workers / plain.cpu:.3f}", flush=True
        )
        show_stages(zones, full)
        show(zones.settings.model, texts[:100], runs=3)


def show_stages(zones: Zones, full: Cost) -> None:
    """The share of each stage in the CPU time of the run."""
    metrics = json.loads(zones.batch.manifest.read_text())["metrics"]
    annotate, read = metrics["annotate_cpu_seconds"], metrics["read_cpu_seconds"]
    rest = full.cpu - annotate - read
    for name, seconds in (("annotate", annotate), ("read", read), ("start, validate, write", rest)):
        print(f"  {name:24}{seconds:10.1f} s CPU   {100 * seconds / full.cpu:5.1f} %")
    print(f"  all but annotate        {100 * (read + rest) / full.cpu:10.1f} %")
    print(f"peak memory of a worker    {metrics['worker_peak_bytes'] / 2**20:10,.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
