"""Published tables of some batches as relations of DuckDB, wherever the zone lies."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from schemas import ACTORS, LINK_TABLES, TABLES, Table, build_arrow_schema
from tasks.batch.manifest import read_summary
from tasks.batch.places import Batch
from tasks.batch.plan import read_fingerprint
from tasks.zones.place import Place

MEMORY = "512MB"
"""What DuckDB may take; beyond it spills to disk."""
ALL_TABLES = (*TABLES, *LINK_TABLES)


@dataclass(frozen=True, slots=True)
class Selection:
    """Published batches to export from."""

    curated: Place
    dates: Sequence[date]

    def find(self, table: Table) -> Iterator[tuple[date | None, Place]]:
        """Yield the files of a table that there are, with their batch; that of `actors` is of none."""
        if table is ACTORS:
            file = self.curated / table.name / "part-0.parquet"
            yield from [(None, file)] if file.exists() else []
            return
        for one in self.dates:
            file = Batch(one, self.curated, self.curated).published(table.name)
            if table in TABLES or file.exists():
                yield one, file


@contextmanager
def connect(spill: Path, database: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that takes bounded memory and loads nothing from the network: to a file, or to none."""
    own = {"memory_limit": MEMORY, "temp_directory": str(spill)}
    config: dict[str, Any] = own | {"autoinstall_known_extensions": False}
    with duckdb.connect(database or ":memory:", config=config) as connection:
        connection.execute("SET enable_progress_bar = false")
        yield connection


@contextmanager
def opened(
    connection: duckdb.DuckDBPyConnection, selection: Selection, tables: Sequence[Table], prefix: str = ""
) -> Iterator[None]:
    """Make a view of each table, with `batch_date` as a column; those of an object store are copied here meanwhile.

    A column that a file of an older version lacks is null.
    """
    with ExitStack() as stack:
        for table in tables:
            files = [(one, stack.enter_context(place.fetch())) for one, place in selection.find(table)]
            connection.register(f"empty_{table.name}", build_arrow_schema(table).empty_table())
            dated = "" if table is ACTORS else "NULL::DATE AS batch_date, "
            parts = [f"SELECT {dated}* FROM empty_{table.name}"]
            for one, path in files:
                dated = f"DATE '{one}' AS batch_date, " if one else ""
                parts.append(f"SELECT {dated}* FROM read_parquet('{quote(path)}', hive_partitioning = false)")
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {prefix}{table.name} AS {' UNION ALL BY NAME '.join(parts)}"
            )
        yield


def read_editions(selection: Selection) -> list[str | None]:
    """Return the fingerprint of each batch; None where a table is not there, or not of the edition of the manifest."""
    batches = [Batch(one, selection.curated, selection.curated) for one in selection.dates]
    with ThreadPoolExecutor(selection.curated.parallel) as pool:
        return list(pool.map(read_edition, batches))


def read_edition(batch: Batch) -> str | None:
    """Return the same of one batch."""
    manifest = read_summary(batch.manifest)
    found = {read_fingerprint(place) for place in batch.published_files.values()}
    return manifest.fingerprint if manifest is not None and found == {manifest.fingerprint} else None


def quote(path: Path) -> str:
    """Return a path as it stands in a string of SQL."""
    return str(path).replace("'", "''")
