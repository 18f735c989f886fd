"""Staged tables to the curated zone: one atomic rename a table, then the manifest."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tasks.batch import Batch
from tasks.files import replace_file, sync, write_atomically
from tasks.manifest import Manifest, build_json


class BatchBusyError(Exception):
    """Another run is writing the batch."""


@contextmanager
def hold_batch(batch: Batch) -> Iterator[None]:
    """Be the one writer of a batch; the system lets go of it when the process ends, however it ends.

    Raises BatchBusyError where another run holds it.
    """
    batch.lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(batch.lock, timeout=0):
            yield
    except Timeout:
        raise BatchBusyError(
            f"another run is writing batch {batch.batch_date}; let it end, then run this again if there is still a need"
        ) from None


def is_held(batch: Batch) -> bool:
    """Whether a run is writing the batch now."""
    if not batch.lock.exists():
        return False
    try:
        with FileLock(batch.lock, timeout=0):
            return False
    except Timeout:
        return True


def publish_tables(batch: Batch, manifest: Manifest) -> None:
    """Replace the published tables by the staged ones, the manifest last.

    All are durable, the manifest in staging too, before the first is replaced: from then on the batch is
    decided, and `finish_publishing` ends the work after a crash.
    """
    for path in staged_files(batch).values():
        sync(path)
    write_atomically(batch.staged_manifest, build_json(manifest))
    finish_publishing(batch)


def staged_files(batch: Batch) -> dict[str, Path]:
    """The staged file of every table, by table name."""
    return {name: batch.staged_tables / f"{name}.parquet" for name in batch.published_files}


def finish_publishing(batch: Batch) -> bool:
    """Carry out what `publish_tables` decided on, or what is left of it; False where nothing was decided."""
    if not batch.staged_manifest.exists():
        return False
    for name, staged in staged_files(batch).items():
        if staged.exists():
            replace_file(staged, batch.published(name))
    replace_file(batch.staged_manifest, batch.manifest)
    clear_leftovers(batch)
    return True


def has_leftovers(batch: Batch) -> bool:
    """Whether a run that ended early left something behind a batch that is done."""
    return batch.staging.exists() or batch.failure.exists()


def clear_leftovers(batch: Batch) -> None:
    """Remove the staging folder and the note of an earlier failure."""
    batch.failure.unlink(missing_ok=True)
    shutil.rmtree(batch.staging, ignore_errors=True)
