"""The step `publish`: one atomic replacement a table, then the manifest."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version

from schemas.kept_versions import KEPT_VERSIONS
from tasks.annotate.annotate import Annotated
from tasks.batch.drift import HISTORY, find_drift
from tasks.batch.hold import clear_leftovers
from tasks.batch.manifest import Manifest, build_json, read_history
from tasks.batch.metrics import Cost, build_metrics
from tasks.batch.places import Batch
from tasks.batch.plan import Plan
from tasks.ingest.ingest import Ingested
from tasks.logger import LOGGER
from tasks.publish.datapackage import write_datapackage
from tasks.zones.place import Hold, Place


@dataclass(frozen=True, slots=True)
class Judged:
    """The staged tables' rows and what validation said of them."""

    rows: dict[str, int]
    """Number by table."""
    success: bool
    checked: int
    failures: tuple[str, ...]
    docs: Place
    rejected: tuple[str, ...] = ()
    """Why records were rejected, in lines for people; where the checks passed, examples from publishers quarantined."""
    found: Mapping[str, int] = field(default_factory=dict)
    """Number of quotes with words for their speaker (`speakers`) and with a name for them (`names`)."""
    costs: Mapping[str, Cost] = field(default_factory=dict)
    """Of writing the staged tables and of judging them."""
    kept: int = 0
    """Versions of articles that are kept once these tables replace the published ones."""


def publish_batch(
    plan: Plan, hold: Hold, ingested: Ingested, annotated: Annotated, judged: Judged, shard_seconds: float
) -> Manifest:
    """Publish the staged tables and return their manifest; finishes what a first try began. Raises HoldLostError."""
    begun = time.monotonic()
    manifest = build_manifest(plan, ingested, annotated, judged, shard_seconds)
    if not finish_publishing(plan.batch, hold):
        publish_tables(plan.batch, hold, manifest)
    log_published(manifest, time.monotonic() - begun)
    return manifest


def build_manifest(
    plan: Plan, ingested: Ingested, annotated: Annotated, judged: Judged, shard_seconds: float
) -> Manifest:
    """Return the record of what is about to be published."""
    rejects = Counter(reject.reason for reject in (*ingested.rejects, *annotated.rejects))
    costs = {
        "read": Cost(ingested.seconds, ingested.cpu_seconds),
        "annotate": Cost(annotated.seconds, annotated.cpu_seconds),
        **judged.costs,
    }
    manifest = Manifest(
        batch_date=plan.batch.batch_date.isoformat(),
        fingerprint=ingested.fingerprint,
        recipe=plan.recipe,
        version=version("quotewire"),
        inputs=ingested.files,
        listed_at_ns=plan.listed_at_ns,
        shard_seconds=shard_seconds,
        records=ingested.records,
        rejects=dict(sorted(rejects.items())),
        skipped=ingested.skipped,
        publishers=ingested.publishers,
        quarantined=ingested.quarantined,
        correction_files=ingested.correction_files,
        corrections=ingested.corrections,
        rows=judged.rows,
        kept=judged.kept,
        annotated=ingested.to_annotate - len(annotated.rejects),
        reused=ingested.articles - ingested.to_annotate,
        metrics=build_metrics(costs, ingested.words, annotated.words, annotated.peak_memory, judged.found),
        verdict={"checked": judged.checked, "docs": judged.docs.name},
        finished_at=datetime.now(UTC).isoformat(),
    )
    before = [one.figures for one in read_history(plan.batch, HISTORY)]
    return replace(manifest, drift=tuple(find_drift(manifest.figures, before)))


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
    for name, published in {**batch.published_files, KEPT_VERSIONS.name: batch.replaced}.items():
        hold.check()
        if (staged := staged_tables / f"{name}.parquet").exists():
            staged.move_to(published)
    write_datapackage(batch.curated_root, batch.batch_date)
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
