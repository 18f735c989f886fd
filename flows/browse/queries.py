"""SQL on the published Parquet files: read-only, with bound values, and as text that can be run again by hand."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from glob import escape
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pyarrow.parquet as pq

from schemas import LINK_TABLES, TABLES, build_arrow_schema

FOLDER = Path(__file__).parent / "sql"
SECONDS = 20.0
"""A query that takes longer is given up: somebody waits for the page."""
READS = 3
"""A file that is replaced while it is read is read again."""
YEAR = len("batch_date=2025")
PARAMETER = re.compile(r"\$(\w+)")
NAMES = {table.name: table for table in (*TABLES, *LINK_TABLES)}
VIEWS = {
    "newest": "SELECT article_id, max(batch_date) AS batch_date FROM articles\n"
    "WHERE batch_date >= $first GROUP BY article_id",
    "newest_quotes": "SELECT quotes.* FROM quotes SEMI JOIN newest USING (article_id, batch_date)",
}
"""What queries name beside the tables, of batches from `first` on; each may name those before it."""
LIMITS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET parquet_metadata_cache = true",
)

type Value = str | int | float | bool | date | None
type Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found, and the SQL that finds it again."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    sql: str


@dataclass(frozen=True, slots=True)
class Zone:
    """The published tables, opened for reading once for all requests."""

    curated: Path
    database: duckdb.DuckDBPyConnection
    counts: dict[Path, tuple[tuple[int, int, int], int]] = field(default_factory=dict)
    """Rows of files that have been looked at, with what changes when a file is replaced."""

    def count_quotes(self) -> list[tuple[date, int]]:
        """Return the batches and how many quotes each holds, the newest first; only new files are opened."""
        found = []
        for path in sorted((self.curated / "quotes").glob("batch_date=*/part-0.parquet"), reverse=True):
            status = path.stat()
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            if self.counts.get(path, (None,))[0] != stamp:
                self.counts[path] = stamp, pq.read_metadata(path).num_rows
            found.append((date.fromisoformat(path.parent.name.removeprefix("batch_date=")), self.counts[path][1]))
        return found

    @contextmanager
    def open_session(self) -> Iterator["Session"]:
        """Yield what the queries of one request share; what takes too long raises duckdb's InterruptException."""
        with self.database.cursor() as cursor:
            watch = Timer(SECONDS, cursor.interrupt)
            watch.start()
            try:
                yield Session(self, self.curated.absolute(), cursor)
            finally:
                watch.cancel()

    def find_missing(self) -> list[str]:
        """Return the names of the tables of which nothing is published, in order."""
        return [name for name in NAMES if not is_there(self.curated, name)]


def is_there(curated: Path, name: str) -> bool:
    """Return whether any file of a table is published."""
    return next((curated / name).glob("**/*.parquet"), None) is not None


def open_zone(curated: Path) -> Zone:
    """Return the zone; nothing of it is read yet, and DuckDB is kept from everything else."""
    database = duckdb.connect()
    for limit in LIMITS:
        database.execute(limit)
    folders = {str(curated.absolute()), escape(str(curated.absolute()))}  # as files and as patterns name it
    database.execute(f"SET allowed_directories = [{', '.join(map(quote, sorted(folders)))}]")
    database.execute("SET enable_external_access = false")
    return Zone(curated, database)


