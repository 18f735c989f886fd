"""One writer a batch in an object store: a lease that the dead lose to one other, and that fences publishing."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.batch.hold import BatchBusyError, hold_batch
from tasks.batch.manifest import read_manifest
from tasks.batch.places import Batch
from tasks.publish.publish import finish_publishing, publish_tables
from tasks.zones.lease import Lease
from tasks.zones.objects import ObjectPlace
from tasks.zones.place import BusyError, Hold, HoldLostError
from tasks.zones.zone import open_zone
from tests.conftest import DAY
from tests.support.staged import build_manifest
from tests.support.stores import BUCKET, Server

pytestmark = pytest.mark.slow

SECONDS = 1.2


@pytest.fixture
def batch(server: Server, tmp_path: Path) -> Batch:
    return Batch(DAY, open_zone(f"s3://{BUCKET}/{tmp_path.name}/raw"), open_zone(f"s3://{BUCKET}/{tmp_path.name}/out"))


def open_lease(batch: Batch) -> Lease:
    assert isinstance(batch.lock, ObjectPlace)
    return Lease(batch.lock, batch.staging, batch.manifest, SECONDS)  # type: ignore[arg-type]


def die(lease: Lease) -> None:
    """What is left of a lease when its holder is killed, or sleeps for long: nobody renews it."""
    lease._end.set()
    lease._thread.join()


def stage(batch: Batch, hold: Hold, content: str) -> None:
    for name in batch.published_files:
        (replace(batch, token=hold.token).staged_tables / f"{name}.parquet").write_atomically(f"{content} {name}")


def publish(batch: Batch, hold: Hold, content: str) -> None:
    stage(batch, hold, content)
    publish_tables(batch, hold, build_manifest(content))


def read_published(batch: Batch) -> set[str]:
    found = {place.read_text().split()[0] for place in batch.published_files.values() if place.exists()}
    manifest = read_manifest(batch)
    return found | ({manifest.fingerprint} if manifest else set())


def test_a_second_run_ends_with_a_message_and_other_batches_go_on(batch: Batch) -> None:
    other = replace(batch, batch_date=DAY.replace(day=29))
    assert not batch.lock.is_held()
    with hold_batch(batch, SECONDS):
        assert batch.lock.is_held()
        with (
            pytest.raises(BatchBusyError, match=r"another run \(.*process \d+\) is writing"),
            hold_batch(batch, SECONDS),
        ):
            pass
        with hold_batch(other, SECONDS):
            time.sleep(SECONDS)
        assert batch.lock.is_held()
    assert not batch.lock.is_held()
    with hold_batch(batch, SECONDS):
        pass


def test_a_lease_that_ran_out_is_taken_over_by_one(batch: Batch) -> None:
    dead = open_lease(batch)
    dead.acquire()
    die(dead)

    def acquire(_: int) -> Lease | None:
        lease = open_lease(batch)
        try:
            lease.acquire()
        except BusyError:
            return None
        return lease

    with ThreadPoolExecutor(5) as pool:
        (winner,) = filter(None, pool.map(acquire, range(5)))
    assert batch.lock.is_held()
    winner.check()
    with pytest.raises(HoldLostError):
        dead.check()
    winner.release()


def test_who_was_taken_for_dead_publishes_nothing(batch: Batch) -> None:
    with hold_batch(batch, SECONDS) as hold:
        publish(batch, hold, "old")
    sleeper = open_lease(batch)
    sleeper.acquire()
    stage(batch, sleeper, "stale")
    die(sleeper)
    with hold_batch(batch, SECONDS) as hold:
        with pytest.raises(HoldLostError):
            publish_tables(batch, sleeper, build_manifest("stale"))
        assert read_published(batch) == {"old"}
        publish(batch, hold, "new")
    with pytest.raises(HoldLostError):
        publish_tables(batch, sleeper, build_manifest("stale"))
    assert read_published(batch) == {"new"}
    sleeper.release()
    assert read_published(batch) == {"new"}


def test_who_falls_asleep_while_publishing_does_not_go_on(batch: Batch) -> None:
    sleeper = open_lease(batch)
    sleeper.acquire()
    stage(batch, sleeper, "first")
    sleeper.decide('{"decided": "first"}')
    die(sleeper)
    with hold_batch(batch, SECONDS) as hold:
        assert finish_publishing(batch, hold)
        publish(batch, hold, "second")
    with pytest.raises(HoldLostError):
        finish_publishing(batch, sleeper)
    with pytest.raises((HoldLostError, FileNotFoundError)):
        sleeper.settle()
    assert read_published(batch) == {"second"}


@pytest.mark.parametrize("puts", range(16))
def test_a_crash_between_two_puts_is_ended_by_the_next_run(
    batch: Batch, server: Server, puts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold_batch(batch, SECONDS) as hold:
        publish(batch, hold, "old")
    lease = open_lease(batch)
    lease.acquire()
    stage(batch, lease, "new")
    die(lease)
    left = iter(range(puts))

    def die_after(call: object) -> object:
        def called(*arguments: object, **named: object) -> object:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return call(*arguments, **named)  # type: ignore[operator]

        return called

    for name in ("put", "copy", "delete"):
        monkeypatch.setattr(f"tasks.zones.objects.obstore.{name}", die_after(getattr(__import__("obstore"), name)))
    with pytest.raises(KeyboardInterrupt):
        publish_tables(batch, lease, build_manifest("new"))
    monkeypatch.undo()
    with hold_batch(batch, SECONDS) as hold:
        is_left = finish_publishing(batch, hold)
    assert is_left == (2 <= puts < 16)
    assert read_published(batch) == {"new" if puts >= 2 else "old"}
    staging = f"{str(batch.staging).removeprefix(f's3://{BUCKET}/')}/"
    assert (server.list_keys(staging) == set()) == (puts >= 2)


def test_an_answer_that_was_lost_is_no_conflict(batch: Batch) -> None:
    lock = batch.lock
    assert isinstance(lock, ObjectPlace)
    version = lock.put_version("one", None)
    assert lock.put_version("one", None) == version
    later = lock.put_version("two", version)
    assert lock.put_version("two", version) == later
