"""A published history to test and measure on: daily files and manifests as a run leaves them, of made-up rows."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from schemas import TABLES, Table, build_arrow_schema
from tasks.batch.manifest import FINGERPRINT, Manifest, build_json
from tasks.batch.places import Batch
from tasks.publish.stage import TableWriter
from tasks.zones.place import Place

NAMES = np.array([f"Speaker {number}" for number in range(500)])


def build_values(column_type: pa.DataType, name: str, rows: int, source: np.random.Generator) -> pa.Array:
    """Values of a column: names out of 500, numbers, and else what is quick to make."""
    if pa.types.is_string(column_type):
        return pa.array(source.choice(NAMES, rows))
    if pa.types.is_integer(column_type):
        return pa.array(np.arange(rows) if name.endswith("index") else source.integers(0, 1_000, rows), column_type)
    if pa.types.is_floating(column_type):
        return pa.array(source.random(rows), pa.float64()).cast(column_type)
    if pa.types.is_boolean(column_type):
        return pa.array(source.random(rows) < 0.5)
    if pa.types.is_list(column_type):
        return pa.array([[]] * rows, column_type)
    return pa.nulls(rows, column_type)


def write_batch(
    curated: Place, batch_date: date, rows: int, fingerprint: str = "f", tables: tuple[Table, ...] = TABLES
) -> None:
    """Publish one batch of made-up rows."""
    metadata = {FINGERPRINT: fingerprint.encode()}
    batch, source = Batch(batch_date, curated, curated), np.random.default_rng(batch_date.toordinal())
    folder = batch.staging
    with folder.staged_folder() as unfinished:
        for table in tables:
            with TableWriter(table, unfinished / f"{table.name}.parquet", metadata) as writer:
                arrays = [build_values(one.type, one.name, rows, source) for one in table.columns]
                writer.write(pa.table(arrays, build_arrow_schema(table)))
    for table in tables:
        (folder / f"{table.name}.parquet").move_to(batch.published(table.name))
    folder.remove()
    counts = {table.name: rows for table in tables}
    manifest = Manifest(str(batch_date), fingerprint, {}, (), 0, 300, rows, {}, counts, rows, 0, {}, {}, "")
    batch.manifest.write_atomically(build_json(manifest))


def write_history(curated: Place, start: date, days: int, rows: int, tables: tuple[Table, ...] = TABLES) -> list[date]:
    """Publish that many batches, one a day; their dates."""
    dates = [start + timedelta(number) for number in range(days)]
    for one in dates:
        write_batch(curated, one, rows, f"f-{one}", tables)
    return dates


def find_paths(place: Place) -> list[str]:
    """Every file below, hidden ones too, relative to it."""
    root = Path(str(place))
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
