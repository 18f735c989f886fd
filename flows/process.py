"""The flow `process_batch`: one batch through every stage; it plans, calls tasks and reports."""

import time
from concurrent.futures import BrokenExecutor
from datetime import date
from typing import Any, cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from flows import stages
from flows.logs import set_up_logs
from flows.report import Outcome, check
from flows.settings import Settings
from flows.summaries import build_summary
from tasks.annotate.annotate import Annotated, ShowProgress
from tasks.batch.manifest import Manifest, Plan
from tasks.batch.places import Batch
from tasks.ingest.ingest import Ingested
from tasks.logger import LOGGER
from tasks.publish.record import Judged
from tasks.workers.pool import Workers
from tasks.workers.processes import WorkerDiedError
from tasks.zones.place import Hold

RETRIES = 2
PROGRESS_SECONDS = 2.0
"""Between two reports: each costs a call to Prefect's server."""


def can_retry(_task: object, _run: object, state: Any) -> bool:
    """A worker that died or a disk that hiccuped may do better next time; a bug or bad data will not."""
    error = state.result(raise_on_failure=False)
    is_worth_it = isinstance(error, BrokenExecutor | WorkerDiedError | OSError)
    if is_worth_it:
        LOGGER.warning("%s: %s; tried again", type(error).__name__, error)
    return is_worth_it


@task(name="ingest", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def ingest_batch(plan: Plan, settings: Settings, workers: Workers) -> Ingested:
    """Read the raw files into shards of articles and rejects."""
    return stages.read_batch(plan, settings, workers)


@task(name="annotate", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def annotate_batch(plan: Plan, ingested: Ingested, settings: Settings, workers: Workers) -> Annotated:
    """Annotate the shards; what an earlier try finished is kept."""
    return stages.annotate_batch(plan, ingested, settings, workers, build_progress(plan.batch.batch_date))


@task(name="validate", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def validate_batch(plan: Plan, ingested: Ingested, annotated: Annotated, settings: Settings) -> Judged:
    """Write the staged tables and judge them."""
    return stages.judge_batch(plan, ingested, annotated, settings)


@task(name="publish", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def publish_batch(
    plan: Plan, hold: Hold, ingested: Ingested, annotated: Annotated, judged: Judged, settings: Settings
) -> Manifest:
    """Replace the published tables."""
    return stages.publish_batch(plan, hold, ingested, annotated, judged, settings)


def build_progress(batch_date: date) -> ShowProgress:
    """Shows progress in the log and as a Prefect artifact, not more often than is of use."""
    made = create_progress_artifact(0.0, f"annotate-{batch_date}", f"Articles of {batch_date} annotated")
    artifact, shown = cast(UUID, made), time.monotonic()

    def show(done: int, total: int, _words: int) -> None:
        nonlocal shown
        if done == total or time.monotonic() - shown >= PROGRESS_SECONDS:
            shown = time.monotonic()
            LOGGER.info("annotated %d of %d articles", done, total)
            update_progress_artifact(artifact, 100.0 * done / total)

    return show


@flow(name="process_batch", flow_run_name="process {batch_date}")
def process_batch(batch_date: date) -> Outcome:
    """One batch from its raw folder to published tables, with the settings of the environment.

    Raises BatchFailedError where it cannot be published (the batch published before stays as it is) and
    BatchBusyError where another run is at it.
    """
    settings = Settings()
    set_up_logs(settings)
    batch = Batch(batch_date, settings.raw, settings.curated)
    tasks = stages.Stages(ingest_batch, annotate_batch, validate_batch, publish_batch)
    with stages.open_workers(settings) as workers:
        outcome = stages.process(batch, settings, workers, tasks)
    create_markdown_artifact(build_summary(outcome), f"batch-{batch_date}", f"Batch {batch_date}")
    return check([outcome])[0]
