"""The stages of one batch, each a plain function over paths and counts; nothing here knows Prefect."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from flows.failures import explain
from flows.metrics import Clock
from flows.report import Outcome, build_unchanged
from flows.results import Annotated, Judged, build_manifest, count_reasons
from flows.settings import Settings
from schemas.rejects import Reject
from tasks.annotate.pieces import build_pieces, find_shard_key, read_rejected
from tasks.batch.known_rejects import read_known
from tasks.batch.manifest import Failure, Manifest, Plan, plan_batch, write_failure
from tasks.batch.places import Batch
from tasks.ingest.ingest import Ingested, check_accounts, ingest
from tasks.logger import LOGGER, about
from tasks.publish.publish import clear_leftovers, finish_publishing, hold_batch, publish_tables
from tasks.publish.stage import count_present, stage_tables
from tasks.workers.pool import Workers
from tasks.workers.rescue import run_pieces
from tasks.workers.results import Result, read_result
from tasks.zones.place import Hold, HoldLostError, Place

type ShowProgress = Callable[[int, int], None]
"""Called with the number of articles done and of all."""


def ignore_progress(done: int, total: int) -> None:
    """Show nothing."""


def open_workers(settings: Settings) -> Workers:
    """The workers that the settings ask for."""
    return Workers(settings.workers, settings.model, settings.dask_address)


def read_batch(plan: Plan, settings: Settings, workers: Workers) -> Ingested:
    """Read the raw files into shards of articles and rejects."""
    LOGGER.info("reading %d files", len(plan.files))
    return ingest(plan, settings.limits, settings.shard_chars, settings.patience, workers)


def annotate_batch(
    plan: Plan, ingested: Ingested, settings: Settings, workers: Workers, show: ShowProgress = ignore_progress
) -> Annotated:
    """Annotate what no published rows can serve, shard by shard in the workers.

    An article that hangs or ends its worker is found and rejected. Raises TooManyFaultsError.
    """
    started = time.monotonic()
    out, seconds = plan.batch.staging / "annotated", settings.shard_seconds
    known = read_known(plan, seconds)
    pieces = [
        piece
        for shard in ingested.shards
        for piece in build_pieces(shard, ingested.folder, settings.model, seconds, out, known)
    ]
    total, done = ingested.to_annotate, 0
    LOGGER.info(
        "annotating %d articles in %d shards; %d articles reused, %d shards were finished before",
        total,
        len(pieces),
        ingested.articles - total,
        sum(piece.folder.is_finished() for piece in pieces) if out.is_dir() else 0,
    )
    results: dict[Place, Result] = {}
    for folder in run_pieces(workers, pieces, settings.patience.count_most(total)):
        results[folder] = read_result(folder)
        done += results[folder].articles or 1  # a reject
        show(done, total)
    return build_annotated(ingested, results, time.monotonic() - started)


def build_annotated(ingested: Ingested, results: Mapping[Place, Result], seconds: float) -> Annotated:
    """What the workers have done, by shard."""
    folders: dict[str, list[Place]] = {shard.key: [] for shard in ingested.shards}
    rejects: list[Reject] = []
    for folder, result in results.items():
        if result.articles:
            folders[find_shard_key(folder)].append(folder)
        else:
            rejects += read_rejected(folder)
    return Annotated(
        shards=tuple((shard, tuple(folders[shard.key])) for shard in ingested.shards),
        rejects=tuple(rejects),
        words=sum(result.words for result in results.values()),
        seconds=seconds,
        cpu_seconds=sum(result.cpu_seconds for result in results.values()),
        peak_memory=max((result.peak_memory for result in results.values()), default=0),
    )


def judge_batch(plan: Plan, ingested: Ingested, annotated: Annotated, settings: Settings) -> Judged:
    """Write the staged tables and have them judged."""
    from tasks.validate.validate import validate_tables  # Great Expectations takes seconds to import

    batch, clock = plan.batch, Clock()
    batch.staged_tables.remove()  # of a run that was killed
    with ExitStack() as stack:
        published = None
        if plan.is_reusable:
            published = {name: stack.enter_context(file.fetch()) for name, file in batch.published_files.items()}
        staged = stack.enter_context(batch.staged_tables.finish(durable=True))
        rejects = [*ingested.rejects, *annotated.rejects]
        rows = stage_tables(ingested.folder, annotated.shards, rejects, published, staged, plan.fingerprint)
        check_accounts(ingested.records, rows["articles"], rows["rejects"])
        staging, clock = clock.read(), Clock()
        LOGGER.info("judging %d articles, %d quotes", rows["articles"], rows["quotes"])
        verdict = validate_tables(
            staged, batch.validation, batch.batch_date, settings.max_reject_share, datetime.now(UTC)
        )
        speakers = count_present(staged / "quotes.parquet", "speaker_text")
    costs = {"stage": staging, "judge": clock.read()}
    return Judged(rows, verdict.success, verdict.checked, verdict.failures, verdict.page, speakers, costs)


def publish_batch(batch: Batch, hold: Hold, manifest: Manifest) -> None:
    """Replace the published tables; a second try ends what the first began."""
    if not finish_publishing(batch, hold):
        publish_tables(batch, hold, manifest)
    LOGGER.info("published")


@dataclass(frozen=True, slots=True)
class Stages:
    """The four stages; a flow puts its tasks in their place."""

    read: Callable[[Plan, Settings, Workers], Ingested] = read_batch
    annotate: Callable[[Plan, Ingested, Settings, Workers], Annotated] = annotate_batch
    judge: Callable[[Plan, Ingested, Annotated, Settings], Judged] = judge_batch
    publish: Callable[[Batch, Hold, Manifest], None] = publish_batch


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
    begun = time.monotonic()
    ingested = stages.read(plan, settings, workers)
    annotated = stages.annotate(plan, ingested, settings, workers)
    judged = stages.judge(plan, ingested, annotated, settings)
    if not judged.success:
        first = judged.failures[0].rstrip(".")
        return fail(plan, f"checks failed: {len(judged.failures)}, first: {first}; all of them: {judged.docs}")
    manifest = build_manifest(plan, ingested, annotated, judged, settings.shard_seconds)
    decided = time.monotonic()
    stages.publish(plan.batch, hold, manifest)
    tell_what_was_done(manifest, time.monotonic() - begun, time.monotonic() - decided)
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


def tell_what_was_done(manifest: Manifest, seconds: float, publish_seconds: float) -> None:
    """Log the counts of a published batch and what it took, and a warning for each figure that has drifted."""
    rows = {name: manifest.rows[name] for name in ("articles", "quotes", "rejects")}
    figures = {**rows, "seconds": round(seconds, 3), "publish_seconds": round(publish_seconds, 3)}
    text = "done: %d articles, %d quotes, %d rejects in %.1f s, of which publishing %.2f s"
    LOGGER.info(text, *figures.values(), extra=figures)
    for drift in manifest.drift:
        LOGGER.warning("drift: %s", drift, extra=asdict(drift))


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
