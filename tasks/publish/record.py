"""The manifest of a batch that is about to be published, built from what its steps found and cost."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version

from tasks.annotate.annotate import Annotated
from tasks.batch.drift import HISTORY, find_drift
from tasks.batch.manifest import Manifest, read_history
from tasks.batch.metrics import Cost, build_metrics
from tasks.batch.plan import Plan
from tasks.ingest.ingest import Ingested
from tasks.zones.place import Place


@dataclass(frozen=True, slots=True)
class Judged:
    """The staged tables' rows and what validation said of them."""

    rows: dict[str, int]
    """Number by table."""
    success: bool
    checked: int
    failures: tuple[str, ...]
    docs: Place
    speakers: int = 0
    """Quotes with a speaker."""
    costs: Mapping[str, Cost] = field(default_factory=dict)
    """Of writing the staged tables and of judging them."""


def count_reasons(ingested: Ingested, annotated: Annotated) -> dict[str, int]:
    """Return the number of rejects by reason."""
    return dict(sorted(Counter(reject.reason for reject in (*ingested.rejects, *annotated.rejects)).items()))


def build_manifest(
    plan: Plan, ingested: Ingested, annotated: Annotated, judged: Judged, shard_seconds: float
) -> Manifest:
    """Return the record of what is about to be published."""
    manifest = Manifest(
        batch_date=plan.batch.batch_date.isoformat(),
        fingerprint=ingested.fingerprint,
        recipe=plan.recipe,
        version=version("quotewire"),
        inputs=ingested.files,
        listed_at_ns=plan.listed_at_ns,
        shard_seconds=shard_seconds,
        records=ingested.records,
        rejects=count_reasons(ingested, annotated),
        skipped=ingested.skipped,
        rows=judged.rows,
        annotated=ingested.to_annotate - len(annotated.rejects),
        reused=ingested.articles - ingested.to_annotate,
        metrics=build_metrics(
            {
                "read": Cost(ingested.seconds, ingested.cpu_seconds),
                "annotate": Cost(annotated.seconds, annotated.cpu_seconds),
                **judged.costs,
            },
            ingested.words,
            annotated.words,
            annotated.peak_memory,
            judged.speakers,
        ),
        verdict={"checked": judged.checked, "docs": judged.docs.name},
        finished_at=datetime.now(UTC).isoformat(),
    )
    before = [one.figures for one in read_history(plan.batch, HISTORY)]
    return replace(manifest, drift=tuple(find_drift(manifest.figures, before)))
