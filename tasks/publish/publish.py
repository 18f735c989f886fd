"""The step `publish`: one atomic replacement a table, then the manifest."""

import time
from dataclasses import asdict, replace

from tasks.annotate.annotate import Annotated
from tasks.batch.hold import clear_leftovers
from tasks.batch.manifest import Manifest, build_json
from tasks.batch.places import Batch
from tasks.batch.plan import Plan
from tasks.ingest.ingest import Ingested
from tasks.logger import LOGGER
from tasks.publish.record import Judged, build_manifest
from tasks.zones.place import Hold


def publish_batch(
    plan: Plan, hold: Hold, ingested: Ingested, annotated: Annotated, judged: Judged, shard_seconds: float
) -> Manifest:
    """Replace the published tables by the staged ones and return their manifest.

    A second try finishes what the first began. Raises HoldLostError.
    """
    begun = time.monotonic()
    manifest = build_manifest(plan, ingested, annotated, judged, shard_seconds)
    if not finish_publishing(plan.batch, hold):
        publish_tables(plan.batch, hold, manifest)
    log_published(manifest, time.monotonic() - begun)
    return manifest


def publish_tables(batch: Batch, hold: Hold, manifest: Manifest) -> None:
    """Replace the published tables by the staged ones, the manifest last.

    All are durable before the first is replaced, and with the manifest in staging the batch is decided:
    `finish_publishing` ends the work after a crash. Raises HoldLostError where another run has taken the batch over.
    """
    hold.decide(build_json(manifest))
    LOGGER.info("decided: the staged tables replace the published ones", extra={"rows": manifest.rows})
    finish_publishing(batch, hold)


def finish_publishing(batch: Batch, hold: Hold) -> bool:
    """Carry out what `publish_tables` decided on, or what is left of it; False where nothing was decided."""
    token = hold.read_decision()
    if token is None:
        return False
    staged_tables = replace(batch, token=token).staged_tables
    for name, published in batch.published_files.items():
        hold.check()
        if (staged := staged_tables / f"{name}.parquet").exists():
            staged.move_to(published)
    hold.settle()
    clear_leftovers(batch)
    return True


def log_published(manifest: Manifest, seconds: float) -> None:
    """Log the counts of a published batch and what it took, and a warning for each figure that has drifted."""
    rows = {name: manifest.rows[name] for name in ("articles", "quotes", "rejects")}
    total = manifest.metrics["seconds"] + seconds
    figures = {**rows, "seconds": round(total, 3), "publish_seconds": round(seconds, 3)}
    text = "done: %d articles, %d quotes, %d rejects in %.1f s, of which publishing %.2f s"
    LOGGER.info(text, *figures.values(), extra=figures)
    for drift in manifest.drift:
        LOGGER.warning("drift: %s", drift, extra=asdict(drift))
