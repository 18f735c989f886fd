"""The tables `actors` and `actor_links`: links of the batches that have changed or see others now, and their sums."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import batched
from pathlib import Path

import polars as pl

from tasks.link.draft import Draft
from tasks.link.extract import CLUSTERS
from tasks.link.plan import LinkPlan
from tasks.link.publish import FIRST, LAST
from tasks.link.rows import build_actors
from tasks.link.sums import ACTOR, add_sums, build_sums
from tasks.link.who.actors import build_actor_id, find_ambiguous
from tasks.link.who.canonical import resolve_names
from tasks.link.who.counts import NAMES as COUNTS
from tasks.link.who.counts import count_names
from tasks.link.who.forms import find_forms
from tasks.link.who.known import read_known
from tasks.link.who.links import WINDOW, link_clusters

NAMES, TOTALS, CANONICAL, LINKS, SUMS, ACTORS = "names", "totals", "canonical", "actor_links", "sums", "actors"
TOGETHER = 16
"""Batches whose names are counted at once."""
WHY = "why_ambiguous"
KEY = ["label", "key"]
"""What a name is told by."""


def link_actors(draft: Draft, plan: LinkPlan, people: Path | None, check: Callable[[], None]) -> None:
    """Stage what changes of `actors` and `actor_links`, and what is remembered for them."""
    known = read_known(people) if people else None
    canonical = resolve_names(count_all_names(draft, plan, check), known)
    before = None if plan.is_fresh else draft.read_old(CANONICAL)
    old = canonical.clear() if before is None else before
    draft.write(CANONICAL, canonical)
    moved = find_differing(*(one.with_columns(pl.col(WHY).is_not_null()) for one in (old, canonical)))
    doubts = find_ambiguous(canonical)
    touched = [find_differing(find_ambiguous(old), doubts)[ACTOR]]
    for one in find_affected(draft, plan, moved, find_kin(pl.concat([old, canonical]), moved)):
        check()
        touched.append(link_batch(draft, plan, one, canonical))
    touched += [one[ACTOR] for one in draft.read_all(SUMS, plan.gone)]
    stage_actors(draft, plan, pl.concat(touched).unique(), doubts)


def count_all_names(draft: Draft, plan: LinkPlan, check: Callable[[], None]) -> pl.DataFrame:
    """Return in how many articles of all batches each name stands: what was counted before, with what has changed."""
    before = None if plan.is_fresh else draft.read_old(TOTALS)
    total = pl.DataFrame(schema=COUNTS) if before is None else before
    for some in batched([*plan.changed, *plan.gone], TOGETHER):
        check()
        old = [] if before is None else [one.with_columns(-pl.col("articles")) for one in draft.read_all(NAMES, some)]
        total = add_names([total, *old, *(count_batch_names(draft, one) for one in some if one in plan.published)])
    draft.write(TOTALS, total)
    return total


def count_batch_names(draft: Draft, batch_date: date) -> pl.DataFrame:
    """Stage in how many articles of a batch each name stands, and return it."""
    counts = count_names(draft.read_all(CLUSTERS, [batch_date])[0])
    draft.write(NAMES, counts, batch_date)
    return counts


def add_names(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return counts of names as one."""
    total = pl.concat(counts).group_by(pl.exclude("articles")).agg(pl.sum("articles")).filter(pl.col("articles") != 0)
    return total.sort(pl.exclude("articles"))


def find_differing(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that only one of two frames has."""
    return pl.concat([one, other]).filter(pl.struct(pl.all()).is_duplicated().not_())


def find_kin(canonical: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Return the names whose links a name that moved may change: those of its actors, and what these are short for.

    Whoever is named beside one of them is in an article that has it, and so in a batch that has a name returned here.
    """
    actor = ["actor_label", "group"]
    own = canonical.join(moved.select(actor).unique(), on=actor, how="semi")
    read = own.select("actor_label", "read_as").unique()
    forms = [(label, form) for label, key in read.iter_rows() for form in (key, *find_forms(label, key))]
    short = pl.DataFrame(forms, read.schema, orient="row").unique()
    kin = canonical.join(short, on=read.columns, how="semi")
    return pl.concat([one.select(KEY) for one in (moved, own, kin)]).unique()


def find_affected(draft: Draft, plan: LinkPlan, moved: pl.DataFrame, kin: pl.DataFrame) -> Iterator[date]:
    """Yield the batches whose links may be others: near one that has changed, or with kin of a name that moved near."""
    near = find_near([*plan.changed, *plan.gone])
    near_moved = find_near(one for one in plan.published if has_name(draft, one, moved))
    for one in plan.published:
        if one in near or (one in near_moved and has_name(draft, one, kin)):
            yield one


def find_near(dates: Iterable[date]) -> set[date]:
    """Return the dates so near these that their articles tell whom a name means."""
    return {one + timedelta(days) for one in dates for days in range(-WINDOW, WINDOW + 1)}


def has_name(draft: Draft, batch_date: date, names: pl.DataFrame) -> bool:
    """Return whether a batch has any of these names."""
    return not draft.read_all(NAMES, [batch_date], KEY)[0].join(names, on=KEY, how="semi").is_empty()


def link_batch(draft: Draft, plan: LinkPlan, batch_date: date, canonical: pl.DataFrame) -> pl.Series:
    """Stage the links of a batch and what it adds to its actors; returns the actors that this may change."""
    near = find_near([batch_date]) & plan.published.keys()
    around = pl.concat(draft.read_all(CLUSTERS, sorted(near)))
    clusters = around.filter(pl.col("batch_date") == batch_date)
    links = add_ids(link_clusters(around, canonical, batch_date))
    old_links, old_sums = (None if plan.is_fresh else draft.read_old(what, batch_date) for what in (LINKS, SUMS))
    draft.write(LINKS, links, batch_date)
    draft.write(SUMS, build_sums(clusters, links), batch_date)
    new_links = draft.read_all(LINKS, [batch_date])[0]
    if old_links is not None and batch_date not in plan.changed:
        return find_differing(old_links, new_links)[ACTOR]
    return pl.concat([links[ACTOR], *([] if old_sums is None else [old_sums[ACTOR]])])


def add_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the ids of the actors that their `label` and `actor_key` name."""
    keys = rows.select("label", "actor_key").unique()
    ids = pl.Series(ACTOR, [build_actor_id(*key) for key in keys.iter_rows()], pl.String)
    return rows.join(keys.with_columns(ids), on=["label", "actor_key"], maintain_order="left")


def stage_actors(draft: Draft, plan: LinkPlan, touched: pl.Series, doubts: pl.DataFrame) -> None:
    """Sum up the touched actors anew, over all batches, and stage the table, twice where actors are gone."""
    wanted = pl.col(ACTOR).is_in(touched.implode())
    sums = [part.filter(wanted) for one in plan.published for part in draft.read_all(SUMS, [one])]
    old = None if plan.is_fresh else draft.read_old(ACTORS)
    rows = build_actors(add_sums(sums), doubts)
    kept = [] if old is None else [old.filter(~wanted)]
    new = pl.concat([*kept, rows]).sort(ACTOR)
    gone = find_gone(draft, new)
    draft.write(ACTORS, new, turn=LAST if len(gone) else FIRST)
    if len(gone):
        draft.write_turn(ACTORS, pl.concat([new, gone]).sort(ACTOR), turn=FIRST)


def find_gone(draft: Draft, new: pl.DataFrame) -> pl.DataFrame:
    """Return the published actors that will be no more."""
    old = draft.read_old(ACTORS)
    return new.clear() if old is None else old.join(new, on=ACTOR, how="anti")
