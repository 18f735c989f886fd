"""The text of the app's SQL: the queries in sql/, the tables that they name, and values as literals."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from glob import escape
from pathlib import Path

import duckdb

from schemas import LINK_TABLES, TABLES, build_arrow_schema

FOLDER = Path(__file__).parent / "sql"
YEAR = len("batch_date=2025")
PARAMETER = re.compile(r"\$(\w+)")
NAMES = {table.name: table for table in (*TABLES, *LINK_TABLES)}
VIEWS = {
    "newest": "SELECT article_id, max(batch_date) AS batch_date FROM articles\n"
    "WHERE batch_date >= $first GROUP BY article_id",
    "newest_quotes": "SELECT quotes.* FROM quotes SEMI JOIN newest USING (article_id, batch_date)",
}
"""What queries name beside the tables, of batches from `first` on; each may name those before it."""

type Value = str | int | float | bool | date | None
type Values = Mapping[str, Value]


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
