"""`python -m tests.bench.pages`: the reader of HTML alone over the real pages in ../shared, by the scorer there."""

import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl

from schemas.rejects import Reject
from tasks.batch.raw_files import RawFile, list_raw_files
from tasks.ingest.article import Article
from tasks.ingest.limits import Limits
from tasks.ingest.read import read_raw_file
from tasks.zones.local import LocalPlace

PAGES = Path(__file__).parents[3] / "shared" / "pages"
DATE = "2026-10-01"
"""Later than every page."""
COLUMNS = {
    "articles": {
        "raw_path": pl.String,
        "title": pl.String,
        "byline": pl.List(pl.String),
        "published_at": pl.Datetime("us", "UTC"),
        "published_at_raw": pl.String,
        "text": pl.String,
    },
    "rejects": {"raw_path": pl.String, "reason": pl.String},
}
"""Of each table, what the scorer reads."""


def read_pages(batch: Path, files: Sequence[RawFile]) -> tuple[list[Article | Reject], float]:
    """What becomes of some pages, and the CPU seconds that reading them took."""
    place, limits = LocalPlace(batch), Limits()
    list(read_raw_file(place, files[0], limits))  # what is loaded once a process
    begun = time.process_time()
    found = [outcome for file in files for outcome in read_raw_file(place, file, limits)]
    return [one for one in found if isinstance(one, Article | Reject)], time.process_time() - begun


def write_tables(curated: Path, outcomes: Sequence[Article | Reject]) -> None:
    """Write articles and rejects as a run would, with the columns that the scorer reads."""
    for name, kind in (("articles", Article), ("rejects", Reject)):
        rows: list[dict[str, Any]] = [asdict(one) for one in outcomes if isinstance(one, kind)]
        folder = curated / name / f"batch_date={DATE}"
        folder.mkdir(parents=True)
        table = pl.DataFrame([{key: row[key] for key in COLUMNS[name]} for row in rows], schema=COLUMNS[name])
        table.write_parquet(folder / "part-0.parquet")


def main() -> int:
    """Unpack the pages, read them in all processes there are, and print the scorer's table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with tarfile.open(PAGES / "dev.tar.xz") as packed:
            packed.extractall(root / DATE, filter="data")
        (root / DATE / "dev").rename(root / DATE / "web")
        files = [file for file in list_raw_files(LocalPlace(root / DATE), {})[0] if file.path.endswith(".html")]
        count = os.cpu_count() or 1
        shares = [files[start::count] for start in range(count) if files[start::count]]
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as processes:
            results = list(processes.map(read_pages, [root / DATE] * len(shares), shares))
        write_tables(root / "curated", [outcome for outcomes, _ in results for outcome in outcomes])
        cpu = sum(seconds for _, seconds in results)
        print(f"{len(files) / cpu:.0f} pages a second of CPU time", flush=True)
        command = [sys.executable, PAGES / "score.py", root / DATE / "web", root / "curated", DATE, *sys.argv[1:]]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
