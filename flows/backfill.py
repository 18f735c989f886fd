"""The flow `backfill`: many dates, oldest first, some side by side; one that fails never stops the rest."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from flows.logs import set_up_logs
from flows.report import BatchFailedError, Outcome, build_backfill_summary, check
from flows.run import find_range, plan_batches
from flows.settings import Settings
from flows.stages import Stages, open_workers, process
from tasks.batch import Batch
from tasks.log_lines import LOGGER
from tasks.publish import BatchBusyError
from tasks.workers import Workers

Only = Literal["missing", "failed", "stale", "all"]

SIDE_BY_SIDE = 3
"""Batches under way at once. They share one set of workers, so that no core is asked for twice: while one batch
is validated and written here, the workers annotate the next."""


def find_state(settings: Settings, start: date, end: date, only: Only) -> list[date]:
    """The batches between two dates, both included, that are in the state asked for; oldest first.

    `all` is every one that has a raw folder; those in which nothing has changed cost a look and no more.
    """
    plans = plan_batches(settings, find_range(settings, start, end))
    return [plan.batch.batch_date for plan in plans if only in ("all", plan.state)]


@task(name="process batch", task_run_name="process {batch_date}", cache_policy=NO_CACHE)
def process_date(batch_date: date, settings: Settings, workers: Workers) -> Outcome:
    """One batch through every stage. Raises BatchFailedError where it was not published."""
    batch = Batch(batch_date, settings.raw, settings.curated)
    try:
        outcome = process(batch, settings, workers, Stages())
    except (BatchBusyError, OSError) as error:
        outcome = Outcome(batch_date, "failed", {}, {}, reason=f"batch {batch_date}: {error}")
    if outcome.state != "published":
        LOGGER.info("%s: %s %s", batch_date, outcome.state, outcome.reason)
    return check([outcome])[0]


def process_dates(batch_dates: Iterable[date]) -> list[Outcome]:
    """The batches of those dates, with the settings of the environment; the outcomes in the same order.

    Raises BatchFailedError, which holds every outcome, where any was not published.
    """
    settings = Settings()
    set_up_logs(settings)
    with open_workers(settings) as workers:
        futures = [process_date.submit(one, settings, workers) for one in batch_dates]
        outcomes = [read_outcome(future) for future in futures]
    create_markdown_artifact(build_backfill_summary(outcomes), "backfill", "Outcome of each batch")
    return check(outcomes)


def read_outcome(future: PrefectFuture[Outcome]) -> Outcome:
    """The outcome of one date's task, also where it failed."""
    result = future.result(raise_on_failure=False)
    if isinstance(result, BatchFailedError):
        return result.outcomes[0]
    return future.result()


RUNNER: Any = ThreadPoolTaskRunner(max_workers=SIDE_BY_SIDE)


@flow(name="process_batches", task_runner=RUNNER)
def process_batches(batch_dates: Sequence[date]) -> list[Outcome]:
    """Process the batches of those dates. Raises BatchFailedError where any was not published."""
    return process_dates(batch_dates)


@flow(name="backfill", flow_run_name="backfill {start} to {end}, {only}", task_runner=RUNNER)
def backfill(start: date, end: date, only: Only = "missing") -> list[Outcome]:
    """Process the batches from `start` to `end` that are missing, failed or stale, or all of them.

    Raises BatchFailedError where any was not published.
    """
    return process_dates(find_state(Settings(), start, end, only))


@flow(name="process_recent", task_runner=RUNNER)
def process_recent(days: int = 2) -> list[Outcome]:
    """Pick up what is new in the batches of today and of the `days - 1` days before: what a schedule runs.

    Raises BatchFailedError where any was not published.
    """
    today = date.today()
    return process_dates(find_state(Settings(), today - timedelta(days=days - 1), today, "all"))
