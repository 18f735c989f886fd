"""What was read, as two Parquet files: articles without their counts, and rejects."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import ARTICLES, REJECTS, build_arrow_schema
from schemas.articles import COUNT_NAMES
from schemas.rejects import Reject
from schemas.table import SchemaError
from tasks.ingest.article import Article

READ_ARTICLES = pa.schema([field for field in build_arrow_schema(ARTICLES) if field.name not in COUNT_NAMES])
"""The columns of `articles` that reading knows."""
READ_REJECTS = build_arrow_schema(REJECTS)
GROUP_CHARS = 4_000_000
GROUP_ROWS = 10_000
"""What a row group holds at most, and so what lies in memory."""


class RowGroups:
    """A Parquet file that is written row by row, in row groups of bounded size."""

    def __init__(self, path: Path, schema: pa.Schema):
        self.schema = schema
        self.writer = pq.ParquetWriter(path, schema, compression="zstd")
        self.rows: list[dict[str, Any]] = []
        self.characters = 0

    def write(self, row: dict[str, Any], characters: int) -> None:
        """Add one row that is about so many characters large."""
        self.rows.append(row)
        self.characters += characters
        if self.characters >= GROUP_CHARS or len(self.rows) >= GROUP_ROWS:
            self.flush()

    def flush(self) -> None:
        """End the row group."""
        if self.rows:
            self.writer.write_table(pa.Table.from_pylist(self.rows, self.schema))
        self.rows, self.characters = [], 0

    def close(self) -> None:
        """Write what is left and the footer."""
        self.flush()
        self.writer.close()


class RecordTables:
    """`articles.parquet` and `rejects.parquet` in a folder, which is made; whole once they are closed."""

    def __init__(self, out: Path):
        if missing := set(READ_ARTICLES.names) - {field.name for field in fields(Article)}:
            raise SchemaError(f"reading gives no value for {', '.join(sorted(missing))} of table articles")
        out.mkdir(parents=True, exist_ok=True)
        self.files = {
            Article: RowGroups(out / "articles.parquet", READ_ARTICLES),
            Reject: RowGroups(out / "rejects.parquet", READ_REJECTS),
        }

    def close(self) -> None:
        """Write what is left of both."""
        for file in self.files.values():
            file.close()

    def write(self, outcome: Article | Reject) -> None:
        """Add one record's row."""
        characters = len(outcome.text if isinstance(outcome, Article) else outcome.message)
        row = {name: getattr(outcome, name) for name in outcome.__slots__}
        self.files[type(outcome)].write(row, characters)
