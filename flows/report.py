"""What a run tells: the outcome of each batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tasks.batch.drift import Drift
from tasks.batch.manifest import Manifest
from tasks.zones.place import Place

type OutcomeState = Literal["published", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run of one batch ended."""

    batch_date: date
    state: OutcomeState
    rows: Mapping[str, int]
    """Number by table; of the published tables where nothing was done."""
    rejects: Mapping[str, int]
    """Number by reason."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Records of WARC files passed over, number by kind."""
    annotated: int = 0
    reused: int = 0
    words_per_second: float = 0.0
    """Words annotated for each second that annotation took."""
    verdict: str = ""
    docs: Place | None = None
    """The page of the validation results."""
    reason: str = ""
    """Why it failed."""
    drift: Sequence[Drift] = ()
    """What was unlike the batches before it."""


class BatchFailedError(Exception):
    """Batches were not published; the message says which and what to do, `outcomes` has every batch of the run."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = list(outcomes)
        failed = [outcome for outcome in self.outcomes if outcome.state == "failed"]
        dates = " ".join(str(outcome.batch_date) for outcome in failed)
        reasons = "".join(f"{outcome.reason}\n" for outcome in failed)
        super().__init__(f"{reasons}{len(failed)} of {len(outcomes)} batches failed; rerun: quotewire run {dates}")


def check(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes as they are; BatchFailedError where any batch failed."""
    if any(outcome.state == "failed" for outcome in outcomes):
        raise BatchFailedError(outcomes)
    return list(outcomes)


def build_unchanged(batch_date: date, manifest: Manifest | None) -> Outcome:
    """The outcome where nothing had to be done; `manifest` is of the tables that stand."""
    if manifest is None:
        raise ValueError("a batch that was never published is not unchanged")
    return Outcome(batch_date, "unchanged", manifest.rows, manifest.rejects, manifest.skipped)
