"""What publishing a batch anew replaces: versions of articles with another text, or that are gone, are kept."""

import hashlib
from collections.abc import Iterator, Mapping, Set
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import ARTICLES, QUOTES, REJECTS, build_arrow_schema
from schemas.kept_versions import KEPT_QUOTE, KEPT_VERSIONS
from tasks.batch.manifest import Manifest
from tasks.batch.places import Batch
from tasks.batch.plan import read_fingerprint
from tasks.zones.place import Place

type Row = dict[str, Any]
type Versions = Mapping[str, bytes]
"""A hash of the text by article id."""

SCHEMA = build_arrow_schema(KEPT_VERSIONS)
QUOTE_COLUMNS = [field.name for field in KEPT_QUOTE]


def stage_replaced(batch: Batch, manifest: Manifest | None, staged: Path, now: datetime) -> int:
    """Stage the kept versions of a batch where publishing the `staged` tables adds some; returns their number then.

    They are published in the same step as the tables, and so none is lost and none is kept twice. `manifest` is that
    of the tables published now.
    """
    kept = read_kept(batch.replaced)
    new = read_versions(staged / f"{ARTICLES.name}.parquet")
    now = max([now, *(row["ended_at"] + timedelta(microseconds=1) for row in kept)])
    added = [*find_ended(batch, manifest, staged, new, now), *find_returned(kept, new, now)]
    if added:
        rows = sorted([*kept, *added], key=lambda row: (row["article_id"], row["ended_at"]))
        table = pa.Table.from_pylist(rows, SCHEMA)
        pq.write_table(table, staged / f"{KEPT_VERSIONS.name}.parquet", compression="zstd")
    return len(kept) + len(added)


def read_kept(place: Place) -> list[Row]:
    """Return the versions kept so far, by article and then by time; none where nothing was ever replaced."""
    try:
        with place.open_bytes() as file:
            return pq.ParquetFile(file, pre_buffer=False).read(use_threads=False).to_pylist()
    except FileNotFoundError:
        return []


def read_versions(articles: Path) -> Versions:
    """Return what articles a table holds; memory is bounded by a row group and the hashes."""
    with pq.ParquetFile(articles) as file:
        return {
            row["article_id"]: hashlib.blake2b(row["text"].encode(), digest_size=16).digest()
            for rows in file.iter_batches(1_000, columns=["article_id", "text"])
            for row in rows.to_pylist()
        }


def find_ended(
    batch: Batch, manifest: Manifest | None, staged: Path, new: Versions, now: datetime
) -> Iterator[Row]:
    """Yield the published versions that the staged tables have no more."""
    tables = (batch.published(ARTICLES.name), batch.published(QUOTES.name))
    if manifest is None or any(read_fingerprint(one) != manifest.fingerprint for one in tables):
        return  # a table was deleted or is damaged: what it held is not known
    with ExitStack() as stack:
        articles, quotes = (stack.enter_context(one.fetch()) for one in tables)
        old = read_versions(articles)
        if not (ended := {one for one in old if old[one] != new.get(one)}):
            return
        rejected = read_rejected(staged / f"{REJECTS.name}.parquet")
        kept_quotes = read_quotes(quotes, ended)
        for row in read_articles(articles, ["article_id", "publisher", "text", "raw_path", "record_index"], ended):
            place = row.pop("raw_path"), row.pop("record_index")
            gone = "reject" if place in rejected else "withdrawal"
            why = "correction" if row["article_id"] in new else gone
            yield row | {"quotes": kept_quotes.get(row["article_id"], []), "ended_at": now, "ended_by": why}


def read_articles(table: Path, columns: list[str], wanted: Set[str]) -> list[Row]:
    """Return columns of the rows that belong to the articles wanted, in the order of the table."""
    filters = [("article_id", "in", wanted)]
    return pq.read_table(table, columns=columns, filters=filters, partitioning=None).to_pylist()


def read_quotes(quotes: Path, wanted: Set[str]) -> dict[str, list[Row]]:
    """Return the quotes of the articles wanted, as they are kept, by article id."""
    found: dict[str, list[Row]] = {}
    for row in read_articles(quotes, ["article_id", *QUOTE_COLUMNS], wanted):
        found.setdefault(row.pop("article_id"), []).append(row)
    return found


def read_rejected(rejects: Path) -> set[tuple[str, int]]:
    """Return which records were rejected: raw path and record index."""
    rows = pq.read_table(rejects, columns=["raw_path", "record_index"], partitioning=None).to_pylist()
    return {(row["raw_path"], row["record_index"]) for row in rows}


def find_returned(kept: list[Row], new: Versions, now: datetime) -> Iterator[Row]:
    """Yield a row without text for each article that had been withdrawn and is among the new ones again."""
    last = {row["article_id"]: row for row in kept}
    for article_id, row in last.items():
        if row["ended_by"] == "withdrawal" and article_id in new:
            yield row | {"text": None, "quotes": [], "ended_at": now, "ended_by": "return"}
