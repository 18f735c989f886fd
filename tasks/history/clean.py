"""Removes litter from the curated zone: under the lock of its batch, and never what a reader or a run may need."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tasks.batch.hold import LEASE_SECONDS, BatchBusyError, hold_batch
from tasks.batch.places import Batch
from tasks.batch.raw_files import find_batch_dates
from tasks.batch.recipe import RowSettings
from tasks.history.compact import CompactBusyError, find_copy_staging, hold_copies
from tasks.history.litter import Litter, Policy, find_batches, find_litter
from tasks.link.places import Links
from tasks.logger import LOGGER
from tasks.publish.datapackage import write_datapackage
from tasks.validate.docs import write_index
from tasks.zones.place import BusyError, Place


class CleanError(Exception):
    """Nothing was removed, since it is not clear what is litter."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one piece of litter."""

    kind: str
    path: str
    """Of the first of its files or folders."""
    bytes: int
    outcome: Literal["removed", "found", "busy", "failed"]
    """`found` is what would be removed, or would with another option; `busy` what a run is writing."""
    why: str


def clean_zone(
    raw: Place,
    curated: Place,
    settings: RowSettings,
    policy: Policy,
    now: datetime,
    dry_run: bool,
    lease_seconds: float = LEASE_SECONDS,
) -> Iterator[Cleaned]:
    """Remove litter, batch by batch. `settings` are those that decide the rows.

    Raises CleanError where orphans are to be removed and the raw zone is not there or is empty: it may be a disk that
    is not mounted.
    """
    if policy.orphans and not find_batch_dates(raw)[0]:
        raise CleanError(f"no batch lies in {raw}, so every published one looks orphaned; is it the right raw zone?")
    removed = set()
    for batch_date in find_batches(curated):
        for one in clean_batch(Batch(batch_date, raw, curated), settings, policy, now, dry_run, lease_seconds):
            if one.outcome == "removed":
                removed.add(one.kind)
            yield one
    if removed & {"validation", "orphan"}:
        write_index(curated / "_validation")
    if "orphan" in removed:
        write_datapackage(curated)
    yield from clean_copies(curated, dry_run, lease_seconds)
    yield from clean_links(Links(curated), dry_run, lease_seconds)


def clean_batch(
    batch: Batch, settings: RowSettings, policy: Policy, now: datetime, dry_run: bool, lease_seconds: float
) -> Iterator[Cleaned]:
    """Remove the litter of one batch, looked for again under its lock; nothing while a run is writing it."""
    if batch.lock.is_held():
        yield build_cleaned(Litter("staging", batch, (batch.staging,), 0, "a run is writing the batch"), "busy")
        return
    found = list(find_litter(batch, settings, policy, now))
    if dry_run or not any(is_wanted(one, policy) for one in found):
        yield from (build_cleaned(one, "found") for one in found)
        return
    try:
        with hold_batch(batch, lease_seconds):
            for one in find_litter(batch, settings, policy, now):
                yield remove(one) if is_wanted(one, policy) else build_cleaned(one, "found")
    except BatchBusyError as error:
        yield build_cleaned(Litter("staging", batch, (batch.staging,), 0, str(error)), "busy")


def is_wanted(litter: Litter, policy: Policy) -> bool:
    """Return whether it is to be removed, and not only listed."""
    return litter.kind != "orphan" or policy.orphans


def remove(litter: Litter) -> Cleaned:
    """Remove one piece of litter, and check that it is gone."""
    for place in litter.places:
        place.remove()
    LOGGER.info("clean: removed %s: %s", litter.places[0], litter.why, extra={"bytes": litter.bytes})
    return build_cleaned(litter, "failed" if any(place.exists() for place in litter.places) else "removed")


def build_cleaned(litter: Litter, outcome: Literal["removed", "found", "busy", "failed"]) -> Cleaned:
    """Return what became of one piece of litter."""
    return Cleaned(litter.kind, str(litter.places[0]), litter.bytes, outcome, litter.why)


def clean_copies(curated: Place, dry_run: bool, lease_seconds: float) -> Iterator[Cleaned]:
    """Remove what a killed compact has left in staging."""
    staging = find_copy_staging(curated)
    if not staging.is_dir():
        return
    size, why = staging.measure().bytes, "a compact was killed"
    if dry_run:
        yield Cleaned("staging", str(staging), size, "found", why)
        return
    try:
        with hold_copies(curated, lease_seconds):  # which begins with an empty folder, and ends with none
            pass
        yield Cleaned("staging", str(staging), size, "failed" if staging.exists() else "removed", why)
    except CompactBusyError as error:
        yield Cleaned("staging", str(staging), size, "busy", str(error))


def clean_links(links: Links, dry_run: bool, lease_seconds: float) -> Iterator[Cleaned]:
    """Remove what a killed link has left in staging, unless it had decided to publish that: the next link does."""
    if not links.staging.is_dir() or links.is_decided():
        return
    size, why = links.staging.measure().bytes, "a link was killed"
    if dry_run or links.lock.is_held():
        yield Cleaned("staging", str(links.staging), size, "busy" if links.lock.is_held() else "found", why)
        return
    try:
        with links.lock.hold(links.staging, links.state, lease_seconds):
            if not links.is_decided():
                links.staging.remove()
        yield Cleaned("staging", str(links.staging), size, "failed" if links.staging.exists() else "removed", why)
    except BusyError:
        yield Cleaned("staging", str(links.staging), size, "busy", "another process is linking")
