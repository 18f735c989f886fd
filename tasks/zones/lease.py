"""The lock of a batch in an object store: an object that its holder renews, and that one who waits may take over.

No library has one for every store; `filelock` is for file systems. Nobody's clock decides: whoever wants the lock of
another waits for as long as the lease says. Was it renewed, its holder lives; if not, the object is replaced on the
condition that it is still the one seen, so that of several who wait one gets it. What is to be published is decided by
a conditional put of the lock itself, so that a holder that was taken for dead, and wakes up, decides nothing.
"""

import json
import os
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from socket import gethostname
from threading import Event, Lock, Thread
from typing import Protocol
from uuid import uuid4

from tasks.logger import LOGGER
from tasks.zones.place import DECISION, BusyError, HoldLostError, Place, StoreError
from tasks.zones.stores import ConflictError

BEATS = 6
"""Renewals in the time of one lease."""

type Version = dict[str, str]


class VersionedObject(Protocol):
    """An object of a store, replaced only where it is still the version that was seen."""

    def read_version(self) -> tuple[str, Version]:
        """Return its text and version. Raises FileNotFoundError."""

    def put_version(self, text: str, replaced: Version | None) -> Version:
        """Replace that version, or create it where that is None; returns the new one. Raises ConflictError."""

    def read_time(self) -> datetime:
        """Return when it was put, by the store's clock. Raises FileNotFoundError."""


@dataclass(frozen=True, slots=True)
class LockBody:
    """What stands in the lock object."""

    token: str = field(default_factory=lambda: uuid4().hex[:12])
    """Of the holder, and the name of the folder that it stages in."""
    holder: str = field(default_factory=lambda: f"{gethostname()}, process {os.getpid()}")
    seconds: float = 0.0
    beat: int = 0
    is_held: bool = True
    decided: str | None = None
    """The token of the run whose staged tables are being published."""
    replaces: Version | None = None
    """The version of the manifest that the decided one is to replace."""


class Lease:
    """The lock of a batch, renewed by a thread for as long as it is held."""

    def __init__(self, lock: VersionedObject, staging: Place, manifest: VersionedObject, seconds: float) -> None:
        self.lock, self.staging, self.manifest = lock, staging, manifest
        self._body = LockBody(seconds=seconds)
        self._version: Version = {}
        self._is_lost = False
        self._good_until = 0.0
        self._put = Lock()
        self._end = Event()
        self._thread = Thread(target=self._renew, daemon=True)

    @property
    def token(self) -> str:
        """The name of the folder that this run stages in."""
        return self._body.token

    def acquire(self) -> None:
        """Take the lock; raises BusyError where its holder lives, or somebody else was quicker."""
        try:
            found = read_lock(self.lock)
            if found and found[0].is_held:
                wait_for_end(self.lock, *found)
            body, version = found or (LockBody(), None)
            self._body = replace(self._body, decided=body.decided, replaces=body.replaces)
            self._replace(self._body, version)
        except ConflictError:
            raise BusyError from None
        self._thread.start()

    def release(self) -> None:
        """Let the next one have the lock; what is decided and not settled stays so."""
        self._end.set()
        self._thread.join()
        try:
            self._change(is_held=False)
        except (HoldLostError, StoreError) as error:
            LOGGER.warning("the lock was not given back: %s", error)

    def check(self) -> None:
        """Raises HoldLostError where the lock is another's; asks the store only where the last answer is old."""
        if self._is_lost or time.monotonic() > self._good_until - self._body.seconds / 2:
            self._change(beat=self._body.beat + 1)

    def decide(self, manifest: str) -> None:
        """Put the manifest beside the staged tables, then decide on it with the lock."""
        (self.staging / self.token / DECISION).write_atomically(manifest)
        try:
            replaces = self.manifest.read_version()[1]
        except FileNotFoundError:
            replaces = None
        self._change(decided=self.token, replaces=replaces)

    def read_decision(self) -> str | None:
        """Return the token of the run that has decided; a decision whose staging folder is gone is none."""
        decided = self._body.decided
        if decided and not (self.staging / decided / DECISION).exists():
            self._change(decided=None, replaces=None)
        return self._body.decided

    def settle(self) -> None:
        """Replace the manifest by the decided one, and clear the decision in the lock."""
        text = (self.staging / str(self._body.decided) / DECISION).read_text()
        try:
            self.manifest.put_version(text, self._body.replaces)
        except ConflictError:
            raise HoldLostError(f"{self.manifest} is no longer the one that was to be replaced") from None
        self._change(decided=None, replaces=None)

    def _renew(self) -> None:
        while not self._end.wait(self._body.seconds / BEATS):
            try:
                self._change(beat=self._body.beat + 1)
            except HoldLostError:
                return
            except StoreError as error:
                LOGGER.warning("the lock could not be renewed: %s", error)

    def _change(self, **fields: object) -> None:
        """Write the lock with some fields changed; raises HoldLostError where it is another's."""
        with self._put:
            try:
                if self._is_lost:
                    raise ConflictError
                self._replace(replace(self._body, **fields), self._version)  # type: ignore[arg-type]
            except (ConflictError, FileNotFoundError):
                self._is_lost = True
                raise HoldLostError(f"another run has taken over {self.lock}") from None

    def _replace(self, body: LockBody, version: Version | None) -> None:
        """Replace that version of the lock, or one that this run wrote without getting an answer."""
        start, text = time.monotonic(), json.dumps(asdict(body))
        try:
            self._version = self.lock.put_version(text, version)
        except ConflictError:
            found = read_lock(self.lock)
            if found is None or found[0].token != self.token:
                raise
            self._version = self.lock.put_version(text, found[1])
        self._body, self._good_until = body, start + body.seconds


def read_lock(lock: VersionedObject) -> tuple[LockBody, Version] | None:
    """Return what stands in a lock, and its version; None where there is none yet."""
    try:
        text, version = lock.read_version()
    except FileNotFoundError:
        return None
    return LockBody(**json.loads(text)), version


def wait_for_end(lock: VersionedObject, body: LockBody, version: Version) -> None:
    """Wait until a lease has run out; raises BusyError as soon as it is renewed."""
    LOGGER.info("%s is held by %s; waiting up to %.0f s whether it is renewed", lock, body.holder, body.seconds)
    end = time.monotonic() + body.seconds
    while time.monotonic() < end:
        time.sleep(min(body.seconds / BEATS, max(0.0, end - time.monotonic())))
        found = read_lock(lock)
        if found is None or found[1] != version:
            raise BusyError(body.holder)


def is_leased(lock: VersionedObject) -> bool:
    """Whether a lock is held by one that has renewed it lately, as far as this machine's clock can tell."""
    found = read_lock(lock)
    if found is None or not found[0].is_held:
        return False
    age = datetime.now(UTC) - lock.read_time()
    return age.total_seconds() < found[0].seconds
