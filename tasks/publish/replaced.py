"""What publishing a batch anew replaces: versions of articles with another text, or that are gone, are kept."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import ARTICLES, QUOTES, REJECTS, build_arrow_schema
from schemas.kept_versions import KEPT_QUOTE, KEPT_VERSIONS
from tasks.batch.manifest import Manifest
from tasks.batch.places import Batch
from tasks.batch.plan import read_fingerprint
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place
from tasks.zones.rows import read_rows

type Row = dict[str, Any]
type Versions = Mapping[str, bytes]
"""A hash of the text by article id."""

SCHEMA = build_arrow_schema(KEPT_VERSIONS)
QUOTE_COLUMNS = [field.name for field in KEPT_QUOTE]
RECORD = ["raw_path", "record_index"]


def stage_replaced(batch: Batch, manifest: Manifest | None, staged: Path, now: datetime) -> int:
    """Stage the kept versions of a batch where publishing the `staged` tables adds some; returns their number then.

    They are published in the same step as the tables, and so none is lost and none is kept twice. `manifest` is that
    of the tables published now.
    """
    kept = read_kept(batch.replaced)
    new = read_versions(LocalPlace(staged) / f"{ARTICLES.name}.parquet")
    now = max([now, *(row["ended_at"] + timedelta(microseconds=1) for row in kept)])
    added = [*find_ended(batch, manifest, LocalPlace(staged), new, now), *find_returned(kept, new, now)]
    if added:
        rows = sorted([*kept, *added], key=lambda row: (row["article_id"], row["ended_at"]))
        table = pa.Table.from_pylist(rows, SCHEMA)
        pq.write_table(table, staged / f"{KEPT_VERSIONS.name}.parquet", compression="zstd")
    return len(kept) + len(added)


def read_kept(place: Place) -> list[Row]:
    """Return the versions kept so far, by article and then by time; none where nothing was ever replaced."""
    try:
        rows: list[Row] = read_rows(place).to_pylist()
    except FileNotFoundError:
        return []
    return rows


def read_versions(articles: Place) -> Versions:
    """Return what articles a table holds; memory is bounded by some rows and the hashes."""
    with articles.open_bytes() as opened, pq.ParquetFile(opened, pre_buffer=False) as file:
        return {
            row["article_id"]: hashlib.blake2b(row["text"].encode(), digest_size=16).digest()
            for rows in file.iter_batches(1_000, columns=["article_id", "text"], use_threads=False)
            for row in rows.to_pylist()
        }


def find_ended(
    batch: Batch, manifest: Manifest | None, staged: LocalPlace, new: Versions, now: datetime
) -> Iterator[Row]:
    """Yield the published versions that the staged tables have no more."""
    articles, quotes = batch.published(ARTICLES.name), batch.published(QUOTES.name)
    if manifest is None or any(read_fingerprint(one) != manifest.fingerprint for one in (articles, quotes)):
        return  # a table was deleted or is damaged: what it held is not known
    old = read_versions(articles)
    if not (ended := [one for one in old if old[one] != new.get(one)]):
        return
    wanted = pc.field("article_id").isin(ended)
    rejects = read_rows(staged / f"{REJECTS.name}.parquet", columns=RECORD).to_pylist()
    rejected = {tuple(row.values()) for row in rejects}
    kept_quotes: dict[str, list[Row]] = {one: [] for one in ended}
    for row in read_rows(quotes, wanted, ["article_id", *QUOTE_COLUMNS]).to_pylist():
        kept_quotes[row.pop("article_id")].append(row)
    for row in read_rows(articles, wanted, ["article_id", "publisher", "text", *RECORD]).to_pylist():
        article_id, record = row["article_id"], tuple(row.pop(name) for name in RECORD)
        gone = "reject" if record in rejected else "withdrawal"
        why = "correction" if article_id in new else gone
        yield row | {"quotes": kept_quotes[article_id], "ended_at": now, "ended_by": why}


def find_returned(kept: list[Row], new: Versions, now: datetime) -> Iterator[Row]:
    """Yield a row without text for each article that had been withdrawn and is among the new ones again."""
    last = {row["article_id"]: row for row in kept}
    for article_id, row in last.items():
        if row["ended_by"] == "withdrawal" and article_id in new:
            yield row | {"text": None, "quotes": [], "ended_at": now, "ended_by": "return"}
