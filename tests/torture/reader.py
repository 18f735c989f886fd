"""A plain reader in a process of its own: reads the published tables again and again, and looks for what cannot be.

python -m tests.torture.reader ENGINE CURATED REPORT TABLE...: until SIGTERM; then the report has the number of reads
and what was wrong with them.
"""

import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.torture.editions import MARK, count_articles

PAUSE = 0.05
TRIES = 20
"""Publishing has no pause here: on a busy machine one read after the other meets a file that is being replaced."""
FOUND = re.compile(rf"{MARK}(\d+)")
COLUMNS = {
    "articles": ["article_id", "text"],
    "sentences": ["article_id", "sentence_index"],
    "tokens": ["article_id", "token_index", "text"],
    "quotes": ["article_id", "quote_index", "content_text"],
    "rejects": ["raw_path", "record_index"],
    "actor_links": ["article_id", "cluster_id", "actor_id"],
    "quote_families": ["quote_id", "family_id"],
}
KEYS = {"articles": 1, "sentences": 2, "tokens": 2, "quotes": 2, "rejects": 2, "actor_links": 2, "quote_families": 1}
"""Number of the columns, from the first, that are the key within a batch."""
OF_A_BATCH = ("articles", "sentences", "tokens", "quotes", "rejects")
OF_LINKS = ("actor_links", "quote_families")

type Row = tuple[object, ...]


def read_polars(curated: str, table: str) -> list[Row]:
    """With polars, as the README does. Where a file grows shorter between its two opens, polars panics."""
    import polars as pl

    try:
        return pl.scan_parquet(f"{curated}/{table}").select("batch_date", *COLUMNS[table]).collect().rows()
    except pl.exceptions.PanicException as panic:  # no Exception, as it comes from Rust
        raise OSError(str(panic)) from panic


def read_duckdb(curated: str, table: str) -> list[Row]:
    """With DuckDB, as the README does."""
    import duckdb

    columns = ", ".join(["batch_date", *COLUMNS[table]])
    query = f"SELECT {columns} FROM read_parquet('{curated}/{table}/**/*.parquet', hive_partitioning = true)"
    return duckdb.sql(query).fetchall()


def read_pandas(curated: str, table: str) -> list[Row]:
    """With pandas, as the README does."""
    import pandas as pd

    rows = pd.read_parquet(f"{curated}/{table}")[["batch_date", *COLUMNS[table]]]
    return list(rows.itertuples(index=False, name=None))


ENGINES: Mapping[str, Callable[[str, str], list[Row]]] = {
    "polars": read_polars,
    "duckdb": read_duckdb,
    "pandas": read_pandas,
}


def find_faults(table: str, rows: Sequence[Row]) -> Iterator[str]:
    """What is wrong with the rows of a table: rows twice, of two editions, or not all of an edition."""
    for batch_date in {row[0] for row in rows}:
        own = [row[1:] for row in rows if row[0] == batch_date]
        keys = {row[: KEYS[table]] for row in own}
        if len(keys) != len(own):
            yield f"{table} {batch_date}: {len(own) - len(keys)} rows come twice"
        if table in OF_A_BATCH:
            yield from find_mixture(f"{table} {batch_date}", table, own)


def find_mixture(where: str, table: str, rows: Sequence[Row]) -> Iterator[str]:
    """Rows of more than one edition, or fewer articles than it has."""
    if table == "rejects":
        if len(rows) != 1:
            yield f"{where}: {len(rows)} rejects"
        return
    articles = {row[0] for row in rows}
    if table == "sentences":
        if len(articles) not in {count_articles(edition) for edition in range(3)}:
            yield f"{where}: {len(articles)} articles"
        return
    marked = [(row[0], found) for row in rows for found in FOUND.findall(str(row[-1]))]
    editions = {int(edition) for _, edition in marked}
    if len(editions) != 1:
        yield f"{where}: editions {sorted(editions)}"
    elif len({article for article, _ in marked}) != len(articles) or len(articles) != count_articles(editions.pop()):
        yield f"{where}: {len(marked)} marks in {len(articles)} articles"


def read_once(engine: str, curated: str, table: str) -> tuple[list[str], int]:
    """What is wrong with one read, and how often it had to be done again.

    A reader that opens a file twice, first its footer, fails where the file was replaced in between; it must not get
    wrong rows, and reading again must help.
    """
    problem = ""
    for again in range(TRIES):
        try:
            return list(find_faults(table, ENGINES[engine](curated, table))), again
        except Exception as error:
            problem = f"{engine} {table}: {type(error).__name__}: {error}"
    return [problem], TRIES


def main() -> None:
    """Read until told to end."""
    engine, curated, report, *tables = sys.argv[1:]
    reads, repeated, bad, is_over = 0, 0, [], []
    signal.signal(signal.SIGTERM, lambda *_: is_over.append(True))
    while not is_over:
        for table in tables:
            found, again = read_once(engine, curated, table)
            bad += found
            repeated += again
            reads += 1
            time.sleep(PAUSE)
    Path(report).write_text(json.dumps({"reads": reads, "repeated": repeated, "bad": bad[:50], "bad_reads": len(bad)}))


if __name__ == "__main__":
    main()
