"""Run some batches or all of them: plan them, start Prefect only where there is work, gather the outcomes."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from flows.prefect_setup import set_up_prefect, start_own_server
from flows.report import BatchFailedError, Outcome, build_unchanged
from flows.settings import Settings
from flows.stages import open_workers
from tasks.batch.hold import BatchBusyError, has_leftovers
from tasks.batch.manifest import Plan, plan_batch, read_failure
from tasks.batch.places import Batch
from tasks.batch.raw_files import find_batch_dates
from tasks.workers.cluster import ClusterError


@dataclass(frozen=True, slots=True)
class Found:
    """The batches to look at, and what in the raw zone is no batch."""

    dates: tuple[date, ...]
    warnings: tuple[str, ...]


def find_dates(settings: Settings, named: Sequence[date] | None) -> Found:
    """The dates named, in their order, or every batch of the raw zone, oldest first.

    Raises FileNotFoundError where a named batch has no raw folder or the raw zone is not there.
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
    """The batches of the raw zone between two dates, both included; oldest first.

    Raises FileNotFoundError where the raw zone is not there.
    """
    return [one for one in find_dates(settings, None).dates if start <= one <= end]


def plan_batches(settings: Settings, dates: Iterable[date]) -> list[Plan]:
    """What each batch needs; several are looked at at once where a zone is far away."""

    def plan(one: date) -> Plan:
        return plan_batch(Batch(one, settings.raw, settings.curated), settings.recipe, settings.shard_seconds)

    with ThreadPoolExecutor(max(settings.raw.parallel, settings.curated.parallel)) as pool:
        return list(pool.map(plan, dates))


def build_rerun(settings: Settings, failed: Sequence[date]) -> str:
    """The command that redoes these batches and no other: a range where it holds no other failed batch."""
    first, last = min(failed), max(failed)
    delivered = (Batch(one, settings.raw, settings.curated) for one in find_range(settings, first, last))
    if [batch.batch_date for batch in delivered if read_failure(batch)] == sorted(failed):
        return f"quotewire backfill {first} {last} --only failed"
    return f"quotewire run {' '.join(map(str, sorted(failed)))}"


def needs_run(plan: Plan) -> bool:
    """Whether there is anything to do, were it only to clear up after a run that was killed."""
    return plan.state != "done" or has_leftovers(plan.batch)


def run_batches(settings: Settings, plans: Sequence[Plan]) -> list[Outcome]:
    """Process every batch that needs it; the outcomes of all, in the order of the plans.

    Where there is nothing to do, Prefect is not even imported.
    """
    todo = [plan.batch.batch_date for plan in plans if needs_run(plan)]
    done = {outcome.batch_date: outcome for outcome in (run_flow(settings, todo) if todo else ())}
    return [
        done[plan.batch.batch_date]
        if plan.batch.batch_date in done
        else build_unchanged(plan.batch.batch_date, plan.manifest)
        for plan in plans
    ]


def run_flow(settings: Settings, dates: Sequence[date]) -> list[Outcome]:
    """The outcomes of one flow run over the dates: one batch stage by stage, several side by side."""
    try:
        with open_workers(settings) as workers:  # a cluster out of reach is found out before Prefect is started
            workers.preload()
        return start_flow(settings, dates)
    except BatchFailedError as error:
        return error.outcomes
    except BatchBusyError as error:
        return [Outcome(dates[0], "failed", {}, {}, reason=str(error))]
    except ClusterError as error:
        return [Outcome(one, "failed", {}, {}, reason=f"batch {one}: {error}") for one in dates]
    except RuntimeError as error:  # what Prefect raises where its server does not answer
        reason = f"{error}; is PREFECT_API_URL right, or the server too busy to start?"
        return [Outcome(one, "failed", {}, {}, reason=f"batch {one}: {reason}") for one in dates]


def start_flow(settings: Settings, dates: Sequence[date]) -> list[Outcome]:
    """Run the flow under Prefect. Raises what the flow raises."""
    set_up_prefect(settings.state)
    start_own_server()
    from flows.backfill import process_batches
    from flows.process import process_batch

    return [process_batch(dates[0])] if len(dates) == 1 else process_batches(dates)
