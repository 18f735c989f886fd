"""One batch through its steps: lock, plan, ingest, annotate, validate, publish. Nothing here knows Prefect."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from threading import Thread
from typing import Any

from flows.outcome import Outcome, build_busy, build_failed, build_published, build_unchanged, explain
from flows.settings import Settings
from tasks.annotate.annotate import ShowProgress, annotate_batch
from tasks.annotate.workers import build_weights, build_workers
from tasks.batch.hold import BatchBusyError, clear_leftovers, hold_batch
from tasks.batch.manifest import Failure, write_failure
from tasks.batch.places import Batch
from tasks.batch.plan import Plan, plan_batch
from tasks.ingest.ingest import ingest
from tasks.logger import LOGGER, about
from tasks.publish.publish import finish_publishing, publish_batch
from tasks.validate.step import validate_batch
from tasks.workers.pool import Workers
from tasks.zones.place import Hold, HoldLostError

type RunStep = Callable[..., Any]
"""Takes a step and its arguments, calls it and returns what it returns; a flow runs it as a Prefect task."""


def call_step(step: Callable[..., Any], *arguments: object) -> Any:
    """Call a step as it is, without Prefect."""
    return step(*arguments)


def open_workers(settings: Settings) -> Workers:
    """Return the workers that the settings ask for; the first work starts them."""
    return build_workers(settings.workers, settings.recipe, settings.scheduler)


def process_batch(
    batch: Batch,
    settings: Settings,
    workers: Workers,
    run_step: RunStep = call_step,
    show: ShowProgress | None = None,
    earlier: Plan | None = None,
) -> Outcome:
    """Take one batch from its raw folder to published tables, or say in the outcome why it was not published.

    The batch is planned under its lock, since another run may have ended since the `earlier` plan, whose hashes are
    used again.
    """
    with about(batch=str(batch.batch_date)):
        try:
            workers.check()
            with hold_batch(batch, settings.lease_seconds) as hold:
                if finish_publishing(batch, hold):
                    LOGGER.warning("a run had ended while publishing; what it had decided is published now")
                ours = replace(batch, token=hold.token)
                plan = plan_batch(ours, settings.recipe, settings.tolerance, earlier)
                if plan.state == "done":
                    clear_leftovers(batch)
                    return build_unchanged(batch.batch_date, plan.manifest)
                return run_steps(plan, settings, workers, run_step, show, hold)
        except BatchBusyError as error:
            return build_busy(batch.batch_date, str(error))
        except OSError as error:  # of the raw zone, or of the curated one before there was anything to do
            LOGGER.exception("an error ended the batch")
            return build_failed(batch, explain(error, batch.curated_root))


def run_steps(
    plan: Plan, settings: Settings, workers: Workers, run_step: RunStep, show: ShowProgress | None, hold: Hold
) -> Outcome:
    """Ingest, annotate, validate and, where the verdict allows it, publish.

    Raises HoldLostError, and InterruptedRunError before the next step or in one that waits for workers.
    """
    if not plan.files and not plan.rejects:
        return fail(plan, f"no files in {plan.batch.raw}; deliver some with quotewire land, or remove the folder")

    def step(*arguments: Any) -> Any:
        workers.check()
        return run_step(*arguments)

    Thread(target=import_module, args=["tasks.validate.validate"], daemon=True).start()  # seconds; others work
    try:
        ingested = step(ingest, plan, settings.limits, settings.shard_chars, settings.tolerance, workers)
        weights = build_weights(settings.recipe)
        annotated = step(annotate_batch, plan, ingested, weights, settings.tolerance, workers, show)
        judged = step(validate_batch, plan, ingested, annotated, settings.max_reject_share)
        if not judged.success:
            first = judged.failures[0].rstrip(".")
            reason = f"checks failed: {len(judged.failures)}, first: {first}; all of them: {judged.docs}"
            return fail(plan, reason, judged.rejected)
        manifest = step(publish_batch, plan, hold, ingested, annotated, judged, settings.shard_seconds)
        return build_published(manifest, judged)
    except HoldLostError:
        raise
    except Exception as error:
        LOGGER.exception("an error ended the batch")
        return fail(plan, explain(error, plan.batch.curated_root))


def fail(plan: Plan, reason: str, rejected: Sequence[str] = ()) -> Outcome:
    """Record why the batch was not published, where that can be written, and return the outcome."""
    try:
        write_failure(plan.batch, Failure(plan.fingerprint, reason, datetime.now(UTC).isoformat(), tuple(rejected)))
    except OSError as error:
        LOGGER.warning("the failure could not be recorded: %s", error)
    return build_failed(plan.batch, reason, rejected)
