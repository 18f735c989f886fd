"""The tables `actors` and `actor_links`: links of the batches that have changed or see others now, and their sums."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import batched
from pathlib import Path

import polars as pl

from tasks.link.draft import Draft
from tasks.link.extract import CLUSTERS
from tasks.link.moved import NAMES, TOGETHER, find_concerned
from tasks.link.plan import LinkPlan
from tasks.link.publish import FIRST, LAST
from tasks.link.rows import build_actors
from tasks.link.sums import ACTOR, add_sums, build_sums
from tasks.link.who.actors import build_actor_id, find_ambiguous
from tasks.link.who.canonical import resolve_names
from tasks.link.who.counts import NAMES as COUNTS
from tasks.link.who.counts import count_names
from tasks.link.who.forms import ArchiveNames, gather_names
from tasks.link.who.known import read_known
from tasks.link.who.links import link_clusters
from tasks.link.who.some import NEEDED, find_near, link_some

TOTALS, CANONICAL, LINKS, SUMS, ACTORS = "totals", "canonical", "actor_links", "sums", "actors"
WHY = "why_ambiguous"


def link_actors(draft: Draft, plan: LinkPlan, people: Path | None, check: Callable[[], None]) -> None:
    """Stage what changes of `actors` and `actor_links`, and what is remembered for them."""
    known = read_known(people) if people else None
    counts = count_all_names(draft, plan, check)
    with pause_collector():
        names = gather_names(resolve_names(counts, known))
    canonical = names.canonical
    before = None if plan.is_fresh else draft.read_old(CANONICAL)
    old = canonical.clear() if before is None else before
    draft.write(CANONICAL, canonical)
    moved = find_differing(*(one.with_columns(pl.col(WHY).is_not_null()) for one in (old, canonical)))
    doubts = find_ambiguous(canonical)
    touched = [find_differing(find_ambiguous(old), doubts)[ACTOR]]
    whole = plan.published.keys() & (plan.published if before is None else find_near({*plan.changed, *plan.gone}))
    for one in sorted(whole):
        check()
        touched.append(link_batch(draft, plan, one, names))
    for concerned in find_concerned(draft, plan, plan.published.keys() - whole, pl.concat([old, canonical]), moved):
        check()
        touched += relink_batches(draft, plan, concerned, names)
    touched += [one[ACTOR] for one in draft.read_all(SUMS, plan.gone)]
    stage_actors(draft, plan, pl.concat(touched).unique(), doubts)


@contextmanager
def pause_collector() -> Iterator[None]:
    """Keep Python from looking for unused cycles meanwhile: again and again it would go through the archive's names."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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


def link_batch(draft: Draft, plan: LinkPlan, batch_date: date, names: ArchiveNames) -> pl.Series:
    """Stage the links of a batch and what it adds to its actors; returns the actors that this may change."""
    near = find_near({batch_date}) & plan.published.keys()
    around = pl.concat(draft.read_all(CLUSTERS, sorted(near)))
    clusters = around.filter(pl.col("batch_date") == batch_date)
    links = add_ids(link_clusters(around, names, batch_date))
    old_links, old_sums = (None if plan.is_fresh else draft.read_old(what, batch_date) for what in (LINKS, SUMS))
    draft.write(LINKS, links, batch_date)
    draft.write(SUMS, build_sums(clusters, links), batch_date)
    new_links = draft.read_all(LINKS, [batch_date])[0]
    if old_links is not None and batch_date not in plan.changed:
        return find_differing(old_links, new_links)[ACTOR]
    return pl.concat([links[ACTOR], *([] if old_sums is None else [old_sums[ACTOR]])])


def relink_batches(draft: Draft, plan: LinkPlan, concerned: pl.DataFrame, names: ArchiveNames) -> Iterator[pl.Series]:
    """Stage the links that `concerned` names, over those that batches have; yields the actors that this may change."""
    near = find_near(set(concerned["batch_date"])) & plan.published.keys()
    links = add_ids(link_some(pl.concat(draft.read_all(CLUSTERS, sorted(near), NEEDED)), concerned, names))
    for (batch_date,), own in links.partition_by("batch_date", as_dict=True).items():
        old = draft.read_all(LINKS, [batch_date])[0]
        new = old.update(own.select(old.columns), on=["article_id", "cluster_id"])
        if not new.equals(old):
            draft.replace(LINKS, new, batch_date)
        touched = find_differing(old.drop("probability"), new.drop("probability"))[ACTOR].unique()
        if len(touched):
            add_up_anew(draft, batch_date, new, touched)
            yield touched


def add_up_anew(draft: Draft, batch_date: date, links: pl.DataFrame, touched: pl.Series) -> None:
    """Stage what a batch adds to its actors, for those touched."""
    is_touched = pl.col(ACTOR).is_in(touched.implode())
    kept = [one.filter(~is_touched) for one in draft.read_all(SUMS, [batch_date])]
    own = build_sums(draft.read_all(CLUSTERS, [batch_date])[0], links.filter(is_touched))
    draft.replace(SUMS, pl.concat([*kept, own]).sort(ACTOR), batch_date)


def add_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the ids of the actors that their `label` and `actor_key` name."""
    keys = rows.select("label", "actor_key").unique()
    ids = pl.Series(ACTOR, [build_actor_id(*key) for key in keys.iter_rows()], pl.String)
    return rows.join(keys.with_columns(ids), on=["label", "actor_key"], maintain_order="left")


def stage_actors(draft: Draft, plan: LinkPlan, touched: pl.Series, doubts: pl.DataFrame) -> None:
    """Sum up the touched actors anew, over all batches, and stage the table, twice where actors are gone."""
    wanted = pl.col(ACTOR).is_in(touched.implode())
    rows = build_actors(add_sums(draft.read_wanted(SUMS, plan.published, wanted)), doubts)
    old = None if plan.is_fresh else draft.read_old(ACTORS)
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
