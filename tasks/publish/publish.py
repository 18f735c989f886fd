"""Staged tables to the curated zone: one atomic replacement a table, then the manifest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tasks.batch.manifest import Manifest, build_json
from tasks.batch.places import Batch
from tasks.logger import LOGGER
from tasks.zones.place import BusyError, Hold, HoldLostError, Place

LEASE_SECONDS = 30.0


class BatchBusyError(Exception):
    """Another run is writing the batch."""


@contextmanager
def hold_batch(batch: Batch, lease_seconds: float = LEASE_SECONDS) -> Iterator[Hold]:
    """Be the one writer of a batch; whoever dies lets go of it, in an object store after `lease_seconds`.

    Raises BatchBusyError where another run holds it, or has taken it over meanwhile.
    """
    try:
        with batch.lock.hold(batch.staging, batch.manifest, lease_seconds) as hold:
            yield hold
    except BusyError as error:
        who = f" ({error})" if error.args else ""
        raise BatchBusyError(
            f"another run{who} is writing batch {batch.batch_date}; let it end, then run this again if there is still "
            "a need"
        ) from None
    except HoldLostError as error:
        raise BatchBusyError(
            f"batch {batch.batch_date}: {error}; this run was taken for dead, let the other end"
        ) from None


def is_held(batch: Batch) -> bool:
    """Whether a run is writing the batch now."""
    return batch.lock.is_held()


def publish_tables(batch: Batch, hold: Hold, manifest: Manifest) -> None:
    """Replace the published tables by the staged ones, the manifest last.

    All are durable before the first is replaced, and with the manifest in staging the batch is decided:
    `finish_publishing` ends the work after a crash. Raises HoldLostError where the batch is another's by now.
    """
    hold.decide(build_json(manifest))
    LOGGER.info("decided: the staged tables replace the published ones", extra={"rows": manifest.rows})
    finish_publishing(batch, hold)


def staged_files(batch: Batch) -> dict[str, Place]:
    """The staged file of every table, by table name."""
    return {name: batch.staged_tables / f"{name}.parquet" for name in batch.published_files}


def finish_publishing(batch: Batch, hold: Hold) -> bool:
    """Carry out what `publish_tables` decided on, or what is left of it; False where nothing was decided."""
    token = hold.read_decision()
    if token is None:
        return False
    for name, staged in staged_files(replace(batch, token=token)).items():
        hold.check()
        if staged.exists():
            staged.move_to(batch.published(name))
    hold.settle()
    clear_leftovers(batch)
    return True


def has_leftovers(batch: Batch) -> bool:
    """Whether a run that ended early left something behind a batch that is done."""
    return batch.staging.exists() or batch.failure.exists()


def clear_leftovers(batch: Batch) -> None:
    """Remove the staging folder and the note of an earlier failure."""
    batch.failure.remove()
    batch.staging.remove()
