"""The flow `process_batch`: one batch through every stage; it plans, calls tasks and reports."""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.progress import Progress
from flows.report import Outcome, build_summary, build_unchanged
from flows.settings import Settings
from tasks.batch import Batch
from tasks.ingest import Ingested, ingest
from tasks.manifest import Failure, Manifest, Plan, plan_batch, write_failure
from tasks.publish import clear_leftovers, finish_publishing, hold_batch, publish_tables
from tasks.shards import Shard
from tasks.stage import stage_tables
from tasks.validate import Verdict, validate_tables
from tasks.work import annotate_shard, read_result
from tasks.workers import open_workers, run_works

LOGGER = logging.getLogger("quotewire")
RETRIES = 2


class BatchFailedError(Exception):
    """A batch was not published; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The shards with the folders their workers wrote, and what that took."""

    shards: tuple[tuple[Shard, Path | None], ...]
    words: int
    seconds: float
    cpu_seconds: float
    peak_memory: int


def can_retry(_task: object, _run: object, state: Any) -> bool:
    """A worker that died or a disk that hiccuped may do better next time; a bug or bad data will not."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, BrokenProcessPool | OSError)


@task(name="ingest", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def ingest_batch(plan: Plan, settings: Settings) -> Ingested:
    """Read the raw files into shards of articles and rejects."""
    LOGGER.info("%s: reading %d files", plan.batch.batch_date, len(plan.files))
    with open_workers(settings.workers, settings.dask_address) as executor:
        return ingest(plan, settings.limits, settings.shard_chars, executor)


@task(name="annotate", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def annotate_batch(plan: Plan, shards: Sequence[Shard], settings: Settings) -> Annotated:
    """Annotate what no published rows can serve, shard by shard in the workers."""
    started = time.monotonic()
    folders = {shard: plan.batch.staging / "annotated" / shard.key for shard in shards if shard.to_annotate}
    works = {folder: partial(annotate_shard, shard, settings.model, folder) for shard, folder in folders.items()}
    total = sum(shard.to_annotate for shard in folders)
    LOGGER.info("%s: annotating %d articles in %d shards", plan.batch.batch_date, total, len(works))
    results = []
    if works:
        progress = Progress(plan.batch.batch_date, total)
        with open_workers(min(settings.workers, len(works)), settings.dask_address, settings.model) as executor:
            for folder in run_works(executor, works):
                results.append(read_result(folder))
                progress.add(results[-1].articles)
    return Annotated(
        shards=tuple((shard, folders.get(shard)) for shard in shards),
        words=sum(result.words for result in results),
        seconds=time.monotonic() - started,
        cpu_seconds=sum(result.cpu_seconds for result in results),
        peak_memory=max((result.peak_memory for result in results), default=0),
    )


@task(name="validate", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def stage_and_validate(
    plan: Plan, ingested: Ingested, annotated: Annotated, settings: Settings
) -> tuple[dict[str, int], Verdict]:
    """Write the staged tables and judge them."""
    batch = plan.batch
    published = batch.published_files if plan.is_reusable else None
    rows = stage_tables(annotated.shards, ingested.rejects, published, batch.staged_tables, plan.fingerprint)
    LOGGER.info("%s: judging %d articles, %d quotes", batch.batch_date, rows["articles"], rows["quotes"])
    verdict = validate_tables(
        batch.staged_tables, batch.validation, batch.batch_date, settings.max_reject_share, datetime.now(UTC)
    )
    return rows, verdict


@task(name="publish", cache_policy=NO_CACHE, retries=RETRIES, retry_delay_seconds=2, retry_condition_fn=can_retry)
def publish_batch(batch: Batch, manifest: Manifest) -> None:
    """Replace the published tables."""
    publish_tables(batch, manifest)
    LOGGER.info("%s: published", batch.batch_date)


@flow(name="process_batch", flow_run_name="process {batch_date}")
def process_batch(batch_date: date) -> Outcome:
    """One batch from its raw folder to published tables, with the settings of the environment.

    Raises BatchFailedError where it cannot be published (the batch published before stays as it is) and
    BatchBusyError where another run is at it.
    """
    settings = Settings()
    batch = Batch(batch_date, settings.raw, settings.curated)
    with hold_batch(batch):
        finish_publishing(batch)
        plan = plan_batch(batch, settings.recipe)
        if plan.state == "done":
            clear_leftovers(batch)
            return build_unchanged(batch_date, plan.manifest)
        outcome = run_stages(plan, settings)
    create_markdown_artifact(build_summary(outcome), f"batch-{batch_date}", f"Batch {batch_date}")
    return outcome


def run_stages(plan: Plan, settings: Settings) -> Outcome:
    """Read, annotate, judge and publish; whatever goes wrong is put down as the batch's failure."""
    if not plan.files and not plan.rejects:
        fail(plan, f"no files in {plan.batch.raw}; deliver some with quotewire land, or remove the folder")
    try:
        ingested = ingest_batch(plan, settings)
        annotated = annotate_batch(plan, ingested.shards, settings)
        rows, verdict = stage_and_validate(plan, ingested, annotated, settings)
        if verdict.success:
            publish_batch(plan.batch, build_manifest(plan, ingested, annotated, rows, verdict))
    except Exception as error:
        fail(plan, f"{type(error).__name__}: {error}", error)
    if not verdict.success:
        fail(plan, f"{len(verdict.failures)} checks failed: {verdict.failures[0]}; all of them: {verdict.docs}")
    return Outcome(
        plan.batch.batch_date,
        "published",
        rows,
        count_reasons(ingested),
        annotated=ingested.to_annotate,
        reused=ingested.articles - ingested.to_annotate,
        words_per_second=annotated.words / annotated.seconds if annotated.words else 0.0,
        verdict=f"passed {verdict.checked} checks",
        docs=verdict.docs,
    )


def fail(plan: Plan, reason: str, cause: Exception | None = None) -> NoReturn:
    """Put down why the batch was not published, and say so."""
    batch_date = plan.batch.batch_date
    write_failure(plan.batch, Failure(plan.fingerprint, reason, datetime.now(UTC).isoformat()))
    summary = f"# Batch {batch_date}: failed\n\n{reason}\n\nThe tables published before are as they were."
    create_markdown_artifact(summary, f"batch-{batch_date}", f"Batch {batch_date}")
    raise BatchFailedError(f"batch {batch_date} was not published: {reason}") from cause


def count_reasons(ingested: Ingested) -> dict[str, int]:
    """Number of rejects by reason."""
    return dict(sorted(Counter(reject.reason for reject in ingested.rejects).items()))


def build_manifest(
    plan: Plan, ingested: Ingested, annotated: Annotated, rows: dict[str, int], verdict: Verdict
) -> Manifest:
    """The record of what is about to be published."""
    return Manifest(
        batch_date=plan.batch.batch_date.isoformat(),
        fingerprint=plan.fingerprint,
        recipe=plan.recipe,
        inputs=plan.files,
        listed_at_ns=plan.listed_at_ns,
        records=ingested.records,
        rejects=count_reasons(ingested),
        rows=rows,
        annotated=ingested.to_annotate,
        reused=ingested.articles - ingested.to_annotate,
        metrics={
            "read_cpu_seconds": round(ingested.cpu_seconds, 3),
            "annotate_cpu_seconds": round(annotated.cpu_seconds, 3),
            "annotate_seconds": round(annotated.seconds, 3),
            "words": annotated.words,
            "worker_peak_bytes": annotated.peak_memory,
        },
        verdict={"checked": verdict.checked, "docs": verdict.docs.name},
        finished_at=datetime.now(UTC).isoformat(),
    )
