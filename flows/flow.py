"""The Prefect flows: each chooses batches, runs the steps of every one as tasks, and leaves a summary of each."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextvars import copy_context
from datetime import date, timedelta
from threading import Event
from typing import Any
from uuid import UUID

from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.logging.handlers import APILogHandler

from flows.announce import announce
from flows.batch import open_workers, process_batch
from flows.interruption import UNDER_WAY
from flows.linking import link_zone, needs_linking
from flows.logs import set_up_logs
from flows.outcome import BatchFailedError, Outcome, list_failed
from flows.plan import PLANS, Only, build_rerun, choose_plans, find_range, open_batch, plan_batches, take_plans
from flows.progress import CURRENT
from flows.settings import Settings
from flows.summaries import build_overview, build_recent_summary, build_summary
from tasks.batch.plan import Plan
from tasks.logger import LOGGER
from tasks.workers.pool import Workers
from tasks.workers.processes import WorkerDiedError

MOST_SIDE_BY_SIDE = 8
"""Each batch under way has a thread here, which stages and validates it in up to 300 MB."""
RETRIES = 2
RETRY_SECONDS = 2
PROGRESS_SECONDS = 2.0
"""Between two updates of the progress artifact: each is a request to Prefect's server."""


def can_retry(_task: object, _run: object, state: Any) -> bool:
    """Return whether a step that failed may do better: where a worker died or a disk failed, but not after a bug."""
    error = state.result(raise_on_failure=False)
    is_worth_it = isinstance(error, BrokenExecutor | WorkerDiedError | OSError)
    if is_worth_it:
        LOGGER.warning("%s: %s; trying again", type(error).__name__, error)
    return is_worth_it


def run_as_task(step: Callable[..., Any], *arguments: Any) -> Any:
    """Run a step as a Prefect task of its name, with retries; of a batch, its plan comes first among the arguments.

    The arguments go past Prefect, which would look for results of other tasks in every one of them.
    """
    name = step.__name__.removesuffix("_batch")
    dates = [str(one.batch.batch_date) for one in arguments[:1] if isinstance(one, Plan)]

    @task(
        name=name,
        task_run_name=" ".join([name, *dates]),
        cache_policy=NO_CACHE,
        retries=RETRIES,
        retry_delay_seconds=RETRY_SECONDS,
        retry_condition_fn=can_retry,
    )
    def run() -> Any:
        return step(*arguments)

    return run()


UNSEEN = Event()
"""Set once Prefect's server has not answered in this run."""


def observe(call: Callable[..., Any], *arguments: Any) -> Any:
    """Send Prefect's server something for people to see, and return its answer, or None where it does not answer.

    Prefect watches a run and does not decide: a server that goes away costs the record of the run, not the run.
    """
    if UNSEEN.is_set():
        return None
    try:
        return call(*arguments)
    except Exception as error:
        LOGGER.debug("Prefect's server: %s: %s", type(error).__name__, error)
        warn_unseen()
        return None


def warn_unseen() -> None:
    """Warn, once in a run, that nobody sees it any more, and send the server no more log lines."""
    if UNSEEN.is_set():
        return
    UNSEEN.set()
    for name in ("quotewire", "prefect.flow_runs", "prefect.task_runs"):
        logger = logging.getLogger(name)
        for handler in [one for one in logger.handlers if isinstance(one, APILogHandler)]:
            logger.removeHandler(handler)
    LOGGER.warning("Prefect's server does not answer; the run goes on without being seen")


class BatchProgress:
    """Shows how far the annotation of a batch is: as a Prefect artifact, and to whoever watches this process."""

    def __init__(self, batch_date: date) -> None:
        self.batch_date, self.shown_at = batch_date, 0.0
        self.artifact: UUID | None = None

    def __call__(self, done: int, total: int, before: int, words: int) -> None:
        """Show that so many of the articles are done; the artifact is made in the task that annotates."""
        if not total:
            return
        CURRENT.get().show(self.batch_date, done, total, before, words)
        if not done:
            title = f"Articles of {self.batch_date} annotated"
            self.artifact = observe(create_progress_artifact, 0.0, f"annotate-{self.batch_date}", title)
        if done and (done == total or time.monotonic() - self.shown_at >= PROGRESS_SECONDS):
            self.shown_at = time.monotonic()
            LOGGER.info("annotated %d of %d articles", done, total)
            if self.artifact is not None:
                observe(update_progress_artifact, self.artifact, 100.0 * done / total)


def process_date(batch_date: date, settings: Settings, workers: Workers) -> Outcome:
    """Process one batch, its steps as tasks of the flow run, and leave its summary as an artifact."""
    CURRENT.get().tell(batch_date, "reading")
    progress, earlier = BatchProgress(batch_date), PLANS.get().get(batch_date)
    outcome = process_batch(open_batch(settings, batch_date), settings, workers, run_as_task, progress, earlier)
    CURRENT.get().end(batch_date)
    UNDER_WAY.finished[batch_date] = outcome
    observe(create_markdown_artifact, build_summary(outcome), f"batch-{batch_date}", f"Batch {batch_date}")
    return outcome


