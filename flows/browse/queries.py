"""SQL on the published Parquet files: read-only, with bound values, and as text that can be run again by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from glob import escape
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pyarrow.parquet as pq

from flows.browse.statements import NAMES, PARAMETER, Values, build_views, fill, quote, read_query

SECONDS = 20.0
"""A query that takes longer is given up: somebody waits for the page."""
READS = 3
"""A file that is replaced while it is read is read again."""
LIMITS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET parquet_metadata_cache = true",
)


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
