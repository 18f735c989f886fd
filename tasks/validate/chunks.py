"""Staged tables read in chunks that end where an article ends, so that memory does not grow with the batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import ARTICLES, TABLES, Table
from schemas.relations import ARTICLE
from tasks.publish.cursor import Cursor

CHARACTERS = 1_500_000
"""Text of one chunk: about 300,000 tokens. An article has a million characters at most."""
CHUNK_ROWS = 50_000
ARTICLE_ROWS = 64
"""Rows read at once: articles are heavy, they carry their text."""

OF_ARTICLES = tuple(table for table in TABLES if ARTICLE in table.column_names and table.name != ARTICLES.name)
OTHERS = tuple(table for table in TABLES if ARTICLE not in table.column_names)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole articles with their rows in every table, by table name, or rows of a table that knows no articles."""

    tables: Mapping[str, pa.Table]
    before: pa.Table | None
    """The row that came last in the chunk before, of the table that leads the chunk."""


def read_chunks(staged: Path) -> Iterator[Chunk]:
    """Yield chunks of whole articles, then, if there are any, the rows after the last article; at least one chunk."""
    cursors = {table.name: Cursor(staged / f"{table.name}.parquet") for table in OF_ARTICLES}
    before = None
    for articles in read_articles(staged / f"{ARTICLES.name}.parquet"):
        last = pc.max(articles[ARTICLE]).as_py() or ""
        yield Chunk({ARTICLES.name: articles} | {name: cursor.take(last) for name, cursor in cursors.items()}, before)
        before = articles.slice(len(articles) - 1) if len(articles) else None
    left = {name: cursor.take(None) for name, cursor in cursors.items()}
    if any(map(len, left.values())):
        yield Chunk({ARTICLES.name: articles.slice(0, 0)} | left, None)


def read_articles(path: Path) -> Iterator[pa.Table]:
    """Yield the articles in groups with a bounded sum of text; one empty group where there are none."""
    file = pq.ParquetFile(path, pre_buffer=False)
    group: list[pa.Table] = []
    characters = 0
    for batch in file.iter_batches(ARTICLE_ROWS):
        group.append(pa.Table.from_batches([batch]))
        characters += pc.sum(pc.utf8_length(batch.column("text"))).as_py() or 0
        if characters >= CHARACTERS:
            yield pa.concat_tables(group).combine_chunks()
            group, characters = [], 0
    if group or not file.metadata.num_rows:
        yield pa.concat_tables([file.schema_arrow.empty_table(), *group]).combine_chunks()


def read_row_chunks(staged: Path, table: Table) -> Iterator[Chunk]:
    """Yield the rows of a table that knows no articles; at least one chunk."""
    file = pq.ParquetFile(staged / f"{table.name}.parquet", pre_buffer=False)
    before = None
    for batch in file.iter_batches(CHUNK_ROWS):
        rows = pa.Table.from_batches([batch])
        yield Chunk({table.name: rows}, before)
        before = rows.slice(len(rows) - 1)
    if not file.metadata.num_rows:
        yield Chunk({table.name: file.schema_arrow.empty_table()}, None)
