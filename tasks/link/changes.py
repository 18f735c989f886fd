"""The table `quote_changes`: the versions of every article in order, each compared with the one before."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import pairwise
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from schemas import ARTICLES, QUOTE_CHANGES, QUOTES, build_arrow_schema
from tasks.batch.places import Batch
from tasks.link.compare import Row, Version, compare_versions
from tasks.publish.replaced import QUOTE_COLUMNS, read_kept
from tasks.zones.place import Place
from tasks.zones.rows import read_rows

ID = "article_id"
FOUND = {ID: pl.String(), "batch_date": pl.Date(), "is_there": pl.Boolean()}
SCHEMA = build_arrow_schema(QUOTE_CHANGES)


@dataclass(frozen=True, slots=True)
class Step:
    """A version of an article, in the batch that has or had it."""

    version: Version
    batch_date: date
    ended_at: datetime | None = None
    """When the next version took its place; None where it stands."""


def link_changes(
    curated: Place, changed: Collection[date], dates: Collection[date]
) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield the partitions of `quote_changes` that may differ, each whole, with its batch; one may have no rows.

    `dates` are the published batches; `changed` are those whose tables or kept versions are others than when they were
    linked last, which `fingerprint` and `kept` of the manifest tell, and batches that are gone. Of the other batches,
    the ids of the articles are read, and the rows of articles that a changed batch has too. The rows depend on the
    tables and the kept versions alone.
    """
    touched = find_touched(curated, set(changed), sorted(dates))
    earlier = find_earlier(curated, touched, sorted(dates))
    for one in touched:
        yield one, build_partition(curated, one, earlier[one])


def find_touched(curated: Place, changed: set[date], dates: list[date]) -> list[date]:
    """Return the batches whose partition may differ: those changed, and later ones that have an article of theirs."""
    if changed - set(dates):
        return dates  # what a batch that is gone had is not known any more
    later = [one for one in dates if one > min(changed, default=date.max) and one not in changed]
    ids = read_ids(curated, sorted(changed)).select(ID).unique()
    return sorted(changed.union(read_ids(curated, later, ids)["batch_date"]))


def find_earlier(curated: Place, touched: list[date], dates: list[date]) -> Mapping[date, Mapping[str, date]]:
    """Return for each batch touched which of its articles an earlier batch has, with the date of the last one.

    Where none has it, the last batch that had it counts.
    """
    own = read_ids(curated, touched)
    others = [one for one in dates if one < max(touched, default=date.min) and one not in touched]
    known = read_ids(curated, others, own.select(ID).unique())
    standing = pl.when("is_there").then("batch_date").shift(1).forward_fill().over(ID)
    found = (
        pl.concat([own, known])
        .sort(ID, "batch_date")
        .with_columns(earlier=pl.coalesce(standing, pl.col("batch_date").shift(1).over(ID)))
        .filter(pl.col("batch_date").is_in(touched), pl.col("earlier").is_not_null())
    )
    earlier: dict[date, dict[str, date]] = defaultdict(dict)
    for article_id, batch_date, before in found.select(ID, "batch_date", "earlier").iter_rows():
        earlier[batch_date][article_id] = before
    return earlier


def read_ids(curated: Place, dates: Collection[date], wanted: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return which articles batches have or had, all or those wanted: `article_id`, `batch_date`, `is_there` (now)."""
    with ThreadPoolExecutor(curated.parallel) as pool:
        frames = pool.map(partial(read_batch_ids, curated, wanted), dates)
        return pl.concat([pl.DataFrame(schema=FOUND), *frames])


def read_batch_ids(curated: Place, wanted: pl.DataFrame | None, batch_date: date) -> pl.DataFrame:
    """Return the same of one batch."""
    batch = Batch(batch_date, curated, curated)
    parts = []
    for place, is_there in ((batch.published(ARTICLES.name), True), (batch.replaced, False)):
        ids = pl.DataFrame({ID: read_column(place, ID)}, schema={ID: pl.String})
        parts.append(ids if wanted is None else ids.join(wanted, on=ID, how="semi"))
        parts[-1] = parts[-1].with_columns(batch_date=pl.lit(batch_date), is_there=pl.lit(is_there))
    return pl.concat(parts).unique(ID, keep="first", maintain_order=True)


def read_column(place: Place, name: str) -> pa.ChunkedArray:
    """Return a column of a table's file; empty where there is no file."""
    try:
        return read_rows(place, columns=[name])[name]
    except FileNotFoundError:
        return pa.chunked_array([], pa.string())


def build_partition(curated: Place, batch_date: date, earlier: Mapping[str, date]) -> pl.DataFrame:
    """Return the changes of one batch: from the last earlier batch that has an article, and within the batch."""
    batch = Batch(batch_date, curated, curated)
    kept: dict[str, list[Row]] = {one: [] for one in earlier}
    for row in read_kept(batch.replaced):
        kept.setdefault(row[ID], []).append(row)
    before: dict[str, Version] = {}
    for one in sorted(set(earlier.values())):
        before |= read_versions(Batch(one, curated, curated), [each for each, at in earlier.items() if at == one])
    current = read_versions(batch, kept)
    rows = []
    for article_id in sorted(kept):
        steps = list(order_versions(batch_date, kept[article_id], current.get(article_id)))
        if article_id in earlier:
            first = before.get(article_id, replace(steps[0].version, text=None, quotes=()))
            steps.insert(0, Step(first, earlier[article_id], datetime.combine(batch_date, time(), UTC)))
        rows += [row for old, new in pairwise(steps) for row in compare_steps(old, new)]
    return pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(rows, SCHEMA))).sort(QUOTE_CHANGES.key)


def read_versions(batch: Batch, wanted: Collection[str]) -> dict[str, Version]:
    """Return the published versions of the articles wanted, by id; one that the batch has not is left out."""
    if not wanted:
        return {}
    of_them = pc.field(ID).isin(list(wanted))
    quotes: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(batch.published(QUOTES.name), of_them, [ID, *QUOTE_COLUMNS]).to_pylist():
        quotes[row[ID]].append(row)
    articles = read_rows(batch.published(ARTICLES.name), of_them, [ID, "publisher", "text"]).to_pylist()
    return {row[ID]: Version(**row, quotes=quotes[row[ID]]) for row in articles}


def order_versions(batch_date: date, kept: list[Row], current: Version | None) -> Iterator[Step]:
    """Yield the versions that a batch has had of an article, the one that stands now last."""
    for row in kept:
        version = Version(row[ID], row["publisher"], row["text"], row["quotes"])
        yield Step(version, batch_date, row["ended_at"])
    if current is not None:
        yield Step(current, batch_date)
    elif kept and kept[-1]["ended_by"] == "withdrawal":
        yield Step(replace(version, text=None, quotes=()), batch_date)


def compare_steps(old: Step, new: Step) -> Iterator[dict[str, Any]]:
    """Yield the changes between two versions; the same text, annotated by whatever code, is no change."""
    if old.version.text != new.version.text:
        dates = {"old_batch_date": old.batch_date, "changed_at": old.ended_at}
        yield from (change | dates for change in compare_versions(old.version, new.version))
