"""What a run tells: the outcome of a batch, and its summary for people and for Prefect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from tasks.manifest import Manifest

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
    docs: Path | None = None
    """The page of the validation results."""
    reason: str = ""
    """Why it failed."""


def build_summary(outcome: Outcome) -> str:
    """The outcome of one batch as Markdown."""
    reasons = ", ".join(f"{reason} {number}" for reason, number in sorted(outcome.rejects.items()))
    docs = outcome.docs.absolute().as_uri() if outcome.docs else ""
    return SUMMARY.format(outcome=outcome, rows=outcome.rows, rejects=reasons or "none", docs=docs)


def build_unchanged(batch_date: date, manifest: Manifest | None) -> Outcome:
    """The outcome where nothing had to be done; `manifest` is of the tables that stand."""
    if manifest is None:
        raise ValueError("a batch that was never published is not unchanged")
    return Outcome(batch_date, "unchanged", manifest.rows, manifest.rejects)
