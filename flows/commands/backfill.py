"""The command for a range of dates: backfill."""

from collections import Counter
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.batches import process
from flows.commands.shared import DRY_RUN, JSON, load_settings, parse_date, problems, stop, usage_errors

if TYPE_CHECKING:
    from flows.settings import Settings
    from tasks.batch.manifest import Plan


class Only(StrEnum):
    """Which batches a backfill takes."""

    missing = "missing"
    failed = "failed"
    stale = "stale"
    all = "all"


def backfill(
    start: Annotated[date, typer.Argument(parser=parse_date, help="The first date, as 2025-04-01.")],
    end: Annotated[date, typer.Argument(parser=parse_date, help="The last date.")],
    only: Annotated[
        Only, typer.Option(help="Which batches; all: every one, unchanged ones cost a look.")
    ] = Only.missing,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Process the batches of a range of dates, oldest first; one that fails does not stop the rest.

    Example: quotewire backfill 2025-04-01 2025-04-30 --only failed
    """
    from flows.run import build_rerun, find_range, plan_batches

    settings = load_settings()
    if end < start:
        stop(f"the range ends ({end}) before it starts ({start})")
    with usage_errors():
        plans = plan_batches(settings, find_range(settings, start, end))
    chosen = [plan for plan in plans if only in ("all", plan.state)]
    if chosen:
        process(settings, chosen, partial(build_rerun, settings), dry_run, as_json)
        return
    report_nothing(settings, start, end, only, plans)
    if as_json:
        print("[]")


def report_nothing(settings: "Settings", start: date, end: date, only: Only, plans: "list[Plan]") -> None:
    """Say why a backfill has nothing to do."""
    from flows.run import find_dates

    if plans:
        states = Counter(plan.state for plan in plans)
        counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        message = f"no batch from {start} to {end} is {only}: {counts}"
    else:
        dates = find_dates(settings, None).dates
        there = f"those there are run from {min(dates)} to {max(dates)}" if dates else "there is none at all"
        message = f"{settings.raw} has no batch from {start} to {end}; {there}"
    problems.print(f"[yellow]nothing to do:[/yellow] {message}", highlight=False, soft_wrap=True)
