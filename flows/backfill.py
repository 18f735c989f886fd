"""The flows over many dates: oldest first, several side by side; one that fails never stops the rest."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from flows.logs import set_up_logs
from flows.report import BatchFailedError, Outcome, build_unchanged, check
from flows.run import build_rerun, find_range, needs_run, plan_batches
from flows.settings import Settings
from flows.stages import Stages, open_workers, process
from flows.summaries import build_backfill_summary, build_recent_summary
from tasks.batch.hold import BatchBusyError, is_held
from tasks.batch.places import Batch
from tasks.logger import LOGGER, about
from tasks.workers.pool import Workers

Only = Literal["missing", "failed", "stale", "all"]

MOST_SIDE_BY_SIDE = 8
"""Each batch under way has a thread here, which stages and validates it in up to 300 MB."""


def count_side_by_side(settings: Settings) -> int:
    """Batches under way at once.

    They share one set of workers, whose queue is served in order, so that no core is asked for twice: one batch
    more than there are workers keeps these busy while others are validated and written here.
    """
    return MOST_SIDE_BY_SIDE if settings.dask_address else min(settings.workers + 1, MOST_SIDE_BY_SIDE)


@task(name="process batch", task_run_name="process {batch_date}", cache_policy=NO_CACHE)
def process_date(batch_date: date, settings: Settings, workers: Workers) -> Outcome:
    """One batch through every stage. Raises BatchFailedError where it was not published."""
    batch = Batch(batch_date, settings.raw, settings.curated)
    try:
        outcome = process(batch, settings, workers, Stages())
    except BatchBusyError as error:
        outcome = Outcome(batch_date, "failed", {}, {}, reason=f"batch {batch_date}: {error}")
    if outcome.state != "published":
        with about(batch=str(batch_date)):
            LOGGER.info("%s %s", outcome.state, outcome.reason)
    return check([outcome])[0]


def process_dates(batch_dates: Iterable[date], settings: Settings) -> list[Outcome]:
    """How the batch of each of the dates ended, in the same order."""
    set_up_logs(settings)
    with open_workers(settings) as workers:
        futures = [process_date.submit(one, settings, workers) for one in batch_dates]
        return [read_outcome(future) for future in futures]


def process_where_needed(batch_dates: Iterable[date], only: Only, settings: Settings) -> list[Outcome]:
    """Process the batches in the state asked for; the outcomes of these, oldest first.

    `all` is every one of them; those in which nothing has changed cost a look and no more.
    """
    plans = [plan for plan in plan_batches(settings, sorted(batch_dates)) if only in ("all", plan.state)]
    todo = [plan.batch.batch_date for plan in plans if needs_run(plan)]
    done = [build_unchanged(plan.batch.batch_date, plan.manifest) for plan in plans if not needs_run(plan)]
    outcomes = [*done, *(process_dates(todo, settings) if todo else ())]
    return sorted(outcomes, key=lambda outcome: outcome.batch_date)


def read_outcome(future: PrefectFuture[Outcome]) -> Outcome:
    """The outcome of one date's task, also where it failed."""
    result = future.result(raise_on_failure=False)
    if isinstance(result, BatchFailedError):
        return result.outcomes[0]
    return future.result()


def report(title: str, outcomes: Sequence[Outcome], settings: Settings) -> list[Outcome]:
    """Leave the summary artifact. Raises BatchFailedError, which holds every outcome, where any was not published."""
    failed = [outcome.batch_date for outcome in outcomes if outcome.state == "failed"]
    rerun = build_rerun(settings, failed) if failed else ""
    create_markdown_artifact(build_backfill_summary(title, outcomes, rerun), "backfill", title)
    return check(outcomes)


def name_run() -> str:
    """The name of a run of `process_batches`: its range of dates."""
    dates = sorted(str(one) for one in runtime.flow_run.parameters["batch_dates"])
    return f"process {len(dates)} batches, {dates[0]} to {dates[-1]}"


RUNNER: Any = ThreadPoolTaskRunner(max_workers=count_side_by_side(Settings()))


@flow(name="process_batches", flow_run_name=name_run, task_runner=RUNNER)
def process_batches(batch_dates: Sequence[date]) -> list[Outcome]:
    """Process the batches of those dates. Raises BatchFailedError where any was not published."""
    settings = Settings()
    return report("Outcome of each batch", process_dates(batch_dates, settings), settings)


@flow(name="backfill", flow_run_name="backfill {start} to {end}, {only}", task_runner=RUNNER, persist_result=False)
def backfill(start: date, end: date, only: Only = "missing") -> list[Outcome]:
    """Process the batches of a range of dates, oldest first; one that fails does not stop the rest.

    Raises ValueError where the range ends before it starts, and BatchFailedError where any batch was not published.

    Args:
        start: The first batch, as 2025-04-01.
        end: The last batch, itself included.
        only: Which batches. missing: never published; failed: the last run published nothing; stale: raw files, code,
            model or settings have changed; all: every one, of which unchanged ones cost a look.
    """
    if end < start:
        raise ValueError(f"the range ends ({end}) before it starts ({start})")
    settings = Settings()
    outcomes = process_where_needed(find_range(settings, start, end), only, settings)
    return report(f"Backfill {start} to {end}, {only}", outcomes, settings)


@flow(name="process_recent", flow_run_name="process the last {days} days", task_runner=RUNNER, persist_result=False)
def process_recent(days: int = 2) -> list[Outcome]:
    """Pick up what is new in the latest batches: what a schedule runs.

    A batch that another run is writing now is left to it. Raises BatchFailedError where any was not published.

    Args:
        days: How many batches back, today's included.
    """
    settings = Settings()
    today = date.today()
    looked_at = [today - timedelta(days=back) for back in reversed(range(days))]
    delivered = find_range(settings, looked_at[0], today)
    running = [one for one in delivered if is_held(Batch(one, settings.raw, settings.curated))]
    outcomes = process_where_needed(set(delivered) - set(running), "all", settings)
    create_markdown_artifact(build_recent_summary(looked_at, running, outcomes), "recent", "The latest batches")
    return check(outcomes)
