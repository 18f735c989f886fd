"""The state of every batch: new, missing, running, interrupted, failed, stale or done, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flows.plan import plan_batches
from flows.settings import Settings
from schemas import TABLES
from tasks.batch.drift import Drift
from tasks.batch.manifest import read_failure
from tasks.batch.plan import Plan
from tasks.batch.publishers import PublisherCounts
from tasks.history.months import MONTHLY, Copy, find_month, plan_copies


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """The state of one batch and why, and of what was published, if anything, the figures of its manifest."""

    batch_date: date
    state: str
    why: str
    rows: Mapping[str, int] = field(default_factory=dict)
    """By table; empty where nothing was published."""
    rejects: Mapping[str, int] = field(default_factory=dict)
    """By reason."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Records that nobody meant to be articles, by kind."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    published_at: str = ""
    """ISO 8601; empty where nothing was published."""
    quarantined: Sequence[PublisherCounts] = ()
    """Publishers of the batch none of whose articles are published."""
    rejected: Sequence[str] = ()
    """Of a batch that failed its checks, why records were rejected, in lines."""
    drift: Sequence[Drift] = ()
    annotated: int = 0
    reused: int = 0
    corrections: Mapping[str, int] = field(default_factory=dict)
    """Articles whose corrections are `applied` or `outdated`, and `invalid` files; empty where there are none."""


def read_status(settings: Settings, dates: Iterable[date]) -> list[BatchStatus]:
    """Return the status of each batch."""
    return [build_status(plan) for plan in plan_batches(settings, dates)]


def build_status(plan: Plan) -> BatchStatus:
    """Return the status of a batch as it was planned; it is running where its lock is held now."""
    running = plan.batch.lock.is_held()
    state, why = ("running", "a run is writing it now") if running else (plan.state, plan.why)
    failure = read_failure(plan.batch) if state == "failed" else None
    status = BatchStatus(plan.batch.batch_date, state, why, rejected=failure.rejected if failure else ())
    if plan.manifest is None:
        return status
    names = ("rows", "rejects", "skipped", "metrics", "quarantined", "drift", "annotated", "reused", "corrections")
    kept: dict[str, Any] = {name: getattr(plan.manifest, name) for name in names}
    return replace(status, published_at=plan.manifest.finished_at, **kept)


def find_copies(settings: Settings, today: date) -> list[Copy]:
    """Return the monthly copies of the months that are over; none where none was ever made."""
    if not (settings.curated / MONTHLY).is_dir():
        return []
    return [copy for copy in plan_copies(settings.curated, TABLES) if copy.month < find_month(today)]
