"""Export as one DuckDB file: the tables of a range themselves, and views over them; it needs the zone no more."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from schemas import ACTORS, TABLES, Table
from schemas.exported import EXPORTED
from tasks.export.rows import QUERY, cut
from tasks.export.source import ALL_TABLES, Selection, connect, opened

NEW = "new_"
NEWEST = """
    CREATE VIEW newest_{name} AS SELECT * FROM {name}
    SEMI JOIN (SELECT article_id, max(batch_date) AS batch_date FROM articles GROUP BY ALL)
    USING (article_id, batch_date)
"""
"""Of an article that was delivered again, the rows of the last delivery."""


def write_database(selection: Selection, path: Path) -> int:
    """Write the tables and views of a selection into a new file; returns the number of quotes.

    Every table has its column `batch_date`; `actors` has those that the range names.
    """
    with connect(path.parent, path) as connection:
        for number, part in enumerate(cut(selection)):
            with opened(connection, part, [one for one in ALL_TABLES if one is not ACTORS], NEW):
                for table in ALL_TABLES:
                    if table is not ACTORS:
                        add_rows(connection, table.name, f"SELECT * FROM {NEW}{table.name}", number == 0)
        with opened(connection, selection, [ACTORS], NEW):
            add_rows(connection, ACTORS.name, f"SELECT * FROM {NEW}actors SEMI JOIN actor_links USING (actor_id)", True)
        describe(connection, ALL_TABLES, "TABLE")
        connection.execute(f"CREATE VIEW {EXPORTED.name} AS {QUERY}")
        describe(connection, [EXPORTED], "VIEW")
        for table in TABLES:
            if "article_id" in table.column_names:
                connection.execute(NEWEST.format(name=table.name))
        ((quotes,),) = connection.sql("SELECT count(*) FROM quotes").fetchall()
    return int(quotes)


def add_rows(connection: duckdb.DuckDBPyConnection, name: str, query: str, is_first: bool) -> None:
    """Make a table of the rows of a query, or add them to it."""
    connection.execute(f"CREATE TABLE {name} AS {query}" if is_first else f"INSERT INTO {name} BY NAME {query}")


def describe(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table], kind: str) -> None:
    """Give tables and columns the descriptions that the schemas have for them."""
    for table in tables:
        connection.execute(f"COMMENT ON {kind} {table.name} IS '{escape(table.grain)}'")
        for column in table.columns:
            comment = escape(column.description)
            connection.execute(f"COMMENT ON COLUMN {table.name}.\"{column.name}\" IS '{comment}'")


def escape(text: str) -> str:
    """Return a text as it stands between the marks of a string of SQL."""
    return text.replace("'", "''")
