"""The stages of one batch, each a plain function over paths and counts; nothing here knows Prefect."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flows.failures import explain
from flows.report import Outcome, build_unchanged
from flows.settings import Settings
from tasks.annotate import annotate
from tasks.annotate.annotate import Annotated, ShowProgress
from tasks.batch.hold import clear_leftovers, hold_batch
from tasks.batch.manifest import Failure, Manifest, Plan, plan_batch, write_failure
from tasks.batch.places import Batch
from tasks.ingest.ingest import Ingested, ingest
from tasks.logger import LOGGER, about
from tasks.publish import publish
from tasks.publish.publish import finish_publishing
from tasks.publish.record import Judged, count_reasons
from tasks.validate.step import validate_batch
from tasks.workers.pool import Workers
from tasks.zones.place import Hold, HoldLostError


def open_workers(settings: Settings) -> Workers:
    """The workers that the settings ask for."""
    return Workers(settings.workers, settings.model, settings.dask_address)


def read_batch(plan: Plan, settings: Settings, workers: Workers) -> Ingested:
    """Read the raw files into shards of articles and rejects."""
    return ingest(plan, settings.limits, settings.shard_chars, settings.patience, workers)


def annotate_batch(
    plan: Plan, ingested: Ingested, settings: Settings, workers: Workers, show: ShowProgress | None = None
) -> Annotated:
    """Annotate what no published rows can serve, shard by shard in the workers."""
    return annotate.annotate_batch(plan, ingested, settings.model, settings.patience, workers, show)


def judge_batch(plan: Plan, ingested: Ingested, annotated: Annotated, settings: Settings) -> Judged:
    """Write the staged tables and have them judged."""
    return validate_batch(plan, ingested, annotated, settings.max_reject_share)


def publish_batch(
    plan: Plan, hold: Hold, ingested: Ingested, annotated: Annotated, judged: Judged, settings: Settings
) -> Manifest:
    """Replace the published tables; a second try ends what the first began."""
    return publish.publish_batch(plan, hold, ingested, annotated, judged, settings.shard_seconds)


@dataclass(frozen=True, slots=True)
class Stages:
    """The four stages; a flow puts its tasks in their place."""

    read: Callable[[Plan, Settings, Workers], Ingested] = read_batch
    annotate: Callable[[Plan, Ingested, Settings, Workers], Annotated] = annotate_batch
    judge: Callable[[Plan, Ingested, Annotated, Settings], Judged] = judge_batch
    publish: Callable[[Plan, Hold, Ingested, Annotated, Judged, Settings], Manifest] = publish_batch


def process(batch: Batch, settings: Settings, workers: Workers, stages: Stages) -> Outcome:
    """Take one batch from its raw folder to published tables, or say why not in the outcome.

    Raises BatchBusyError where another run is at it.
    """
    with about(batch=str(batch.batch_date)):
        try:
            with hold_batch(batch, settings.lease_seconds) as hold:
                return process_held(batch, settings, workers, stages, hold)
        except OSError as error:  # of the raw zone, or of the curated one before there was anything to do
            LOGGER.exception("an error ended the batch")
            return build_failed(batch, explain(error, batch.curated_root))


def process_held(batch: Batch, settings: Settings, workers: Workers, stages: Stages, hold: Hold) -> Outcome:
    """Process a batch that is this run's alone. Raises OSError where its raw or published files cannot be looked at."""
    if finish_publishing(batch, hold):
        LOGGER.warning("a run had ended while publishing; what it had decided is published now")
    plan = plan_batch(replace(batch, token=hold.token), settings.recipe, settings.shard_seconds)
    if plan.state == "done":
        clear_leftovers(batch)
        return build_unchanged(batch.batch_date, plan.manifest)
    if not plan.files and not plan.rejects:
        return fail(plan, f"no files in {batch.raw}; deliver some with quotewire land, or remove the folder")
    try:
        return run_stages(plan, settings, workers, stages, hold)
    except HoldLostError:
        raise
    except Exception as error:
        LOGGER.exception("an error ended the batch")
        return fail(plan, explain(error, batch.curated_root))


def run_stages(plan: Plan, settings: Settings, workers: Workers, stages: Stages, hold: Hold) -> Outcome:
    """Read, annotate, judge and, where the verdict allows it, publish."""
    ingested = stages.read(plan, settings, workers)
    annotated = stages.annotate(plan, ingested, settings, workers)
    judged = stages.judge(plan, ingested, annotated, settings)
    if not judged.success:
        first = judged.failures[0].rstrip(".")
        return fail(plan, f"checks failed: {len(judged.failures)}, first: {first}; all of them: {judged.docs}")
    manifest = stages.publish(plan, hold, ingested, annotated, judged, settings)
    return Outcome(
        plan.batch.batch_date,
        "published",
        judged.rows,
        count_reasons(ingested, annotated),
        ingested.skipped,
        annotated=ingested.to_annotate - len(annotated.rejects),
        reused=ingested.articles - ingested.to_annotate,
        words_per_second=annotated.words / annotated.seconds if annotated.words else 0.0,
        verdict=f"passed {judged.checked} checks",
        docs=judged.docs,
        drift=manifest.drift,
    )


def fail(plan: Plan, reason: str) -> Outcome:
    """Put down why the batch was not published, where that can be written."""
    try:
        write_failure(plan.batch, Failure(plan.fingerprint, reason, datetime.now(UTC).isoformat()))
    except OSError as error:
        LOGGER.warning("the failure could not be put down: %s", error)
    return build_failed(plan.batch, reason)


def build_failed(batch: Batch, reason: str) -> Outcome:
    """The outcome of a batch that was not published, which is logged."""
    LOGGER.error("failed: %s", reason)
    return Outcome(batch.batch_date, "failed", {}, {}, reason=f"batch {batch.batch_date}: {reason}")
