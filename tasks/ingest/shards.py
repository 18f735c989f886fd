"""What was read, sorted by article, doubles taken out, and cut into shards for the workers."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import COUNT_NAMES
from schemas.rejects import REASONS, Reject
from tasks.zones.place import Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DUPLICATE = REASONS["duplicate_article"]
SORT_MEMORY = "512MB"
"""What sorting may take; beyond it DuckDB spills to disk."""
SORTED_ROWS = 1_000
"""Articles looked at together while cutting."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of neighbouring articles, by article id: the unit of parallel work and of resuming."""

    key: str
    """A hash of the articles to annotate and of the recipe, so that finished work is known by its content."""
    file: str
    """An Arrow file beside those of the other shards: the columns of `articles` without the counts, and `is_reused`."""
    first_id: str
    last_id: str
    articles: int
    to_annotate: int
    words: int
    """Of all its articles."""


READ_SQL = """
    SELECT new.*, coalesce(old.text = new.text, false) AS is_reused
    FROM read_parquet($read) AS new LEFT JOIN old USING (article_id)
"""
KEPT_SQL = """
    SELECT * EXCLUDE ({counts}), true AS is_reused
    FROM read_parquet($published, hive_partitioning = false) WHERE raw_path IN (SELECT unnest($kept))
"""
LATEST = "OVER (PARTITION BY article_id ORDER BY raw_path DESC, record_index DESC)"
SORTED_SQL = f"SELECT * EXCLUDE (place) FROM (SELECT *, row_number() {LATEST} AS place FROM found) WHERE place = 1 \
ORDER BY article_id"
DOUBLES_SQL = f"""
    SELECT raw_path, raw_sha256, record_index, kept_path, kept_index
    FROM (
        SELECT raw_path, raw_sha256, record_index,
            first_value(raw_path) {LATEST} AS kept_path, first_value(record_index) {LATEST} AS kept_index
        FROM found
    )
    WHERE (raw_path, record_index) <> (kept_path, kept_index)
    ORDER BY raw_path, record_index
"""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The articles of a batch, from which the last of each id is taken."""

    read: Sequence[Path]
    """Files of articles that were read now."""
    published: Path | None = None
    """The table `articles` of a partition whose annotations may be used again."""
    kept: Sequence[str] = ()
    """Raw files whose articles are taken from there."""

    def select(self, query: str) -> tuple[str, dict[str, object]]:
        """Return a query over all articles, which it calls `found`, with its parameters.

        `is_reused` says whether the published text is the same.
        """
        parameters: dict[str, object] = {"read": [str(path) for path in self.read]} if self.read else {}
        old = "SELECT '' AS article_id, '' AS text WHERE false"
        if self.published is not None and (self.read or self.kept):
            parameters["published"] = str(self.published)
            old = "SELECT article_id, text FROM read_parquet($published, hive_partitioning = false)"
        parts = [READ_SQL] if self.read else []
        if self.kept:
            parameters["kept"] = list(self.kept)
            parts.append(KEPT_SQL.format(counts=", ".join(COUNT_NAMES)))
        return f"WITH old AS ({old}), found AS ({' UNION ALL BY NAME '.join(parts)}) {query}", parameters


def open_duckdb(spill: Path) -> "DuckDBPyConnection":
    """Return a DuckDB of our own with bounded memory, which spills into the folder `spill`."""
    import duckdb  # in the workers only: a process that imports it complains of leaks when it ends

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": SORT_MEMORY,
        "temp_directory": str(spill),
        "threads": 1,
    }
    return duckdb.connect(config=settings)


def find_doubles(found: Candidates, spill: Path) -> list[Reject]:
    """Return records whose article id comes again later in the batch, by path and then by record: the last one wins."""
    if not found.read and not found.kept:
        return []
    with open_duckdb(spill) as connection:
        rows = connection.execute(*found.select(DOUBLES_SQL)).fetchall()
    return [
        Reject(path, sha256, index, "duplicate_article", f"{DUPLICATE} Kept: record {kept_index} of {kept}.")
        for path, sha256, index, kept, kept_index in rows
    ]


def read_sorted(found: Candidates, spill: Path) -> Iterator[pa.RecordBatch]:
    """Yield the articles in order of their id, with `is_reused` where the published text is the same."""
    if not found.read and not found.kept:
        return
    with open_duckdb(spill) as connection:
        query, parameters = found.select(SORTED_SQL)
        yield from connection.sql(query, params=parameters).to_arrow_reader(SORTED_ROWS)


def cut_shards(batches: Iterator[pa.RecordBatch], out: Path, recipe: str, shard_chars: int) -> Iterator[Shard]:
    """Write each run of articles of about `shard_chars` characters to a file of its own in `out`."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        lengths = pc.utf8_length(batch["text"]).to_pylist()
        start = 0
        for row, length in enumerate(lengths):
            if size and size + length > shard_chars:
                waiting.append(batch.slice(start, row - start))
                yield write_shard(waiting, out, recipe)
                waiting, size, start = [], 0, row
            size += length
        waiting.append(batch.slice(start))
    if size:
        yield write_shard(waiting, out, recipe)


def write_shard(parts: Sequence[pa.RecordBatch], out: Path, recipe: str) -> Shard:
    """Write one shard's articles; its file is named after what is in it."""
    articles = pa.Table.from_batches([part for part in parts if part.num_rows])
    new = articles.filter(pc.invert(articles["is_reused"])).select(["article_id", "text"]).to_pydict()
    digest = hashlib.sha256(recipe.encode())
    for article_id, text in zip(new["article_id"], new["text"], strict=True):
        digest.update(f"{article_id} {hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    ids = articles["article_id"]
    file = f"{ids[0]}.arrow"
    with pa.OSFile(str(out / file), "wb") as sink, pa.ipc.new_file(sink, articles.schema) as writer:
        writer.write_table(articles)
    words = sum(len(text.split()) for text in articles["text"].to_pylist())
    key = digest.hexdigest()[:16]
    return Shard(key, file, ids[0].as_py(), ids[-1].as_py(), len(articles), len(new["text"]), words)


def read_shard(folder: Place, shard: Shard) -> pa.Table:
    """Return the articles of a shard whose file lies in `folder`."""
    with (folder / shard.file).fetch() as file, pa.memory_map(str(file)) as source:
        return pa.ipc.open_file(source).read_all()
