"""Extracts: what linking remembers of a batch, so that it never reads the tables of an old one again.

An extract is a pure function of the tables of its batch and carries the fingerprint of what it was made from and by: a
link that is killed leaves it in staging for the next. It takes its place with the links, by the same decision, so that
what is in place is always of the batches that the state tells.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from schemas import ARTICLES, ENTITIES, QUOTES, Table
from schemas.columns import ARTICLE_ID
from tasks.batch.places import Batch
from tasks.batch.plan import read_fingerprint
from tasks.link.families.files import SKETCHES, WORDINGS
from tasks.link.families.sketches import ARTICLE_COLUMNS, build_sketches
from tasks.link.families.wordings import QUOTE_COLUMNS, build_wordings
from tasks.link.frames import TablesDifferError, read_frame, read_published, write_frame
from tasks.link.places import PART, Links
from tasks.link.plan import LinkPlan
from tasks.link.publish import build_file_name
from tasks.link.who.clusters import build_clusters
from tasks.logger import LOGGER
from tasks.zones.place import Place

CLUSTERS = "clusters"
SAID = 20
"""Batches between two lines of the log that say how many are read."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What is remembered of a batch under a name: which columns it is made from, and how."""

    name: str
    columns: Mapping[Table, Sequence[str]]
    build: Callable[..., pl.DataFrame]
    """Takes the frames of these tables, in their order, the date of the batch, and the extract that it has made of the
    batch before; None where it was other code."""


EXTRACTS = (
    Extract(
        CLUSTERS,
        {
            ARTICLES: ("article_id", "publisher", "published_at"),
            ENTITIES: ("article_id", "text", "label", "cluster_id", "name"),
            QUOTES: (ARTICLE_ID.name, *(name for name in QUOTES.column_names if name.startswith("speaker_"))),
        },
        build_clusters,
    ),
    Extract(WORDINGS, {QUOTES: QUOTE_COLUMNS}, build_wordings),
    Extract(SKETCHES, {ARTICLES: ARTICLE_COLUMNS}, build_sketches),
)


def make_extracts(links: Links, plan: LinkPlan, check: Callable[[], None]) -> LinkPlan:
    """Make the extracts of all changed batches and return the plan without those that cannot be read now.

    A batch whose tables are not those of its manifest stays as it was linked last; the next link takes it.
    """
    waiting = []
    for number, one in enumerate(plan.changed, 1):
        if not make_batch(links, plan, one, check):
            waiting.append(one)
        if number % SAID == 0:
            LOGGER.info("read %d of %d batches", number, len(plan.changed))
    kept = {} if plan.is_fresh else plan.state.batches
    published = {one: fingerprint for one, fingerprint in plan.published.items() if one not in waiting}
    return replace(plan, published=published | {one: kept[one] for one in waiting if one in kept}, waiting=waiting)


def make_batch(links: Links, plan: LinkPlan, batch_date: date, check: Callable[[], None]) -> bool:
    """Make the extracts of one batch; False where its tables are not those of its manifest."""
    check()
    try:
        for extract in EXTRACTS:
            make_extract(links, plan, batch_date, extract)
    except TablesDifferError as error:
        LOGGER.warning("batch %s waits for the next link: %s", batch_date, error)
        return False
    return True


def make_extract(links: Links, plan: LinkPlan, batch_date: date, extract: Extract) -> None:
    """Make one extract, unless a link that was killed has made it. Raises TablesDifferError."""
    made_from = f"{plan.published[batch_date]} {plan.recipe}"
    place = links.find_made(extract.name, batch_date)
    if read_fingerprint(place) == made_from:
        return
    batch = Batch(batch_date, links.curated, links.curated)
    fingerprint = plan.published[batch_date].split()[0]
    frames = [
        read_published(batch.published(table.name), names, fingerprint) for table, names in extract.columns.items()
    ]
    kept = links.find(extract.name, batch_date)
    old = read_frame(kept) if (read_fingerprint(kept) or "").endswith(f" {plan.recipe}") else None
    place.parent.remove()
    with place.parent.staged_folder(durable=True) as unfinished:
        write_frame(extract.build(*frames, batch_date, old), unfinished / PART, fingerprint=made_from)


def find_extracts(links: Links, plan: LinkPlan) -> dict[str, dict[date | None, Place]]:
    """Return by name and batch the extracts that were made for this link."""
    return {one.name: {each: links.find_made(one.name, each) for each in plan.changed} for one in EXTRACTS}


def stage_extracts(links: Links, plan: LinkPlan) -> None:
    """Put the extracts beside the staged tables, to be decided on with these."""
    for name, files in find_extracts(links, plan).items():
        for batch_date, place in files.items():
            place.move_to(links.staged / build_file_name(name, batch_date))
