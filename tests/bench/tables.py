"""`make bench-tables`: generated tables read part by part; articles a second of CPU time, and memory."""

import argparse
import csv
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.batch.raw_files import list_raw_files
from tasks.ingest.cut import cut_file, is_cut
from tasks.ingest.limits import Limits
from tasks.ingest.parts import build_whole, group_parts
from tasks.ingest.read import ReadPiece
from tasks.zones.local import LocalPlace
from tests.bench.texts import build_article, read_own_texts

WORDS = (110, 160)
"""Of an article, from which its paragraphs go on to some 200."""
GROUP_ROWS = 5_000
NAMES = ("a.csv", "a.parquet")
SECONDS = 3_600.0
"""For a group of files; more than it needs."""


def build_rows(count: int) -> Iterator[dict[str, str]]:
    """So many articles, the same for the same number."""
    source, texts = random.Random(0), read_own_texts()
    for number in range(count):
        text = build_article(source, texts, *WORDS)
        yield {"id": f"{number:08}", "title": f"Story {number}", "text": text, "date": "2025-03-01T07:30:00-05:00"}


def write_table(path: Path, count: int) -> None:
    """A table of so many articles."""
    path.parent.mkdir(parents=True)
    rows = build_rows(count)
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ("id", "title", "text", "date"))
            writer.writeheader()
            writer.writerows(rows)
        return
    schema = pa.schema([(name, pa.string()) for name in ("id", "title", "text", "date")])
    with pq.ParquetWriter(path, schema) as writer:
        while group := list(islice(rows, GROUP_ROWS)):
            writer.write_table(pa.Table.from_pylist(group, schema))


def read_table(batch: LocalPlace, out: Path) -> Iterator[str]:
    """Cut and read a table as one worker would read all of its parts; the lines to print."""
    (file,), _ = list_raw_files(batch, {})
    begun = time.process_time()
    parts = cut_file(batch, file, Limits()) if is_cut(file) else [build_whole(file)]
    cut = time.process_time() - begun
    articles = rejects = 0
    for group in group_parts(parts):
        folder = ReadPiece(batch, group, Limits(), SECONDS, "", LocalPlace(out))()
        articles += pq.read_metadata(str(folder / "articles.parquet")).num_rows
        rejects += pq.read_metadata(str(folder / "rejects.parquet")).num_rows
    read = time.process_time() - begun - cut
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 2**10
    yield f"{file.path}: {articles:,} articles, {rejects:,} rejects; {file.size / 1e6:,.0f} MB, {len(parts)} parts"
    yield f"cutting  {cut:8.1f} s CPU   {file.size / cut / 1e6:8.0f} MB/s of the file"
    yield f"reading  {read:8.1f} s CPU   {articles / (read + cut):8.0f} articles/s a core, cutting included"
    yield f"peak memory of the reading process {peak:8.0f} MiB"


def measure(folder: str, name: str, count: int) -> list[str]:
    """Read a table in this process."""
    root = Path(folder) / f"{name}-{count}"
    return list(read_table(LocalPlace(root / "2025-03-03"), root / "out"))


def main() -> None:
    """Read tables of the sizes given, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[20_000, 100_000])
    sizes = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            for count in sizes:
                write_table(Path(folder) / f"{name}-{count}" / "2025-03-03" / "daily" / name, count)
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
                    print("\n".join(one.submit(measure, folder, name, count).result()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
