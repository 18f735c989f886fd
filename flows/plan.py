"""Which batches a run takes, and what each of them needs."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from flows.outcome import Outcome, build_busy, build_unchanged
from flows.settings import Settings
from tasks.batch.hold import BUSY, has_leftovers
from tasks.batch.manifest import read_failure
from tasks.batch.places import Batch
from tasks.batch.plan import Plan, plan_batch
from tasks.batch.raw_files import find_batch_dates
from tasks.zones.local import LocalPlace

PLANS: ContextVar[Mapping[date, Plan]] = ContextVar("plans", default=MappingProxyType({}))
"""The plans that a flow run in this process begins with, by date."""
Only = Literal["missing", "failed", "stale", "all"]


@dataclass(frozen=True, slots=True)
class Found:
    """The batches of the raw zone, and a warning for each name in it that is none."""

    dates: tuple[date, ...]
    warnings: tuple[str, ...]


def find_dates(settings: Settings, named: Sequence[date] | None = None) -> Found:
    """Return the dates named, in their order, or every batch of the raw zone, oldest first.

    Raises FileNotFoundError where a named batch has no raw folder or there is no raw zone.
    """
    if not settings.raw.is_dir():
        raise FileNotFoundError(f"no raw zone at {settings.raw}; deliver with quotewire land, or set QUOTEWIRE_RAW")
    if not named:
        dates, warnings = find_batch_dates(settings.raw)
        return Found(tuple(dates), tuple(warnings))
    for batch_date in named:
        folder = settings.raw / batch_date.isoformat()
        if not folder.is_dir():
            raise FileNotFoundError(f"no batch {batch_date}: there is no folder {folder}; deliver with quotewire land")
    return Found(tuple(dict.fromkeys(named)), ())


def find_range(settings: Settings, start: date, end: date) -> list[date]:
    """Return the batches of the raw zone between two dates, both included, oldest first.

    Raises FileNotFoundError where there is no raw zone, and ValueError where the range ends before it starts.
    """
    if end < start:
        raise ValueError(f"the range ends ({end}) before it starts ({start})")
    return [one for one in find_dates(settings).dates if start <= one <= end]


def open_batch(settings: Settings, batch_date: date) -> Batch:
    """Return where the batch of that date lies."""
    return Batch(batch_date, settings.raw, settings.curated)


def plan_batches(settings: Settings, dates: Iterable[date]) -> list[Plan]:
    """Return what each batch needs, in order; where a zone is far away, several are looked at at once."""

    def plan(one: date) -> Plan:
        return plan_batch(open_batch(settings, one), settings.recipe, settings.tolerance)

    with ThreadPoolExecutor(max(settings.raw.parallel, settings.curated.parallel)) as pool:
        return list(pool.map(plan, dates))


def choose_plans(plans: Iterable[Plan], only: str) -> list[Plan]:
    """Return the plans of batches in the state asked for; `missing` is whatever is not published, `all` every one."""
    states = {"missing": ("new", "missing", "interrupted")}.get(only, (only,))
    return [plan for plan in plans if only == "all" or plan.state in states]


def needs_run(plan: Plan) -> bool:
    """Return whether there is anything to do, were it only to clear up after a run that was killed."""
    return plan.state != "done" or has_leftovers(plan.batch)


def is_busy(plan: Plan) -> bool:
    """Return whether another run is surely writing the batch; a lease in an object store may be that of a dead one."""
    return isinstance(plan.batch.lock, LocalPlace) and plan.batch.lock.is_held()


def take_plans(plans: Sequence[Plan]) -> tuple[list[Outcome], list[date]]:
    """Return the outcomes of batches with nothing to do, and the dates of the others, whose plans a flow run takes."""
    outcomes: list[Outcome] = []
    todo: dict[date, Plan] = {}
    for plan in plans:
        if is_busy(plan):
            outcomes.append(build_busy(plan.batch.batch_date, f"another run {BUSY}"))
        elif needs_run(plan):
            todo[plan.batch.batch_date] = plan
        else:
            outcomes.append(build_unchanged(plan.batch.batch_date, plan.manifest))
    PLANS.set(todo)
    return outcomes, list(todo)


def build_rerun(settings: Settings, failed: Sequence[date]) -> str:
    """Return the command that redoes these batches and no other: a range where it holds no other failed batch.

    Empty where there are none.
    """
    if len(failed) < 2:
        return f"quotewire run {failed[0]}" if failed else ""
    first, last = min(failed), max(failed)
    delivered = (open_batch(settings, one) for one in find_range(settings, first, last))
    if [batch.batch_date for batch in delivered if read_failure(batch)] == sorted(failed):
        return f"quotewire backfill {first} {last} --only failed"
    return f"quotewire run {' '.join(map(str, sorted(failed)))}"
