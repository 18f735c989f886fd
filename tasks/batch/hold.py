"""The one writer of a batch: holding its lock, and clearing away what a run that ended early left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from tasks.batch.places import Batch
from tasks.zones.place import UNFINISHED, BusyError, Hold, HoldLostError

LEASE_SECONDS = 30.0
BUSY = "is writing it and will publish it; what was delivered since that began waits for the next run"


class BatchBusyError(Exception):
    """Another run is writing the batch."""


@contextmanager
def hold_batch(batch: Batch, lease_seconds: float = LEASE_SECONDS) -> Iterator[Hold]:
    """Be the one writer of a batch; the lock of a dead run is free again, in an object store after `lease_seconds`.

    Raises BatchBusyError where another run holds it, or has taken it over meanwhile.
    """
    try:
        with batch.lock.hold(batch.staging, batch.manifest, lease_seconds) as hold:
            yield hold
    except BusyError as error:
        who = f" ({error})" if error.args else ""
        raise BatchBusyError(f"another run{who} {BUSY}") from None
    except HoldLostError as error:
        raise BatchBusyError(f"{error}; this run was taken for dead, and the other publishes the batch") from None


def has_leftovers(batch: Batch) -> bool:
    """Return whether a run that ended early left something behind a batch that is done."""
    return batch.staging.exists() or batch.failure.exists()


def count_kept(batch: Batch) -> int:
    """Return how many shards an interrupted run has finished, which the next one takes as they are."""
    folders = [batch.annotated / name for name in batch.annotated.list_names()[0] if not name.endswith(UNFINISHED)]
    return len({folder.name.partition(".")[0] for folder in folders if folder.is_finished()})


def describe_kept(number: int, whose: str = "") -> str:
    """Return in words how many finished shards are kept."""
    return f"{number} {'shard' if number == 1 else 'shards'}{whose} {'is' if number == 1 else 'are'} finished and kept"


def clear_leftovers(batch: Batch) -> None:
    """Remove the staging folder and the note of an earlier failure."""
    batch.failure.remove()
    batch.staging.remove()
