"""Commands that process batches or show them: land, run, status, show."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
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
    stop,
    usage_errors,
)

if TYPE_CHECKING:
    from flows.settings import Settings
    from tasks.batch.manifest import Plan


def land(
    files: Annotated[list[Path], typer.Argument(help="Article files, or folders of them.", exists=True)],
    batch_date: Annotated[date, typer.Option("--date", parser=parse_date, help="The batch they belong to.")],
    publisher: Annotated[str, typer.Option(help="The outlet the articles appeared in; of a crawl, its feed.")],
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Copy article files into the raw zone.

    Example: quotewire land inbox/*.html --date 2025-04-28 --publisher cnn
    """
    from tasks.ingest.land import LandError, land_files

    settings = load_settings()
    with usage_errors(LandError):
        landed = land_files(files, settings.raw, batch_date, publisher, dry_run)
    if as_json:
        print(json.dumps([{"path": str(one.path), "state": one.state} for one in landed]))
        return
    for one in landed:
        console.print(f"{one.state:>9}  {one.path}", highlight=False, soft_wrap=True)
    console.print(f"Next: quotewire run {batch_date}", highlight=False)


def run(dates: DATES = None, dry_run: DRY_RUN = False, as_json: JSON = False) -> None:
    """Process batches that are new or changed: those named, or all in the raw zone.

    Example: quotewire run 2025-04-28
    """
    from flows.run import find_dates, plan_batches

    settings = load_settings()
    with usage_errors():
        found = find_dates(settings, dates)
        plans = plan_batches(settings, found.dates)
    for warning in found.warnings:
        problems.print(f"[yellow]warning:[/yellow] {warning}", highlight=False, soft_wrap=True)
    process(settings, plans, lambda failed: f"quotewire run {' '.join(map(str, failed))}", dry_run, as_json)


type BuildRerun = Callable[[Sequence[date]], str]
"""The command that redoes the batches of those dates."""


def process(settings: "Settings", plans: "list[Plan]", build: BuildRerun, dry_run: bool, as_json: bool) -> None:
    """Run the batches that need it and show how each ended, and the command that redoes what failed."""
    from flows import tables
    from flows.logs import set_up_logs, show_logs
    from flows.run import run_batches

    if dry_run:
        if as_json:
            print(tables.as_json([tables.plan_as_json(plan) for plan in plans]))
        else:
            tables.show_plans(console, plans)
        return
    set_up_logs(settings)
    show_logs(settings, problems)
    outcomes = run_batches(settings, plans)
    if as_json:
        print(tables.as_json([asdict(outcome) for outcome in outcomes]))
    else:
        tables.show_outcomes(console, settings, outcomes)
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    for outcome in failed:
        problems.print(f"[red]failed:[/red] {outcome.reason}", highlight=False, soft_wrap=True)
    if failed:
        rerun = build([outcome.batch_date for outcome in failed])
        stop(f"{len(failed)} of {len(outcomes)} batches failed; rerun: {rerun}", code=1)


def status(dates: DATES = None, as_json: JSON = False) -> None:
    """Show how each batch stands: missing, running, failed (why), stale (why) or done; one that is named in detail.

    Example: quotewire status --json
    """
    from flows import tables
    from flows.run import find_dates
    from flows.status import find_copies, read_status

    settings = load_settings()
    with usage_errors():
        statuses = read_status(settings, find_dates(settings, dates).dates)
    if as_json:
        print(tables.as_json([asdict(one) for one in statuses]))
    elif dates and len(statuses) == 1:
        tables.show_one_status(console, statuses[0])
    else:
        tables.show_status(console, statuses)
        tables.show_stale_copies(console, find_copies(settings, date.today()))


def show(
    article: Annotated[str, typer.Argument(metavar="ARTICLE_ID_OR_FILE", help="An article id or an article file.")],
) -> None:
    """Show an article in the terminal, its quotes coloured by speaker.

    Example: quotewire show inbox/story.html
    """
    from flows.show import ArticleNotFoundError, show_article

    settings = load_settings()
    with usage_errors(ArticleNotFoundError):
        show_article(console, settings, article)
