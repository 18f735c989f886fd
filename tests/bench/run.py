"""`make bench`: quotewire end to end beside plain spaCy on the same generated articles, in one run; prints ratios."""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.conftest import DAY, Zones, build_zones

CORPUS = Path(__file__).parents[1] / "corpus"
SURNAMES = ("Abara", "Bexley", "Corvino", "Dahl", "Eriksen", "Fontaine", "Grau", "Hollis", "Ibarra", "Jansen", "Kettle")
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


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process and all its children took."""

    wall: float
    cpu: float
    output: str


def read_texts() -> list[str]:
    """The articles of the project's own annotated corpus."""
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line)["text"] for line in lines]


def build_article(source: random.Random, texts: Sequence[str], least: int = 200, most: int = 900) -> str:
    """Runs of paragraphs out of a few articles, some names in them exchanged: `least` to `most` words and a little."""
    wanted, paragraphs, words = source.randint(least, most), [], 0
    while words < wanted:
        own = source.choice(texts).split("\n\n")
        start = source.randrange(len(own))
        for paragraph in own[start : start + source.randint(2, 8)]:
            paragraphs.append(swap_names(source, paragraph))
            words += len(paragraph.split())
    return "\n\n".join(paragraphs)


def swap_names(source: random.Random, paragraph: str) -> str:
    """Exchange now and then a capitalised word inside a sentence for a surname."""
    words = paragraph.split(" ")
    for index in range(1, len(words)):
        if words[index].istitle() and words[index].isalpha() and words[index - 1].isalpha() and source.random() < 0.1:
            words[index] = source.choice(SURNAMES)
    return " ".join(words)


def deliver(zones: Zones, texts: Sequence[str]) -> None:
    """Half of the articles as txt files, half as records of jsonl files of 100."""
    for number, text in enumerate(texts[::2]):
        zones.deliver(f"{number:05}.txt", text)
    others = texts[1::2]
    for start in range(0, len(others), 100):
        records = [
            {"id": str(start + n), "body": text, "title": "t"} for n, text in enumerate(others[start : start + 100])
        ]
        zones.deliver(f"{start:05}.jsonl", "\n".join(map(json.dumps, records)) + "\n", "second-post")


def run(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run a command and add up the CPU time of its whole process tree, looked at five times a second."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        spent: dict[int, float] = {}
        while process.poll() is None:
            for one in find_tree(process.pid):
                try:
                    times = one.cpu_times()
                    spent[one.pid] = times.user + times.system
                except psutil.Error:
                    continue
            time.sleep(0.2)
        wall = time.perf_counter() - start
        output.seek(0)
        text = output.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    return Cost(wall, sum(spent.values()), text)


def find_tree(pid: int) -> list[psutil.Process]:
    """A process and all its children."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def quotewire(zones: Zones, *arguments: str) -> Cost:
    """Run the `quotewire` command."""
    return run([str(Path(sys.executable).with_name("quotewire")), *arguments], zones.environment)


def main() -> None:
    """Generate, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000)
    count = parser.parse_args().articles
    source = random.Random(0)
    corpus = read_texts()
    texts = [build_article(source, corpus) for _ in range(count)]
    words = sum(len(text.split()) for text in texts)
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
        print(f"quotewire / plain spaCy    {seconds / full.wall:10.2f}", flush=True)
        show_stages(zones, full)
        show_reruns(zones)


def show_stages(zones: Zones, full: Cost) -> None:
    """The share of each stage in the CPU time of the run."""
    metrics = json.loads(zones.batch.manifest.read_text())["metrics"]
    annotate, read = metrics["annotate_cpu_seconds"], metrics["read_cpu_seconds"]
    rest = full.cpu - annotate - read
    for name, seconds in (("annotate", annotate), ("read", read), ("start, validate, write", rest)):
        print(f"  {name:24}{seconds:10.1f} s CPU   {100 * seconds / full.cpu:5.1f} %")
    print(f"  all but annotate        {100 * (read + rest) / full.cpu:10.1f} %")
    print(f"peak memory of a worker    {metrics['worker_peak_bytes'] / 2**20:10,.0f} MiB", flush=True)


def show_reruns(zones: Zones) -> None:
    """What a run costs with nothing changed, and with one article changed."""
    walls = sorted(quotewire(zones, "run", str(DAY)).wall for _ in range(5))
    print(f"rerun, nothing changed     {walls[2]:10.2f} s wall (median of 5)")
    zones.deliver("00000.txt", "The mayor, Ann Lee, said on Monday that the new bridge would open in May.\n")
    cost = quotewire(zones, "run", str(DAY))
    annotated = json.loads(zones.batch.manifest.read_text())["annotated"]
    print(f"rerun, one article changed {cost.wall:10.2f} s wall, {annotated} annotated")


if __name__ == "__main__":
    main()
