"""The frames that expectations judge: staged rows with a column of complaints for every relation."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import ARTICLES, QUOTES, REJECTS, TABLES, TOKENS, Table, build_arrow_schema
from schemas.expectations import (
    TYPE_EXPECTATION,
    Expectation,
    build_batch_expectations,
    build_bounds,
    build_expectations,
)
from schemas.relations import build_relations
from tasks.batch.publishers import find_publisher
from tasks.publish.stage import count_present
from tasks.validate.articles import Articles, Rows
from tasks.validate.chunks import OTHERS, Chunk, read_chunks, read_row_chunks
from tasks.validate.complaints import build_complaints
from tasks.validate.verdict import RejectLimit

ABSENT = "no such column"


@dataclass(frozen=True, slots=True)
class TableFrame:
    """Rows to judge, of one table or of a part of one."""

    table: str
    key: tuple[str, ...]
    """Columns of `data` or `rows` that name a row in an example."""
    rows: pa.Table
    data: pd.DataFrame
    expectations: tuple[Expectation, ...]


def build_type_frame(staged: Path) -> TableFrame:
    """Return one row for every column of every table: the type as defined and the type found in the staged file."""
    lines = [line for one in TABLES for line in _compare(one, pq.read_schema(staged / f"{one.name}.parquet"))]
    rows = pa.Table.from_pylist(lines)
    return TableFrame("types", ("table", "column"), rows, rows.to_pandas(), (TYPE_EXPECTATION,))


def are_readable(types: TableFrame) -> bool:
    """Whether the staged files have the columns and types that the checks of values need, nullability aside."""
    defined, found = (pc.replace_substring_regex(types.rows[name], " not null$", "") for name in ("defined", "found"))
    return bool(defined.equals(found))


def build_frames(staged: Path) -> Iterator[TableFrame]:
    """Yield every table, a chunk at a time; every table comes at least once, empty or not."""
    for chunk in read_chunks(staged):
        yield from _build_chunk_frames(chunk)
    for table in OTHERS:
        for chunk in read_row_chunks(staged, table):
            yield from _build_chunk_frames(chunk)


def build_batch_frame(staged: Path, limit: RejectLimit) -> TableFrame:
    """Return one row with the figures of the batch; those that the batch is too small to judge by are left out."""
    figures = read_figures(staged, limit.quarantined)
    bounds = tuple(bound for bound in build_bounds(limit.max_share) if figures[bound.of] >= bound.at_least)
    rows = pa.table({bound.figure: pa.array([figures[bound.figure]], pa.float64()) for bound in bounds})
    return TableFrame("batch", (), rows, rows.to_pandas(), build_batch_expectations(bounds))


def read_figures(staged: Path, quarantined: Collection[str]) -> dict[str, float]:
    """Return counts and shares of the batch, without what the publishers `quarantined` delivered."""
    files = {table.name: pq.ParquetFile(staged / f"{table.name}.parquet") for table in TABLES}
    figures: dict[str, float] = {name: file.metadata.num_rows for name, file in files.items()}
    found = count_present(staged / f"{QUOTES.name}.parquet", "speaker_text")
    paths = pq.read_table(staged / f"{REJECTS.name}.parquet", columns=["raw_path"])["raw_path"].to_pylist()
    rejects = sum(find_publisher(str(path)) not in quarantined for path in paths)
    records = figures[ARTICLES.name] + rejects
    return figures | {
        "records": records,
        "reject_share": rejects / max(records, 1),
        "speaker_share": found / max(figures[QUOTES.name], 1),
        "quotes_per_1000_tokens": 1000 * figures[QUOTES.name] / max(figures[TOKENS.name], 1),
    }


def _compare(table: Table, found: pa.Schema) -> Iterator[dict[str, str]]:
    """Yield the defined and the found column at every place of a table."""
    defined = build_arrow_schema(table)
    for place in range(max(len(defined), len(found))):
        sides = [schema.field(place) if place < len(schema) else None for schema in (defined, found)]
        if sides[0] is not None and sides[1] is not None and sides[0].type.equals(sides[1].type):
            sides[1] = sides[1].with_type(sides[0].type)  # Parquet renames the items of a list
        names = [side.name for side in sides if side is not None]
        shown = [_show_field(side, with_name=len(set(names)) > 1) for side in sides]
        yield {"table": table.name, "column": names[0], "defined": shown[0], "found": shown[1]}


def _show_field(field: pa.Field | None, with_name: bool) -> str:
    if field is None:
        return ABSENT
    shown = f"{field.type}{'' if field.nullable else ' not null'}"
    return f"{field.name}: {shown}" if with_name else shown


def _build_chunk_frames(chunk: Chunk) -> Iterator[TableFrame]:
    """Yield a frame for every table of the chunk."""
    articles = Articles(chunk.tables.get(ARTICLES.name, pa.table({})))
    for table in TABLES:
        if table.name in chunk.tables:
            rows = Rows(chunk.tables[table.name], articles, chunk)
            data = _widen(rows.rows).to_pandas()
            complaints = {one.name: build_complaints(one, rows) for one in build_relations(table, TABLES)}
            data = pd.concat([data, pd.DataFrame(complaints, index=data.index)], axis=1)
            yield TableFrame(table.name, table.key, rows.rows, data, build_expectations(table, TABLES))


def _widen(rows: pa.Table) -> pa.Table:
    """Return the columns but lists, numbers in 64 bits: others are compared one by one, at 20 times the cost."""
    fields = [field.with_type(_widest(field.type)) for field in rows.schema if not pa.types.is_nested(field.type)]
    return rows.select([field.name for field in fields]).cast(pa.schema(fields))


def _widest(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_integer(kind):
        return pa.int64()
    return pa.float64() if pa.types.is_floating(kind) else kind
