"""Quote families kept up to the batches: what a change touches is linked anew, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import polars as pl

from schemas import QUOTE_FAMILIES
from tasks.link.families.files import KIN, PAIRS, REPEATS, WORDINGS, Files, read_rows
from tasks.link.families.pairs import PAIR, find_pairs
from tasks.link.families.repeats import REPEAT, find_repeats
from tasks.link.families.rows import ID_LENGTH, WORDS, build_families, list_quotes

FAMILIES = QUOTE_FAMILIES.name
KIN_ROW = pl.Schema({"quote_id": pl.String(), "family_id": pl.String()})
"""One row a quote of any pair, also of a family that is of one article."""


def link_families(
    files: Files,
    changed: Sequence[date],
    gone: Sequence[date],
    dates: Sequence[date],
    check: Callable[[], None] = lambda: None,
) -> None:
    """Write `quote_families`, and what it is made from, as they are once these batches have changed or are gone.

    `dates` are all batches that there are. The rows are a pure function of the wordings and sketches of these. `check`
    is called between two pieces of work and may raise, to end it early.
    """
    stale = {*changed, *gone}
    pairs, repeats = find_pairs(files, changed, dates, check), find_repeats(files, changed, dates, check)
    touched = find_touched(files, pairs, stale, dates)
    replace_stale(files, PAIRS, pairs, stale, dates)
    written = replace_stale(files, REPEATS, repeats, stale, dates)
    rows = build_rows(files, pairs, touched)
    for one in sorted({*written, *touched["batch_date"]}):
        own = touched.filter(pl.col("batch_date") == one)
        write_rows(files, one, own if one not in stale else None, rows)


def replace_stale(files: Files, what: str, new: pl.DataFrame, stale: set[date], dates: Sequence[date]) -> set[date]:
    """Replace the rows that have to do with stale batches, and return the batches that had or have any."""
    written = stale & set(dates)
    for one in dates:
        own = new.filter(pl.col("batch_date") == one)
        old = own.clear() if one in stale else files.read(what, one)
        kept = own.clear() if old is None else old.filter(~pl.col("other_date").is_in(stale))
        if one in stale or len(own) or (old is not None and len(kept) < len(old)):
            files.write(what, pl.concat([kept, own]).sort(new.columns), one)
            written.add(one)
    return written


def find_touched(files: Files, pairs: pl.DataFrame, stale: set[date], dates: Sequence[date]) -> pl.DataFrame:
    """Return the quotes of other batches whose family may change: it has a quote in a stale batch, or had one."""
    kin = list_quotes(pairs).filter(~pl.col("batch_date").is_in(stale))
    stale_ids = [read_rows(files, KIN, one, KIN_ROW).select("family_id") for one in stale]
    kin_ids = [
        read_rows(files, KIN, one, KIN_ROW).join(some, on="quote_id", how="semi").select("family_id")
        for one, some in split_dates(kin)
    ]
    ids = pl.concat([pl.DataFrame(schema={"family_id": pl.String}), *stale_ids, *kin_ids]).unique()
    members = [
        read_rows(files, KIN, one, KIN_ROW)
        .join(ids, on="family_id", how="semi")
        .select(pl.lit(one).alias("batch_date"), "quote_id")
        for one in dates
        if one not in stale
    ]
    return pl.concat([kin, *members]).unique()


def build_rows(files: Files, pairs: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the families of the new pairs' quotes and of all that are touched."""
    old = [
        read_rows(files, PAIRS, one, PAIR).join(some, on="quote_id", how="semi") for one, some in split_dates(touched)
    ]
    every = pl.concat([pairs, *old]).unique()
    words = [
        some.join(read_rows(files, WORDINGS, one, WORDS), on="quote_id")
        for one, some in split_dates(list_quotes(every))
    ]
    return build_families(every, pl.concat([pl.DataFrame(schema={"batch_date": pl.Date, **WORDS}), *words]))


def split_dates(quotes: pl.DataFrame) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield the batches of quotes, each with the ids of its own."""
    for one in quotes["batch_date"].unique().sort():
        yield one, quotes.filter(pl.col("batch_date") == one)


def write_rows(files: Files, batch_date: date, touched: pl.DataFrame | None, rows: pl.DataFrame) -> None:
    """Replace the rows of the touched quotes of a batch, or all where `touched` is None."""
    new = rows.filter(pl.col("batch_date") == batch_date)
    repeats = read_rows(files, REPEATS, batch_date, REPEAT, ["article_id"])["article_id"].to_list()
    kin = new.select(KIN_ROW.names())
    families = new.filter("is_elsewhere").select(*KIN_ROW.names(), "likeness")
    if touched is not None:
        kin = pl.concat([drop(read_rows(files, KIN, batch_date, KIN_ROW), touched), kin])
        families = pl.concat([drop(read_rows(files, FAMILIES, batch_date, families.schema), touched), families])
    files.write(KIN, kin.sort("quote_id"), batch_date)
    is_wire = pl.col("quote_id").str.head(ID_LENGTH).is_in(repeats)
    files.write(FAMILIES, families.sort("quote_id").with_columns(is_wire=is_wire), batch_date)


def drop(rows: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that are of none of these quotes."""
    return rows.join(quotes, on="quote_id", how="anti")
