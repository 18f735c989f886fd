"""Annotated shards and reused rows to staged tables: one file a table, sorted by key, written as a stream."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import ARTICLES, QUOTES, REJECTS, TABLES, Table, build_arrow_schema
from schemas.articles import COUNT_NAMES
from schemas.quotes import ARTICLE_COLUMNS
from schemas.rejects import Reject
from schemas.relations import ARTICLE
from schemas.table import SchemaError
from tasks.annotate.pieces import read_annotations
from tasks.batch.manifest import FINGERPRINT
from tasks.ingest.shards import Shard, read_shard
from tasks.publish.cursor import Cursor
from tasks.zones.place import Place

ROW_GROUP = 200_000
ROW_GROUP_BYTES = 128 << 20
"""Of a row group before it is encoded; 200,000 rows of `articles` would be 800 MB."""


@dataclass(slots=True)
class TableWriter:
    """Writes the file of one table, gathering rows into row groups of a size that is quick to scan."""

    table: Table
    path: Path
    metadata: Mapping[bytes, bytes]
    """Beside what the table says of itself."""
    rows: int = 0
    _waiting: list[pa.Table] = field(default_factory=list)
    _writer: pq.ParquetWriter | None = None

    def __enter__(self) -> "TableWriter":
        schema = build_arrow_schema(self.table)
        schema = schema.with_metadata({**(schema.metadata or {}), **self.metadata})
        repeated = [one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_date(one.type)]
        encoding = {one.name: "DELTA_BINARY_PACKED" for one in schema if pa.types.is_integer(one.type)}
        self._writer = pq.ParquetWriter(
            self.path, schema, compression="zstd", use_dictionary=repeated, column_encoding=encoding
        )
        return self

    def write(self, rows: pa.Table) -> None:
        """Add rows, which must come in the order of the table's key."""
        self._waiting.append(rows.select(list(self.table.column_names)))
        self.rows += len(rows)
        if sum(map(len, self._waiting)) >= ROW_GROUP or sum(part.nbytes for part in self._waiting) >= ROW_GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._writer and self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting).cast(self._writer.schema), ROW_GROUP)
        self._waiting = []

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._writer:
            if kind is None:
                self._flush()
            self._writer.close()


def read_reused(shard: Shard, articles: pa.Table, published: Cursor) -> pa.Table:
    """Return the published rows of one table that belong to the shard's reused articles."""
    rows = published.take(shard.last_id)
    return rows.filter(pc.is_in(rows[ARTICLE], articles[ARTICLE].combine_chunks()))


def build_annotated_rows(
    table: Table, shard: Shard, folders: Sequence[Place], reused: pa.Table, published: Cursor | None
) -> pa.Table:
    """Return a shard's rows of one table, sorted by key. Raises SchemaError where annotation makes no such table."""
    try:
        parts = [read_annotations(folder, table.name) for folder in folders]
    except FileNotFoundError:
        raise SchemaError(
            f"no step gives table {table.name} any rows; add a field of that name to Annotations in annotate/rows.py"
        ) from None
    if published is not None and len(reused):
        parts.append(read_reused(shard, reused, published))
    rows = parts[0] if len(parts) == 1 else pa.concat_tables([part.select(parts[0].column_names) for part in parts])
    return rows.sort_by([(name, "ascending") for name in table.key])


def append_columns(rows: pa.Table, articles: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return the rows with columns that another table has of their articles."""
    at = pc.index_in(rows[ARTICLE], articles[ARTICLE].combine_chunks())
    for name in names:
        rows = rows.append_column(name, articles[name].take(at))
    return rows


def stage_tables(
    source: Place,
    shards: Sequence[tuple[Shard, Sequence[Place]]],
    rejects: Sequence[Reject],
    published: Mapping[str, Path] | None,
    out: Path,
    fingerprint: str,
) -> dict[str, int]:
    """Write every table's file into the folder `out`; returns the number of rows by table.

    `source` has the shards' files; `shards` come in the order of their article ids, each with the folders that
    workers wrote, none where all its articles are reused or given up. `published` are the files to reuse rows from.
    Memory is bounded by a shard and a row group.
    """
    metadata = {FINGERPRINT: fingerprint.encode()}
    with ExitStack() as stack:
        made = (TableWriter(table, out / f"{table.name}.parquet", metadata) for table in TABLES)
        writers = {writer.table.name: stack.enter_context(writer) for writer in made}
        cursors = open_cursors(published) if published else {}
        for shard, folders in shards:
            for name, rows in build_shard(source, shard, folders, cursors):
                writers[name].write(rows)
        writers[REJECTS.name].write(build_rejects(rejects))
    return {name: writer.rows for name, writer in writers.items()}


def open_cursors(published: Mapping[str, Path]) -> dict[str, Cursor]:
    """Return a cursor by table that annotation gives rows; of `articles`, it reads the counts only."""
    columns = {ARTICLES.name: [ARTICLE, *COUNT_NAMES]}
    return {one.name: Cursor(published[one.name], columns.get(one.name)) for one in TABLES if one is not REJECTS}


def build_shard(
    source: Place, shard: Shard, folders: Sequence[Place], published: Mapping[str, Cursor]
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of every table but `rejects` for one shard, by table name.

    `published` has the tables that rows are reused from, each to be read on from where the shard before ended.
    """
    articles = read_shard(source, shard)
    reused = articles.filter(articles["is_reused"])
    counts = [read_annotations(folder, "counts") for folder in folders]
    if published and len(reused):
        counts.append(read_reused(shard, reused, published[ARTICLES.name]))
    if not counts:
        return
    counted = pa.concat_tables(counts)
    is_counted = pc.is_in(articles[ARTICLE], counted[ARTICLE].combine_chunks())  # the rest was given up
    yield ARTICLES.name, append_columns(articles.filter(is_counted), counted, COUNT_NAMES)
    for table in (one for one in TABLES if one not in (ARTICLES, REJECTS)):
        rows = build_annotated_rows(table, shard, folders, reused, published.get(table.name))
        if table is QUOTES:
            kept = [name for name in rows.column_names if name not in ARTICLE_COLUMNS]
            rows = append_columns(rows.select(kept), articles, ARTICLE_COLUMNS)
        yield table.name, rows


def build_rejects(rejects: Sequence[Reject]) -> pa.Table:
    """Return the rows of `rejects`, sorted by key."""
    ordered = sorted(rejects, key=lambda reject: (reject.raw_path, reject.record_index))
    columns = {name: [getattr(reject, name) for reject in ordered] for name in REJECTS.column_names}
    return pa.table(columns, build_arrow_schema(REJECTS))


def count_present(staged: Path, column: str) -> int:
    """Return the number of rows of a staged table that have a value in a column; no other column is read."""
    with pq.ParquetFile(staged) as file:
        return sum(len(rows) - rows.column(0).null_count for rows in file.iter_batches(columns=[column]))