def count_side_by_side(settings: Settings) -> int:
    """Return how many batches may be under way at once.

    They share one set of workers, whose queue is served in order, so that no core is asked for twice: one batch
    more than there are workers keeps these busy while others are validated and written here.
    """
    return MOST_SIDE_BY_SIDE if settings.dask_address else min(settings.workers + 1, MOST_SIDE_BY_SIDE)


def process_dates(dates: Sequence[date], settings: Settings) -> list[Outcome]:
    """Process the batches of the dates, several side by side, then link what is published.

    Returns the outcomes of the batches in order; `UNDER_WAY.linked` has that of linking.
    """
    UNDER_WAY.finished.clear()
    UNDER_WAY.linked = None
    if not dates and not needs_linking(settings):
        return []
    set_up_logs(settings)
    UNSEEN.clear()
    outcomes: list[Outcome] = []
    if dates:
        with open_workers(settings) as workers, ThreadPoolExecutor(count_side_by_side(settings)) as pool:
            UNDER_WAY.begin(workers, runtime.flow_run.id)
            with workers.stopping():
                futures = [pool.submit(copy_context().run, process_date, one, settings, workers) for one in dates]
                outcomes = [future.result() for future in futures]
    CURRENT.get().say("linking")
    UNDER_WAY.linked = link_zone(settings, UNDER_WAY.check, run_as_task)
    return outcomes


def process_where_needed(dates: Iterable[date], only: Only, settings: Settings) -> list[Outcome]:
    """Process the batches in the state asked for and return their outcomes, oldest first; `all` is every one."""
    done, dates = take_plans(choose_plans(plan_batches(settings, sorted(dates)), only))
    return sorted([*done, *process_dates(dates, settings)], key=lambda outcome: outcome.batch_date)


def check_outcomes(outcomes: list[Outcome], settings: Settings) -> list[Outcome]:
    """Return the outcomes; raises BatchFailedError, which holds them, where one was not published or linked."""
    linked, failed = UNDER_WAY.linked, list_failed(outcomes)
    if failed or (linked and linked.state == "failed"):
        raise BatchFailedError(outcomes, build_rerun(settings, failed), linked)
    return outcomes


def finish(outcomes: list[Outcome], title: str, key: str, settings: Settings) -> list[Outcome]:
    """Leave an overview of the run as an artifact, then return the outcomes or raise BatchFailedError."""
    rerun = build_rerun(settings, list_failed(outcomes))
    observe(create_markdown_artifact, build_overview(title, outcomes, rerun), key, title)
    return check_outcomes(outcomes, settings)


CHANGES = ("running", "completion", "failure", "crashed", "cancellation")
HOOKS: dict[str, Any] = {f"on_{change}": [announce] for change in CHANGES}


def name_run() -> str:
    """Return the name of a run of `process_batches`: its range of dates."""
    dates = sorted(str(one) for one in runtime.flow_run.parameters["batch_dates"])
    return f"process {dates[0]}" if len(dates) == 1 else f"process {len(dates)} batches, {dates[0]} to {dates[-1]}"


@flow(name="process_batches", flow_run_name=name_run, persist_result=False)
def process_batches(batch_dates: Sequence[date]) -> list[Outcome]:
    """Process the batches of those dates. Raises BatchFailedError where any was not published."""
    settings = Settings()
    return finish(process_dates(batch_dates, settings), "Outcome of each batch", "batches", settings)


@flow(name="backfill", flow_run_name="backfill {start} to {end}, {only}", persist_result=False, **HOOKS)
def backfill(start: date, end: date, only: Only = "missing") -> list[Outcome]:
    """Process the batches of a range of dates, oldest first; one that fails does not stop the rest.

    Raises ValueError where the range ends before it starts, and BatchFailedError where any batch was not published.

    Args:
        start: The first batch, as 2025-04-01.
        end: The last batch, itself included.
        only: Which batches. missing: not published, also where a run was interrupted; failed: the last run published
            nothing; stale: raw files, code, model or settings have changed; all: every one, of which unchanged ones
            cost a look.
    """
    settings = Settings()
    outcomes = process_where_needed(find_range(settings, start, end), only, settings)
    return finish(outcomes, f"Backfill {start} to {end}, {only}", "backfill", settings)


@flow(name="process_recent", flow_run_name="process the last {days} days", persist_result=False, **HOOKS)
def process_recent(days: int = 2) -> list[Outcome]:
    """Pick up what is new in the latest batches: what a schedule runs.

    A batch that another run is writing now is left to it. Raises BatchFailedError where any was not published.

    Args:
        days: How many batches back, today's included.
    """
    settings = Settings()
    today = date.today()
    looked_at = [today - timedelta(days=back) for back in reversed(range(days))]
    outcomes = process_where_needed(find_range(settings, looked_at[0], today), "all", settings)
    observe(create_markdown_artifact, build_recent_summary(looked_at, outcomes), "recent", "The latest batches")
    return check_outcomes(outcomes, settings)
