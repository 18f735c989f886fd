"""`make bench-scan`: what a query over three years costs on daily files and on the monthly copies of them; a ratio."""

import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import polars as pl

from schemas import QUOTES
from tasks.history.compact import compact_copies
from tasks.history.months import plan_copies
from tasks.zones.zone import open_zone
from tests.support.history import write_history

DAYS, ROWS, TRIES = 1_095, 400, 7
SQL = (
    "SELECT speaker_name, count(*) FROM read_parquet('{files}', hive_partitioning = true) GROUP BY ALL ORDER BY 2 DESC"
)


def count_in_duckdb(files: str) -> int:
    """The number of speakers, by DuckDB."""
    return len(duckdb.connect().execute(SQL.format(files=files)).fetchall())


def count_in_polars(files: str) -> int:
    """The number of speakers, by polars."""
    return len(pl.scan_parquet(files, hive_partitioning=True).group_by("speaker_name").len().collect())


def main() -> None:
    """Publish a made-up history, compact it, ask both."""
    with tempfile.TemporaryDirectory() as folder:
        curated = open_zone(Path(folder) / "curated")
        write_history(curated, date(2022, 1, 1), DAYS, ROWS, (QUOTES,))
        begun = time.perf_counter()
        copies = list(compact_copies(curated, plan_copies(curated, [QUOTES])))
        print(f"compact: {sum(one.rows for one in copies):,} rows in {time.perf_counter() - begun:.1f} s", flush=True)
        begun = time.perf_counter()
        assert {copy.state for copy in plan_copies(curated, [QUOTES])} == {"current"}
        print(f"compact again, nothing changed: {time.perf_counter() - begun:.2f} s", flush=True)
        for count in (count_in_duckdb, count_in_polars):
            spent: dict[str, list[float]] = {}
            for name in ["quotes", "_monthly/quotes"] * TRIES:
                begun = time.perf_counter()
                assert count(f"{curated}/{name}/**/*.parquet") == 500
                spent.setdefault(name, []).append(1_000 * (time.perf_counter() - begun))
            daily, monthly = (median(times) for times in spent.values())
            print(
                f"{count.__name__}: {DAYS} daily files {daily:.0f} ms, {len(copies)} monthly {monthly:.0f} ms", end=""
            )
            print(f", ratio {daily / monthly:.1f}", flush=True)


if __name__ == "__main__":
    main()