@dataclass(slots=True)
class Session:
    """A connection of its own, and the temporary tables that its queries use."""

    zone: Zone
    curated: Path
    cursor: duckdb.DuckDBPyConnection
    made: list[str] = field(default_factory=list)

    def ask(self, name: str, values: Values, where: str = "true", batch: date | None = None) -> Answer:
        """Return what the query of that name finds where the condition holds, in all batches or in one."""
        cursor = self.run(read_query(name, where), values, batch)
        columns = tuple(column[0] for column in cursor.description or ())
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return Answer(columns, rows, self.write(name, values, where, batch))

    def make(self, name: str, values: Values, where: str) -> None:
        """Make a temporary table of what a query finds, under the query's name, for the queries after it."""
        statement = f"CREATE OR REPLACE TEMP TABLE {name} AS\n{read_query(name, where)}"
        self.run(statement, values, None)
        self.made.append(fill(statement, values))

    def run(self, body: str, values: Values, batch: date | None) -> duckdb.DuckDBPyConnection:
        """Run a statement with the values that it names."""
        bound = {name: values[name] for name in PARAMETER.findall(body)}
        for read in range(READS):
            try:
                for view in build_views(self.curated, body, values, batch):
                    self.cursor.execute(view)
                return self.cursor.execute(body, bound)
            except (duckdb.IOException, duckdb.InvalidInputException):
                if read == READS - 1:
                    raise
        raise AssertionError

    def write(self, name: str, values: Values, where: str = "true", batch: date | None = None) -> str:
        """Return a query as text, its values in it, behind the statements that it needs."""
        body = fill(read_query(name, where), values)
        views = build_views(self.curated, "\n".join([*self.made, body]), values, batch)
        statements = (*views, *self.made, body)
        return ";\n\n".join(statements) + ";\n"


def read_query(name: str, where: str) -> str:
    """Return the SQL of that name, with its condition."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip().replace("{where}", where)


def build_views(curated: Path, body: str, values: Values, batch: date | None) -> Iterator[str]:
    """Yield the statements that give a query the tables it names, empty ones where nothing is published."""
    words = set(re.findall(r"\w+", body))
    wanted = [name for name in VIEWS if name in words or (name == "newest" and "newest_quotes" in words)]
    words |= set(re.findall(r"\w+", " ".join(VIEWS[name] for name in wanted)))
    for name in (name for name in NAMES if name in words):
        found = find_files(curated / name, batch, values.get("first"))
        yield f"CREATE OR REPLACE TEMP VIEW {name} AS\n{build_scan(found) if found else build_empty(name)}"
    yield from (f"CREATE OR REPLACE TEMP VIEW {name} AS\n{fill(VIEWS[name], values)}" for name in wanted)


def find_files(folder: Path, batch: date | None, first: Value) -> list[str]:
    """Return patterns of a table's files: of one batch, of the years from a date on, or all; none without files.

    To list the files of ten years takes DuckDB longer than to look for a word in one of them.
    """
    batches = [path.name for path in folder.glob("batch_date=*")]
    if batch and batches:
        names = [f"batch_date={batch}"]
    elif isinstance(first, date) and batches:
        names = sorted({f"{name[:YEAR]}-*" for name in batches if name[:YEAR] >= f"batch_date={first.year}"})
    else:
        names = ["**"]
    return [f"{escape(str(folder))}/{name}/*.parquet" for name in names if any(folder.glob(f"{name}/*.parquet"))]


def build_scan(patterns: list[str]) -> str:
    """Return the SQL that reads the files of these patterns."""
    found = ", ".join(map(quote, patterns))
    return f"FROM read_parquet({f'[{found}]' if len(patterns) > 1 else found}, hive_partitioning = true)"


def build_empty(name: str) -> str:
    """Return the SQL of a table without rows, of the same columns and types."""
    types = duckdb.from_arrow(build_arrow_schema(NAMES[name]).empty_table())
    columns = zip([*types.columns, "batch_date"], [*types.types, "DATE"], strict=True)
    return "SELECT " + ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in columns) + " WHERE false"


def fill(body: str, values: Values) -> str:
    """Return a query with its values in their places, as SQL literals."""
    return PARAMETER.sub(lambda match: build_literal(values[match[1]]), body)


def build_literal(value: Value) -> str:
    """Return a value as DuckDB reads it."""
    if value is None:
        return "NULL"
    if isinstance(value, date):
        return f"DATE '{value}'"
    return quote(value) if isinstance(value, str) else str(value).lower()


def quote(text: str) -> str:
    """Return a text as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"
