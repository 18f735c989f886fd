"""What a run leaves for people to read: summaries in Markdown, which Prefect shows as artifacts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

from flows.outcome import Outcome, OutcomeState
from schemas.printable import code_span
from tasks.batch.corrections import describe_waiting

FOLDER = Path(__file__).parent
SUMMARY = (FOLDER / "summary.md").read_text(encoding="utf-8")
FAILURE = (FOLDER / "failure.md").read_text(encoding="utf-8")


def build_summary(outcome: Outcome) -> str:
    """The outcome of one batch as Markdown."""
    rejected = "\n".join(f"- {code_span(line)}" for line in outcome.rejected)
    if outcome.state == "failed":
        return FAILURE.format(outcome=outcome, reason=code_span(outcome.reason), rejected=rejected)
    rejects, skipped = list_counts(outcome.rejects), list_counts(outcome.skipped)
    speed = f"{outcome.words_per_second:,.0f}" if outcome.words_per_second else ""
    summary = SUMMARY.format(outcome=outcome, rows=outcome.rows, rejects=rejects, skipped=skipped, speed=speed)
    warnings = [f"Quarantined: {code_span(str(one))}" for one in outcome.quarantined]
    warnings += [f"Drift: {one}" for one in outcome.drift]
    warnings += [f"Corrections: {one}" for one in describe_waiting(outcome.corrections, outcome.batch_date)]
    return "\n\n".join([summary, *warnings, rejected]).rstrip() + "\n"


def list_counts(counts: Mapping[str, int]) -> str:
    """Numbers by reason or kind on one line; "none" where there are none."""
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())) or "none"


def count_states(outcomes: Iterable[Outcome]) -> str:
    """How many ended how, in words: `3 published, 1 failed`; nothing where there is none."""
    counts = Counter(outcome.state for outcome in outcomes)
    return ", ".join(f"{counts[state]} {state}" for state in get_args(OutcomeState.__value__) if counts[state])


def build_outcome_table(outcomes: Sequence[Outcome]) -> str:
    """A row for each batch, and below them why one failed or what was unlike the batches before it."""
    lines = ["| batch | outcome | articles | quotes | rejects | annotated |", "|---|---|---:|---:|---:|---:|"]
    for one in outcomes:
        counts = " | ".join(f"{one.rows[name]:,}" if one.rows else "" for name in ("articles", "quotes", "rejects"))
        lines.append(f"| {one.batch_date} | {one.state} | {counts} | {one.annotated:,} |")
    notes = [f"- {code_span(one.reason)}" for one in outcomes if one.reason]
    lost = [(one.batch_date, code_span(str(publisher))) for one in outcomes for publisher in one.quarantined]
    notes += [f"- batch {batch_date}: quarantined: {publisher}" for batch_date, publisher in lost]
    notes += [f"- batch {one.batch_date}: drift: {drift}" for one in outcomes for drift in one.drift]
    return "\n".join([*lines, "", *notes]).rstrip()


def build_overview(title: str, outcomes: Sequence[Outcome], rerun: str) -> str:
    """Return the outcomes of a run as Markdown; `rerun` is the command that redoes what failed, or empty."""
    if not outcomes:
        return f"# {title}\n\nNo batch is in that state: nothing to do."
    again = f"\n\nRedo what failed: `{rerun}`" if rerun else ""
    return f"# {title}\n\n{count_states(outcomes)}\n\n{build_outcome_table(outcomes)}{again}"


def build_recent_summary(looked_at: Sequence[date], outcomes: Sequence[Outcome]) -> str:
    """What a scheduled run found in the batches it looked at, and what came of it."""
    there = {outcome.batch_date for outcome in outcomes}
    notes = [f"{one}: nothing has been delivered" for one in looked_at if one not in there]
    parts = [f"# Batches {looked_at[0]} to {looked_at[-1]}"]
    if outcomes:
        parts += [count_states(outcomes), build_outcome_table(outcomes)]
    parts += ["\n".join(f"- {note}" for note in notes)] if notes else []
    return "\n\n".join(parts)
