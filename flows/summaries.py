"""What a run leaves for people to read: summaries in Markdown, which Prefect shows as artifacts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from flows.outcome import Outcome

FOLDER = Path(__file__).parent
SUMMARY = (FOLDER / "summary.md").read_text(encoding="utf-8")
FAILURE = (FOLDER / "failure.md").read_text(encoding="utf-8")


def build_summary(outcome: Outcome) -> str:
    """The outcome of one batch as Markdown."""
    if outcome.state == "failed":
        return FAILURE.format(outcome=outcome)
    docs = outcome.docs.uri if outcome.docs else ""
    rejects, skipped = list_counts(outcome.rejects), list_counts(outcome.skipped)
    speed = f"{outcome.words_per_second:,.0f}" if outcome.words_per_second else ""
    texts = {"rejects": rejects, "skipped": skipped, "docs": docs, "speed": speed}
    summary = SUMMARY.format(outcome=outcome, rows=outcome.rows, **texts)
    return summary + "".join(f"\nDrift: {drift}\n" for drift in outcome.drift)


def list_counts(counts: Mapping[str, int]) -> str:
    """Numbers by reason or kind on one line; "none" where there are none."""
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())) or "none"


def count_states(outcomes: Iterable[Outcome]) -> str:
    """How many ended how, in words: `3 published, 1 failed`; nothing where there is none."""
    counts = Counter(outcome.state for outcome in outcomes)
    return ", ".join(f"{counts[state]} {state}" for state in ("published", "unchanged", "failed") if counts[state])


def build_outcome_table(outcomes: Sequence[Outcome]) -> str:
    """A row for each batch, and below them why one failed or what was unlike the batches before it."""
    lines = ["| batch | outcome | articles | quotes | rejects | annotated |", "|---|---|---:|---:|---:|---:|"]
    for one in outcomes:
        counts = " | ".join(f"{one.rows[name]:,}" if one.rows else "" for name in ("articles", "quotes", "rejects"))
        lines.append(f"| {one.batch_date} | {one.state} | {counts} | {one.annotated:,} |")
    notes = [f"- {one.reason}" for one in outcomes if one.reason]
    notes += [f"- batch {one.batch_date}: drift: {drift}" for one in outcomes for drift in one.drift]
    return "\n".join([*lines, "", *notes]).rstrip()


def build_overview(title: str, outcomes: Sequence[Outcome], rerun: str) -> str:
    """Return the outcomes of a run as Markdown; `rerun` is the command that redoes what failed, or empty."""
    if not outcomes:
        return f"# {title}\n\nNo batch is in that state: nothing to do."
    again = f"\n\nRedo what failed: `{rerun}`" if rerun else ""
    return f"# {title}\n\n{count_states(outcomes)}\n\n{build_outcome_table(outcomes)}{again}"


def build_recent_summary(looked_at: Sequence[date], running: Iterable[date], outcomes: Sequence[Outcome]) -> str:
    """What a scheduled run found in the batches it looked at, and what came of it."""
    there = {outcome.batch_date for outcome in outcomes} | set(running)
    notes = [f"{one}: another run is writing it now" for one in running]
    notes += [f"{one}: nothing has been delivered" for one in looked_at if one not in there]
    parts = [f"# Batches {looked_at[0]} to {looked_at[-1]}"]
    if outcomes:
        parts += [count_states(outcomes), build_outcome_table(outcomes)]
    parts += ["\n".join(f"- {note}" for note in notes)] if notes else []
    return "\n\n".join(parts)
