"""What lies in the curated zone and is of no use any more: its kind, the reason, its bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from schemas import TABLES
from tasks.batch.places import MANIFESTS, Batch, find_batch_date
from tasks.batch.plan import plan_batch
from tasks.batch.recipe import RowSettings
from tasks.validate.docs import list_stamps
from tasks.zones.place import DECISION, UNFINISHED, Place

type LitterKind = Literal["staging", "unfinished", "validation", "orphan"]

HOUR = timedelta(hours=1)
"""A worker of a cluster may outlive its run; what it has not touched for so long, it has left."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is kept, and for how long."""

    days: float
    """Of staging that no run has finished."""
    results: int
    """Of validation, a batch."""
    orphans: bool = False
    """Whether batches whose raw folder is gone are removed, tables and all."""


@dataclass(frozen=True, slots=True)
class Litter:
    """One file or folder, or all that there is of an orphaned batch."""

    kind: LitterKind
    batch: Batch
    places: tuple[Place, ...]
    bytes: int
    why: str


def find_litter(batch: Batch, settings: RowSettings, policy: Policy, now: datetime) -> Iterator[Litter]:
    """Yield the litter of one batch, which nobody may be writing meanwhile."""
    if batch.staging.is_dir() and not is_decided(batch):
        yield from find_staging(batch, settings, policy, now)
    yield from find_results(batch, policy, now)
    if not batch.raw.is_dir() and (published := find_published_places(batch)):
        size = sum(place.measure().bytes for place in published)
        yield Litter("orphan", batch, published, size, f"there is no raw folder {batch.raw}")


def is_decided(batch: Batch) -> bool:
    """Whether staged tables may be on their way into the curated zone: then a run has to end it."""
    folders, files = batch.staging.list_names()
    return DECISION in files or any((batch.staging / folder / DECISION).exists() for folder in folders)


def find_staging(batch: Batch, settings: RowSettings, policy: Policy, now: datetime) -> Iterator[Litter]:
    """Yield the staging folder where it is of no use, else what was left unfinished in it."""
    size = batch.staging.measure()
    if batch.raw.is_dir() and plan_batch(batch, settings).state == "done":
        yield Litter("staging", batch, (batch.staging,), size.bytes, "the batch is done")
    elif now - size.changed_at > timedelta(days=policy.days):
        age = (now - size.changed_at).days
        yield Litter("staging", batch, (batch.staging,), size.bytes, f"untouched for {age} days")
    else:
        for folder in (batch.staging, *(batch.staging / name for name in batch.staging.list_names()[0])):
            yield from find_unfinished(batch, folder, now)


def find_unfinished(batch: Batch, folder: Place, now: datetime) -> Iterator[Litter]:
    """Find folders right below that a killed worker or run was writing."""
    for name in folder.list_names()[0]:
        if name.endswith(UNFINISHED) or name.startswith("spill-"):
            size = (folder / name).measure()
            if now - size.changed_at > HOUR:
                yield Litter("unfinished", batch, (folder / name,), size.bytes, "its writer was killed")


def find_results(batch: Batch, policy: Policy, now: datetime) -> Iterator[Litter]:
    """Find validation results beyond the newest ones, and unfinished ones."""
    folder = batch.validation / batch.batch_date.isoformat()
    for stamp in list_stamps(folder)[max(policy.results, 1) :]:
        size = (folder / stamp).measure()
        yield Litter("validation", batch, (folder / stamp,), size.bytes, f"not among the last {policy.results} results")
    yield from find_unfinished(batch, folder, now)


def find_published_places(batch: Batch) -> tuple[Place, ...]:
    """Return all that there is of a published batch, the manifest last, so that a removal cut short is gone on with."""
    results = batch.validation / batch.batch_date.isoformat()
    files = (file.parent for file in (*batch.published_files.values(), batch.replaced))
    return tuple(one for one in (*files, results, batch.failure, batch.manifest) if one.exists())


def find_batches(curated: Place) -> list[date]:
    """Return the dates of which anything lies in the curated zone, in order."""
    names = set((curated / "_staging").list_names()[0]) | set((curated / "_validation").list_names()[0])
    names |= {name.split(".")[0] for name in (curated / MANIFESTS).list_names()[1]}
    for table in TABLES:
        names |= {name.removeprefix("batch_date=") for name in (curated / table.name).list_names()[0]}
    return sorted(found for name in names if (found := find_batch_date(name)))
