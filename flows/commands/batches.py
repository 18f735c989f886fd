"""Commands that process batches: run, backfill."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.shared import (
    DATES,
    DRY_RUN,
    JSON,
    console,
    load_settings,
    parse_date,
    problems,
    say_while,
    stop,
    usage_errors,
)

if TYPE_CHECKING:
    from flows.settings import Settings
    from tasks.batch.plan import Plan
    from tasks.link.outcome import Linked


QUARANTINED = 3
"""Exit code where all batches are published, but articles of some publisher are not."""
LOOKING = "looking for what is new or changed"


def run(dates: DATES = None, dry_run: DRY_RUN = False, as_json: JSON = False) -> None:
    """Process batches that are new or changed: those named, or all in the raw zone.

    Example: quotewire run 2025-04-28
    """
    from flows.plan import find_dates, plan_batches

    settings = load_settings()
    with usage_errors(), say_while(LOOKING):
        found = find_dates(settings, dates)
        plans = plan_batches(settings, found.dates)
    for warning in found.warnings:
        problems.print_labelled("warning", "yellow", warning)
    process(settings, plans, dry_run, as_json)


def process(settings: "Settings", plans: "list[Plan]", dry_run: bool, as_json: bool) -> None:
    """Run the batches that need it and show how each ended, and the command that redoes what failed."""
    from flows import tables
    from flows.interruption import UNDER_WAY, build_command, leave
    from flows.outcome import describe_interruption, list_failed, list_interrupted
    from flows.plan import build_rerun
    from flows.run import run_batches

    if dry_run:
        if as_json:
            print(tables.as_json([tables.plan_as_json(plan) for plan in plans]))
        else:
            tables.show_plans(console, plans)
        return
    with usage_errors():
        outcomes = run_batches(settings, plans, problems)
    if as_json:
        print(tables.as_json([asdict(outcome) for outcome in outcomes]))
    else:
        tables.show_outcomes(console, settings, outcomes)
    linked = show_linked(UNDER_WAY.linked, as_json)
    if list_interrupted(outcomes) or linked == "interrupted":
        problems.print_labelled("interrupted", "yellow", describe_interruption(outcomes, build_command()))
        leave()
    if failed := list_failed(outcomes):
        rerun = build_rerun(settings, failed)
        stop(f"{len(failed)} of {len(outcomes)} batches failed; rerun: {rerun}", code=1)
    if linked == "failed":
        raise typer.Exit(1)
    if any(outcome.state == "published" and outcome.quarantined for outcome in outcomes):
        raise typer.Exit(QUARANTINED)


def show_linked(linked: "Linked | None", as_json: bool) -> str:
    """Print what linking has done, or why it failed, and return how it ended; nothing where there was nothing to do."""
    if linked is None:
        return "unchanged"
    if linked.state == "linked" and not as_json:
        console.print(str(linked), soft_wrap=True)
    if linked.state == "failed":
        problems.print_labelled("error", "red", str(linked))
    return linked.state


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
    from flows.plan import choose_plans, find_range, plan_batches

    settings = load_settings()
    with usage_errors(ValueError), say_while(LOOKING):
        plans = plan_batches(settings, find_range(settings, start, end))
    chosen = choose_plans(plans, only)
    if chosen:
        process(settings, chosen, dry_run, as_json)
        return
    report_nothing(settings, start, end, only, plans)
    if as_json:
        print("[]")


def report_nothing(settings: "Settings", start: date, end: date, only: Only, plans: "list[Plan]") -> None:
    """Say why a backfill has nothing to do."""
    from flows.plan import find_dates

    if plans:
        states = Counter(plan.state for plan in plans)
        counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        message = f"no batch from {start} to {end} is {only}: {counts}"
    else:
        dates = find_dates(settings, None).dates
        there = f"those there are run from {min(dates)} to {max(dates)}" if dates else "there is none at all"
        message = f"{settings.raw} has no batch from {start} to {end}; {there}"
    problems.print_labelled("nothing to do", "yellow", message)
