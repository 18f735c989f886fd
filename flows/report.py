"""What a run tells: the outcome of a batch, and its summary for people and for Prefect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tasks.drift import Drift
from tasks.manifest import Manifest
from tasks.zones.place import Place

type OutcomeState = Literal["published", "unchanged", "failed"]

SUMMARY = """\
# Batch {outcome.batch_date}: {outcome.state}

| | |
|---|---:|
| articles | {rows[articles]:,} |
| quotes | {rows[quotes]:,} |
| entities | {rows[entities]:,} |
| sentences | {rows[sentences]:,} |
| tokens | {rows[tokens]:,} |
| rejects | {rows[rejects]:,} |
| articles annotated | {outcome.annotated:,} |
| articles reused | {outcome.reused:,} |
| words per second | {outcome.words_per_second:,.0f} |

Rejects by reason: {rejects}

Verdict: **{outcome.verdict}**. Data docs: [{docs}]({docs})
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run of one batch ended."""

    batch_date: date
    state: OutcomeState
    rows: Mapping[str, int]
    """Number by table; of the published tables where nothing was done."""
    rejects: Mapping[str, int]
    """Number by reason."""
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


FAILURE = """\
# Batch {outcome.batch_date}: failed

{outcome.reason}

The tables published before are as they were.
"""


def build_summary(outcome: Outcome) -> str:
    """The outcome of one batch as Markdown."""
    if outcome.state == "failed":
        return FAILURE.format(outcome=outcome)
    reasons = ", ".join(f"{reason} {number}" for reason, number in sorted(outcome.rejects.items()))
    docs = outcome.docs.uri if outcome.docs else ""
    summary = SUMMARY.format(outcome=outcome, rows=outcome.rows, rejects=reasons or "none", docs=docs)
    return summary + "".join(f"\nDrift: {drift}\n" for drift in outcome.drift)


def build_unchanged(batch_date: date, manifest: Manifest | None) -> Outcome:
    """The outcome where nothing had to be done; `manifest` is of the tables that stand."""
    if manifest is None:
        raise ValueError("a batch that was never published is not unchanged")
    return Outcome(batch_date, "unchanged", manifest.rows, manifest.rejects)


def build_backfill_summary(outcomes: Sequence[Outcome]) -> str:
    """The outcomes of many batches as a Markdown table."""
    lines = ["| batch | outcome | articles | quotes | rejects | annotated | |", "|---|---|---:|---:|---:|---:|---|"]
    for one in outcomes:
        counts = " | ".join(f"{one.rows.get(name, 0):,}" for name in ("articles", "quotes", "rejects"))
        notes = "; ".join([one.reason, *(f"drift: {drift}" for drift in one.drift)]).strip("; ")
        lines.append(f"| {one.batch_date} | {one.state} | {counts} | {one.annotated:,} | {notes} |")
    return "\n".join(lines)
