"""`make bench-browse`: seconds until the pages of `quotewire browse` answer, on made-up zones of a million quotes."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
from fastapi.testclient import TestClient

from flows.browse.app import build_app
from tests.support.made_up_zone import write_made_up_zone

DAYS, QUOTES, TRIES = 365, 6, 3


def find_addresses(curated: Path) -> Iterator[tuple[str, str]]:
    """Yield what is measured, and an address of it: the rare word is in one quote of a thousand."""
    quotes = f"read_parquet('{curated}/quotes/**/*.parquet', hive_partitioning = true)"
    article, batch, name = duckdb.sql(
        f"SELECT article_id, batch_date, speaker_name FROM {quotes} WHERE speaker_name IS NOT NULL LIMIT 1"
    ).fetchall()[0]
    actors = f"SELECT actor_id FROM '{curated}/actors/*.parquet' ORDER BY quote_count DESC LIMIT 1"
    yield "search, a common word", "/search?words=bridge"
    yield "search, a rare word", "/search?words=periwinkle"
    yield "search, a word that is nowhere", "/search?words=nowhere"
    yield "search, a phrase of somebody", f'/search?words="night train"&speaker={name}'
    yield "article, from a link", f"/articles/{article}?batch={batch}"
    yield "article, by its id alone", f"/articles/{article}"
    yield "speaker, quoted most", f"/speaker?actor={duckdb.sql(actors).fetchall()[0][0]}"
    yield from ((address, address) for address in ("/", "/speakers", "/families", "/changes"))
    yield from ((f"/plots/{plot}", f"/plots/{plot}") for plot in ("days", "speakers", "pronouns", "labels", "types"))


def measure(curated: Path) -> None:
    """Print, of every page, the seconds of the first answer and the least of those after it, wall and CPU."""
    for name, address in find_addresses(curated):
        client = TestClient(build_app(curated), base_url="http://127.0.0.1")
        spent = []
        for _ in range(TRIES):
            begun, cpu = time.perf_counter(), time.process_time()
            status = client.get(address).status_code
            spent.append((time.perf_counter() - begun, time.process_time() - cpu, status))
        pair = (spent[0], min(spent[1:]))
        figures = "; then ".join(f"{wall:5.2f} s, CPU {cpu:5.2f} s, status {code}" for wall, cpu, code in pair)
        print(f"{name:32} {figures}", flush=True)


def main() -> None:
    """Write a zone, or take one that is there, and measure."""
    options = argparse.ArgumentParser(description=sys.modules[__name__].__doc__)
    options.add_argument("--quotes", type=int, default=1_000_000)
    options.add_argument("--curated", type=Path, help="a zone to measure instead of a made-up one")
    given = options.parse_args()
    if given.curated:
        measure(given.curated)
        return
    with tempfile.TemporaryDirectory() as folder:
        curated = Path(folder) / "curated"
        write_made_up_zone(curated, DAYS, given.quotes // DAYS // QUOTES + 1, QUOTES, 2_000, date(2024, 1, 1))
        measure(curated)


if __name__ == "__main__":
    main()
