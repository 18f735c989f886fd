"""What was read, sorted by article, doubles taken out, and cut into shards for the workers."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import COUNT_NAMES
from schemas.formats import IN_ARCHIVE
from schemas.rejects import REASONS, Problem, Reject, build_reject
from tasks.batch.publishers import QUARANTINED, PublisherCounts, choose_quarantined, count_reasons
from tasks.ingest.corrections import find_corrections
from tasks.workers.results import write_records, write_result
from tasks.zones.place import Place

SHARDS_FILE = "shards.json"
REJECTS_FILE = "rejects.json"
PUBLISHERS_FILE = "publishers.json"
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
    """An Arrow file beside those of the other shards: the columns of `articles` without the counts, `is_reused`, and
    `corrections`, as JSON where there are any."""
    first_id: str
    last_id: str
    articles: int
    to_annotate: int
    words: int
    """Of all its articles."""
    corrected: int
    """Articles with corrections by people."""


IS_CORRECTED = "list_contains($corrected, article_id)"
READ_SQL = f"""
    SELECT new.*, coalesce(old.text = new.text, false) AND NOT {IS_CORRECTED} AS is_reused
    FROM read_parquet($read) AS new LEFT JOIN old USING (article_id)
"""
KEPT_SQL = r"""
    SELECT * EXCLUDE ({counts}), NOT {is_corrected} AS is_reused
    FROM read_parquet($published, hive_partitioning = false)
    WHERE regexp_replace(raw_path, $in_archive, '\1') IN (SELECT unnest($kept))
"""
IS_QUARANTINED = "list_contains($quarantined, split_part(raw_path, '/', 1))"
LATEST = "OVER (PARTITION BY article_id ORDER BY raw_path DESC, record_index DESC)"
COUNTS_SQL = "SELECT split_part(raw_path, '/', 1), count(*) FROM found GROUP BY ALL"
QUARANTINED_SQL = f"""
    SELECT raw_path, raw_sha256, record_index, split_part(raw_path, '/', 1) FROM delivered
    WHERE {IS_QUARANTINED} ORDER BY ALL
"""
SORTED_SQL = f"SELECT * FROM found QUALIFY row_number() {LATEST} = 1 ORDER BY article_id"
DOUBLES_SQL = f"""
    SELECT raw_path, raw_sha256, record_index,
        first_value(raw_path) {LATEST} AS kept_path, first_value(record_index) {LATEST} AS kept_index
    FROM found QUALIFY row_number() {LATEST} > 1 ORDER BY raw_path, record_index
"""


def select_articles(
    query: str,
    spill: Path,
    read: Sequence[Path],
    published: Path | None = None,
    kept: Sequence[str] = (),
    quarantined: Sequence[str] = (),
    corrected: Sequence[str] = (),
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query over all articles of a batch, `delivered`, or those of publishers that are not
    quarantined, `found`.

    They lie in the files `read`; those of the raw files `kept` in the `published` table, and `is_reused` says whether
    the text is the same there, and the article none of those `corrected` since. Memory spills into the folder `spill`.
    """
    import duckdb  # in the workers only: a process that imports it complains of leaks when it ends

    parameters: dict[str, object] = {"quarantined": list(quarantined), "corrected": list(corrected)}
    if read:
        parameters["read"] = [str(path) for path in read]
    old = "SELECT '' AS article_id, '' AS text WHERE false"
    if published is not None and (read or kept):
        parameters["published"] = str(published)
        old = "SELECT article_id, text FROM read_parquet($published, hive_partitioning = false)"
    parts = [READ_SQL] if read else []
    if kept:
        parameters |= {"kept": list(kept), "in_archive": IN_ARCHIVE}
        parts.append(KEPT_SQL.format(counts=", ".join(COUNT_NAMES), is_corrected=IS_CORRECTED))
    if not parts:
        return
    found = f"SELECT * FROM delivered WHERE NOT {IS_QUARANTINED}"
    query = f"WITH old AS ({old}), delivered AS ({' UNION ALL BY NAME '.join(parts)}), found AS ({found}) {query}"
    with duckdb.connect(config={"memory_limit": SORT_MEMORY, "temp_directory": str(spill), "threads": 1}) as own:
        yield from own.sql(query, params=parameters).to_arrow_reader(SORTED_ROWS)


def build_doubles(batches: Iterator[pa.RecordBatch]) -> list[Reject]:
    """Return the rejects of DOUBLES_SQL: records whose article id comes again later, by path and then by record."""
    rows = (row.values() for batch in batches for row in batch.to_pylist())
    return [
        Reject(path, sha256, index, "duplicate_article", f"{DUPLICATE} Kept: record {kept_index} of {kept}.")
        for path, sha256, index, kept, kept_index in rows
    ]


def count_publishers(
    batches: Iterator[pa.RecordBatch], rejected: Mapping[str, Mapping[str, int]], doubles: Sequence[Reject]
) -> list[PublisherCounts]:
    """Return what each publisher delivered, by name: the rows of COUNTS_SQL, `doubles` among them, and the rejected."""
    read = dict(row.values() for batch in batches for row in batch.to_pylist())
    double = count_reasons(doubles)
    return [
        PublisherCounts(
            name,
            read.get(name, 0) + sum(rejected.get(name, {}).values()),
            {**rejected.get(name, {}), **double.get(name, {})},
        )
        for name in sorted(read.keys() | rejected.keys())
    ]


