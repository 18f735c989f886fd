"""Which articles repeat another publisher's or an agency's text."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import polars as pl

from tasks.link.families.files import SKETCHES, Files, find_span, lie_within, read_rows
from tasks.link.families.sketches import SKETCH

REPEAT = pl.Schema({"batch_date": pl.Date(), "article_id": pl.String(), "other_date": pl.Date()})
"""One row an article that repeats one of another batch or of its own; an agency's is its own repeat."""
REACH = timedelta(days=7)
"""Between an article and its repeat."""
MIN_SHARE = 0.5
"""Of the runs of the shorter one that stand in both."""
MIN_RUNS = 6
"""That stand in both."""
ORIGINS = 8
"""Of the articles of a batch with a certain run, the earliest: one of them is where it comes from."""


def find_repeats(
    files: Files, changed: Sequence[date], dates: Sequence[date], check: Callable[[], None] = lambda: None
) -> pl.DataFrame:
    """Return all repeats that are of a changed batch or have their origin there; `dates` are all that there are."""
    found = [pl.DataFrame(schema=REPEAT)]
    times = {one: find_span(read_rows(files, SKETCHES, one, SKETCH, ["published"])["published"]) for one in dates}
    for one in sorted(set(changed) & set(dates)):
        check()
        own = read_sketches(files, one)
        found += find_agencies(own), match_runs(own, own)
        for other in dates:
            is_done = other in changed and other >= one
            if not is_done and lie_within(REACH, times[one], times[other]):
                others = read_sketches(files, other)
                found += match_runs(own, others), match_runs(others, own)
    return pl.concat(found).unique()


def read_sketches(files: Files, batch_date: date) -> pl.DataFrame:
    """Return the sketches of a batch."""
    return read_rows(files, SKETCHES, batch_date, SKETCH).with_columns(batch_date=pl.lit(batch_date))


def find_agencies(sketches: pl.DataFrame) -> pl.DataFrame:
    """Return the articles that name an agency as their author."""
    return sketches.filter("is_agency").select("batch_date", "article_id", other_date="batch_date")


def match_runs(sketches: pl.DataFrame, origins: pl.DataFrame) -> pl.DataFrame:
    """Return the articles that repeat one of the origins: of another publisher, earlier, near in time."""
    facts = ("article_id", "publisher", "published", "batch_date")
    runs = [
        frame.select(*facts, run="runs", size=pl.col("runs").list.len()).explode("run").drop_nulls("run")
        for frame in (sketches, origins)
    ]
    first = runs[1].sort("published", "article_id").group_by("run", maintain_order=True).head(ORIGINS)
    is_later = (pl.col("published") > pl.col("published_other")) | (
        (pl.col("published") == pl.col("published_other")) & (pl.col("article_id") > pl.col("article_id_other"))
    )
    return (
        runs[0]
        .join(first, on="run", suffix="_other")
        .filter(is_later, pl.col("publisher") != pl.col("publisher_other"))
        .filter(pl.col("published") - pl.col("published_other") <= REACH)
        .group_by("batch_date", "article_id", "batch_date_other", "article_id_other", "size", "size_other")
        .agg(shared=pl.len())
        .filter(pl.col("shared") >= MIN_RUNS, pl.col("shared") >= MIN_SHARE * pl.min_horizontal("size", "size_other"))
        .select("batch_date", "article_id", other_date="batch_date_other")
        .unique()
    )
