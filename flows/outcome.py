"""The outcome of a batch: published, unchanged, busy with another run, or failed, and then why and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from typing import TYPE_CHECKING, Literal

from tasks.batch.drift import Drift
from tasks.batch.hold import count_kept, describe_kept
from tasks.batch.manifest import Manifest
from tasks.batch.places import Batch
from tasks.batch.publishers import PublisherCounts
from tasks.link.outcome import Linked
from tasks.logger import LOGGER
from tasks.zones.place import Place

if TYPE_CHECKING:
    from tasks.publish.publish import Judged  # not at run time: a run with nothing to do loads no step

type OutcomeState = Literal["published", "unchanged", "busy", "failed", "interrupted"]

FULL = {ENOSPC, EDQUOT}
UNWRITABLE = {EROFS, EACCES, EPERM}
FULL_DISK_MESSAGES = ("no space left on device", "database or disk is full", "disk quota exceeded")
"""Of libraries that raise errors of their own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run of one batch ended."""

    batch_date: date
    state: OutcomeState
    rows: Mapping[str, int] = field(default_factory=dict)
    """Number by table; of the published tables where nothing was done, empty where it failed."""
    rejects: Mapping[str, int] = field(default_factory=dict)
    """Number by reason."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Number of records that nobody meant to be articles, by kind."""
    annotated: int = 0
    reused: int = 0
    words_per_second: float = 0.0
    """Words annotated in each second of the step."""
    verdict: str = ""
    docs: Place | None = None
    """The page of the validation results."""
    reason: str = ""
    """Why it failed, or who is busy with it."""
    quarantined: Sequence[PublisherCounts] = ()
    """Publishers of the batch none of whose articles are published."""
    rejected: Sequence[str] = ()
    """Why records were rejected, in lines; of a batch that is published, examples from publishers quarantined."""
    kept: int = 0
    """Shards that a run had finished when it was interrupted; the next one takes them as they are."""
    drift: Sequence[Drift] = ()
    """Figures that are unlike those of the batches before it."""
    corrections: Mapping[str, int] = field(default_factory=dict)
    """Counts of the manifest."""


class BatchFailedError(Exception):
    """Batches were not published, or not linked: the message says what to do, `outcomes` has every batch of the run."""

    def __init__(self, outcomes: Sequence[Outcome], rerun: str, linked: Linked | None = None) -> None:
        self.outcomes = list(outcomes)
        lines = [outcome.reason for outcome in outcomes if outcome.state == "failed"]
        if lines:
            lines.append(f"{len(lines)} of {len(outcomes)} batches failed; rerun: {rerun}")
        if linked and linked.state == "failed":
            lines.append(str(linked))
        super().__init__("\n".join(lines))


def list_failed(outcomes: Sequence[Outcome]) -> list[date]:
    """Return the dates of the batches that failed."""
    return [outcome.batch_date for outcome in outcomes if outcome.state == "failed"]


def list_interrupted(outcomes: Sequence[Outcome]) -> list[date]:
    """Return the dates of the batches whose run was interrupted."""
    return [outcome.batch_date for outcome in outcomes if outcome.state == "interrupted"]


def describe_interruption(outcomes: Sequence[Outcome], command: str) -> str:
    """Return what an interrupted run has published and what it keeps, and the command that goes on."""
    published = sum(outcome.state in ("published", "unchanged") for outcome in outcomes)
    kept = describe_kept(sum(outcome.kept for outcome in outcomes), " of the others")
    if not list_interrupted(outcomes):
        kept = "linking them was interrupted"
    return f"{published} of {len(outcomes)} batches are published, {kept}; go on with: {command}"


def build_unchanged(batch_date: date, manifest: Manifest | None) -> Outcome:
    """Return the outcome where nothing had to be done; `manifest` is that of the published tables."""
    if manifest is None:
        raise ValueError("a batch that was never published is not unchanged")
    counts = manifest.rows, manifest.rejects, manifest.skipped
    return Outcome(batch_date, "unchanged", *counts, quarantined=manifest.quarantined)


def build_busy(batch_date: date, reason: str) -> Outcome:
    """Return the outcome of a batch that another run is writing: that run publishes it."""
    LOGGER.info("%s", reason)
    return Outcome(batch_date, "busy", reason=f"batch {batch_date}: {reason}")


def build_published(manifest: Manifest, judged: "Judged") -> Outcome:
    """Return the outcome of a batch whose tables were replaced."""
    return Outcome(
        date.fromisoformat(manifest.batch_date),
        "published",
        manifest.rows,
        manifest.rejects,
        manifest.skipped,
        annotated=manifest.annotated,
        reused=manifest.reused,
        words_per_second=manifest.metrics["annotate_words_per_second"],
        verdict=f"passed {judged.checked} checks",
        docs=judged.docs,
        quarantined=manifest.quarantined,
        rejected=judged.rejected,
        drift=manifest.drift,
        corrections=manifest.corrections,
    )


def build_failed(batch: Batch, reason: str, rejected: Sequence[str] = ()) -> Outcome:
    """Return the outcome of a batch that was not published, and log it."""
    LOGGER.error("failed: %s", reason)
    return Outcome(batch.batch_date, "failed", reason=f"batch {batch.batch_date}: {reason}", rejected=rejected)


def build_interrupted(batch: Batch) -> Outcome:
    """Return the outcome of a batch whose run was interrupted."""
    return Outcome(batch.batch_date, "interrupted", kept=count_kept(batch))


def explain(error: Exception, curated: Place) -> str:
    """Return why a batch was not published; for an error that is no bug, what it means and what to do about it."""
    path = getattr(error, "filename", None) or curated
    number = getattr(error, "errno", None)
    if number in FULL or any(message in str(error).lower() for message in FULL_DISK_MESSAGES):
        return f"no space is left on the disk of {path}; free some and run it again: what is finished is kept"
    if isinstance(error, OSError) and number in UNWRITABLE:
        return f"{path}: {error.strerror}; change who may write there, or how it is mounted, and run it again"
    return f"{type(error).__name__}: {error}"