def build_quarantined(batches: Iterator[pa.RecordBatch], quarantined: Sequence[PublisherCounts]) -> list[Reject]:
    """Return the rejects of QUARANTINED_SQL: what might have been articles of the publishers quarantined."""
    problems = {one.publisher: Problem(QUARANTINED, str(one)) for one in quarantined}
    rows = (row.values() for batch in batches for row in batch.to_pylist())
    return [build_reject(path, sha256, index, problems[publisher]) for path, sha256, index, publisher in rows]


@dataclass(frozen=True, slots=True)
class SortWork:
    """All that was read or is kept, to sort by article and to cut into shards."""

    read: tuple[Place, ...]
    """Folders of finished pieces of reading."""
    published: Place | None
    """The table whose rows may be used again."""
    kept: tuple[str, ...]
    """Raw files whose articles are taken from there."""
    corrected: tuple[str, ...]
    """Articles whose rows are not used again, since their corrections have changed."""
    said: Mapping[str, str]
    """What people say of the quotes of articles, as JSON, by article and text."""
    rejected: Mapping[str, Mapping[str, int]]
    """Number of records that are rejects already, by publisher and reason."""
    quarantine_above: float | None
    recipe: str
    shard_chars: int
    folder: Place

    def __call__(self) -> Place:
        """Write the shards' files, ``shards.json``, ``rejects.json`` and ``publishers.json`` into the folder."""
        start = time.process_time()
        with ExitStack() as stack:
            unfinished = stack.enter_context(self.folder.staged_folder())
            spill = Path(stack.enter_context(TemporaryDirectory(dir=unfinished.parent, prefix="spill-")))
            files = [stack.enter_context((folder / "articles.parquet").fetch()) for folder in self.read]
            published = stack.enter_context(self.published.fetch()) if self.published else None
            found = partial(select_articles, spill=spill, read=files, published=published, kept=self.kept)
            rejects = build_doubles(found(DOUBLES_SQL))
            counts = count_publishers(found(COUNTS_SQL), self.rejected, rejects)
            quarantined = choose_quarantined(counts, self.quarantine_above)
            names = [one.publisher for one in quarantined]
            if quarantined:
                rejects = build_doubles(found(DOUBLES_SQL, quarantined=names))
                rejects += build_quarantined(found(QUARANTINED_SQL, quarantined=names), quarantined)
            write_records(unfinished / PUBLISHERS_FILE, counts)
            write_records(unfinished / REJECTS_FILE, rejects)
            articles = found(SORTED_SQL, quarantined=names, corrected=self.corrected)
            shards = cut_shards(articles, unfinished, self.recipe, self.shard_chars, self.said)
            write_records(unfinished / SHARDS_FILE, list(shards))
            write_result(unfinished, {}, start)
        return self.folder


def cut_shards(
    batches: Iterator[pa.RecordBatch], out: Path, recipe: str, shard_chars: int, said: Mapping[str, str]
) -> Iterator[Shard]:
    """Write each run of articles of about `shard_chars` characters, with what people `said`, to a file in `out`."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        lengths = pc.utf8_length(batch["text"]).to_pylist()
        start = 0
        for row, length in enumerate(lengths):
            if size and size + length > shard_chars:
                waiting.append(batch.slice(start, row - start))
                yield write_shard(waiting, out, recipe, said)
                waiting, size, start = [], 0, row
            size += length
        waiting.append(batch.slice(start))
    if size:
        yield write_shard(waiting, out, recipe, said)


def write_shard(parts: Sequence[pa.RecordBatch], out: Path, recipe: str, said: Mapping[str, str]) -> Shard:
    """Write one shard's articles; its file is named after what is in it."""
    articles = pa.Table.from_batches([part for part in parts if part.num_rows])
    corrections = pa.array(find_corrections(articles, said), pa.string())
    articles = articles.append_column("corrections", corrections)
    new = articles.filter(pc.invert(articles["is_reused"])).select(["article_id", "text", "corrections"]).to_pylist()
    ids = articles["article_id"]
    file = f"{ids[0]}.arrow"
    with pa.OSFile(str(out / file), "wb") as sink, pa.ipc.new_file(sink, articles.schema) as writer:
        writer.write_table(articles)
    words = sum(len(text.split()) for text in articles["text"].to_pylist())
    corrected = len(corrections) - corrections.null_count
    key = build_shard_key(recipe, new)
    return Shard(key, file, ids[0].as_py(), ids[-1].as_py(), len(articles), len(new), words, corrected)


def build_shard_key(recipe: str, articles: Iterable[Mapping[str, str | None]]) -> str:
    """Return a hash of all that the rows of the articles to annotate are a function of."""
    digest = hashlib.sha256(recipe.encode())
    for one in articles:
        hashes = (hashlib.sha256((one[name] or "").encode()).hexdigest() for name in ("text", "corrections"))
        digest.update(f"{one['article_id']} {' '.join(hashes)}\n".encode())
    return digest.hexdigest()[:16]


def read_shard(folder: Place, shard: Shard) -> pa.Table:
    """Return the articles of a shard whose file lies in `folder`."""
    with (folder / shard.file).fetch() as file, pa.memory_map(str(file)) as source:
        return pa.ipc.open_file(source).read_all()
