"""The tables `actors` and `actor_links`: links of the batches that have changed or see others now, and their sums."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
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
from tasks.link.who.known import read_known
from tasks.link.who.links import WINDOW, link_clusters

NAMES, CANONICAL, LINKS, SUMS, ACTORS = "names", "canonical", "actor_links", "sums", "actors"
WHY = "why_ambiguous"
KEY = ["label", "key"]
"""What a name is told by."""


def link_actors(draft: Draft, plan: LinkPlan, people: Path | None, check: Callable[[], None]) -> None:
    """Stage what changes of `actors` and `actor_links`, and what is remembered for them."""
    for one in plan.changed:
        check()
        draft.write(NAMES, count_names(draft.read_all(CLUSTERS, [one])[0]), one)
    known = read_known(people) if people else None
    canonical = resolve_names(add_names(draft.read_all(NAMES, plan.published)), known)
    before = None if plan.is_fresh else draft.read_old(CANONICAL)
    old = canonical.clear() if before is None else before
    draft.write(CANONICAL, canonical)
    moved = find_differing(*(one.with_columns(pl.col(WHY).is_not_null()) for one in (old, canonical)))
    doubts = find_ambiguous(canonical)
    touched = [find_differing(find_ambiguous(old), doubts)[ACTOR]]
    for one in find_affected(draft, plan, moved):
        check()
        touched.append(link_batch(draft, plan, one, canonical))
    touched += [one[ACTOR] for one in draft.read_all(SUMS, plan.gone)]
    stage_actors(draft, plan, pl.concat(touched).unique(), doubts)


def add_names(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return in how many articles of all batches each name stands."""
    every = pl.concat([pl.DataFrame(schema=COUNTS), *counts])
    return every.group_by(pl.exclude("articles")).agg(pl.sum("articles")).sort(pl.all(), nulls_last=True)


def find_differing(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that only one of two frames has."""
    return pl.concat([one, other]).filter(pl.struct(pl.all()).is_duplicated().not_())


def find_affected(draft: Draft, plan: LinkPlan, moved: pl.DataFrame) -> Iterator[date]:
    """Yield the batches whose links may be others: those near one that has changed, or that has a name that moved."""
    names = moved.select(KEY).unique()
    having = (
        one for one in plan.published if len(draft.read_all(NAMES, [one], KEY)[0].join(names, on=KEY, how="semi"))
    )
    centres = {*plan.changed, *plan.gone, *having}
    near = {one + timedelta(days) for one in centres for days in range(-WINDOW, WINDOW + 1)}
    yield from (one for one in plan.published if one in near)


def link_batch(draft: Draft, plan: LinkPlan, batch_date: date, canonical: pl.DataFrame) -> pl.Series:
    """Stage the links of a batch and what it adds to its actors; returns the actors that this may change."""
    near = [batch_date + timedelta(days) for days in range(-WINDOW, WINDOW + 1)]
    around = pl.concat(draft.read_all(CLUSTERS, [one for one in near if one in plan.published]))
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
    sums = [one.filter(wanted) for one in draft.read_all(SUMS, plan.published)]
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
