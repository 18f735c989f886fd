"""The state of every batch: missing, running, failed, stale or done, and why."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from flows.settings import Settings
from schemas import TABLES
from tasks.batch.drift import Drift
from tasks.batch.hold import is_held
from tasks.batch.places import Batch
from tasks.batch.plan import plan_batch
from tasks.history.months import MONTHLY, Copy, find_month, plan_copies


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """How one batch stands."""

    batch_date: date
    state: str
    why: str
    rows: Mapping[str, int]
    """Of the published tables, by table; empty where nothing was published."""
    rejects: Mapping[str, int]
    """By reason."""
    skipped: Mapping[str, int]
    """Records of WARC files passed over, by kind."""
    metrics: Mapping[str, float]
    published_at: str
    """ISO 8601, empty where nothing was published."""
    drift: Sequence[Drift] = ()
    """What was unlike the batches before it when it was published."""
    annotated: int = 0
    reused: int = 0


def read_status(settings: Settings, dates: Iterable[date]) -> list[BatchStatus]:
    """The status of each of the batches; several are looked at at once where a zone is far away."""

    def read(one: date) -> BatchStatus:
        return read_batch_status(settings, Batch(one, settings.raw, settings.curated))

    with ThreadPoolExecutor(max(settings.raw.parallel, settings.curated.parallel)) as pool:
        return list(pool.map(read, dates))


def read_batch_status(settings: Settings, batch: Batch) -> BatchStatus:
    """The status of one batch."""
    plan = plan_batch(batch, settings.recipe, settings.shard_seconds)
    state, why = ("running", "a run is writing it now") if is_held(batch) else (plan.state, plan.why)
    if plan.manifest is None:
        return BatchStatus(batch.batch_date, state, why, {}, {}, {}, {}, "")
    old = plan.manifest
    return BatchStatus(
        batch.batch_date,
        state,
        why,
        old.rows,
        old.rejects,
        old.skipped,
        old.metrics,
        old.finished_at,
        old.drift,
        old.annotated,
        old.reused,
    )


def find_copies(settings: Settings, today: date) -> list[Copy]:
    """The monthly copies of the months that are over; none where none was ever made."""
    if not (settings.curated / MONTHLY).is_dir():
        return []
    return [copy for copy in plan_copies(settings.curated, TABLES) if copy.month < find_month(today)]
