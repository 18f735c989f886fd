"""Publishing is decided once: a crash before leaves the old tables, a crash after is ended by the next run."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tasks.batch.hold import BatchBusyError, hold_batch
from tasks.batch.manifest import read_manifest
from tasks.batch.places import Batch
from tasks.publish.publish import finish_publishing, publish_tables
from tasks.zones import local
from tasks.zones.local import LocalPlace
from tests.support.staged import build_manifest


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(date(2025, 4, 28), LocalPlace(tmp_path / "raw"), LocalPlace(tmp_path / "curated"))


def stage(batch: Batch, content: str) -> None:
    batch.staged_tables.mkdir(parents=True)
    for name in batch.published_files:
        (batch.staged_tables / f"{name}.parquet").write_text(f"{content} {name}")


def publish(batch: Batch, content: str, before: Callable[[], object] = lambda: None) -> None:
    stage(batch, content)
    with hold_batch(batch) as hold:
        before()
        publish_tables(batch, hold, build_manifest(content))


def read_published(batch: Batch) -> set[str]:
    return {path.read_text().split()[0] for path in batch.published_files.values() if path.exists()}


def test_publishing_replaces_every_table_and_leaves_nothing_behind(batch: Batch) -> None:
    for content in ("old", "new"):
        publish(batch, content)
    assert read_published(batch) == {"new"}
    assert (manifest := read_manifest(batch)) is not None
    assert manifest.fingerprint == "new"
    assert not batch.staging.exists()


@pytest.mark.parametrize("renames", range(8))
def test_a_crash_between_two_renames_is_ended_by_the_next_run(
    batch: Batch, renames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(batch, "old")
    left = iter(range(renames))
    real = local.replace_file

    def die_after(new: Path, target: Path) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        real(new, target)

    with pytest.raises(KeyboardInterrupt):
        publish(batch, "new", lambda: monkeypatch.setattr(local, "replace_file", die_after))
    monkeypatch.undo()
    stands = "new" if renames else "old"  # the first rename is that of the decision
    with hold_batch(batch) as hold:
        assert finish_publishing(batch, hold) == (stands == "new")
    assert read_published(batch) == {stands}
    assert (manifest := read_manifest(batch)) is not None
    assert manifest.fingerprint == stands
    assert batch.staging.exists() == (stands == "old")


def test_without_a_decision_nothing_is_published(batch: Batch) -> None:
    stage(batch, "new")
    with hold_batch(batch) as hold:
        assert not finish_publishing(batch, hold)
    assert read_published(batch) == set()


def test_one_writer_a_batch(batch: Batch) -> None:
    other = Batch(date(2025, 4, 29), batch.raw_root, batch.curated_root)
    with hold_batch(batch):
        assert batch.lock.is_held()
        assert not other.lock.is_held()
        with pytest.raises(BatchBusyError, match="another run is writing it"), hold_batch(batch):
            pass
        with hold_batch(other):
            pass
    assert not batch.lock.is_held()
