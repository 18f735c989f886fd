"""Whom a name concerns that means somebody else than before: which names, in which batches."""

from collections.abc import Iterator
from datetime import date
from itertools import batched

import polars as pl

from tasks.link.draft import Draft
from tasks.link.plan import LinkPlan
from tasks.link.who.counts import NAMES as COUNTS
from tasks.link.who.forms import find_forms
from tasks.link.who.some import pair_windows

NAMES = "names"
KEY = ["label", "key"]
"""What a name is told by."""
ACTOR = ["actor_label", "group"]
FOUND = {"batch_date": pl.Date(), **{name: COUNTS[name] for name in KEY}}
TOGETHER = 16
"""Batches that are looked at at once."""


def find_concerned(
    draft: Draft, plan: LinkPlan, dates: set[date], meanings: pl.DataFrame, moved: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Yield, for some of these batches at a time, the names whose links may be others: `link_some` says how.

    `meanings` are the canonical names before and now, `moved` those that only one of the two has. What a link depends
    on is told by actor, so that only actors that have, or had, a name that moved and stands near can change it: as a
    choice, beside another choice, or beside the cluster in its article.
    """
    if not dates:
        return
    meanings = meanings.select(*KEY, *ACTOR, "read_as").unique()
    standing = pl.concat([pl.DataFrame(schema=FOUND), *(read_standing(draft, one, moved) for one in plan.published)])
    actors = standing.join(meanings, on=KEY).select("batch_date", *ACTOR).unique()
    kin = find_kin(meanings, actors)
    for some in batched(sorted(dates), TOGETHER):
        near = actors.join(pair_windows(set(some)), on="batch_date").select("window", *ACTOR).unique()
        names = near.join(kin, on=ACTOR).group_by(pl.col("window").alias("batch_date"), *KEY).agg(pl.any("is_own"))
        if not names.is_empty():
            yield names


def read_standing(draft: Draft, batch_date: date, moved: pl.DataFrame) -> pl.DataFrame:
    """Return which of the names that moved a batch has."""
    names = pl.concat(draft.read_all(NAMES, [batch_date], KEY)).join(moved, on=KEY, how="semi").unique()
    return names.select(pl.lit(batch_date).alias("batch_date"), *KEY)


def find_kin(meanings: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Return actor, label, key and is_own: the actor's own names, and the others that these are short for, or spell."""
    own = meanings.join(actors, on=ACTOR, how="semi")
    read = own.select(*ACTOR, "read_as").unique()
    forms = [(label, group, form) for label, group, key in read.iter_rows() for form in (key, *find_forms(label, key))]
    short = pl.DataFrame(forms, read.schema, orient="row").unique()
    kin = short.join(meanings.drop("group"), on=["actor_label", "read_as"])
    return pl.concat([one.select(*ACTOR, *KEY, is_own=pl.lit(flag)) for one, flag in ((own, True), (kin, False))])
