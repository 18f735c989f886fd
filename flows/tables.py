"""What commands show in the terminal or print as JSON: plans, outcomes, the state of batches."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.report import Outcome
from flows.settings import Settings
from flows.status import BatchStatus
from tasks.manifest import Plan

COLOURS = {
    "published": "green",
    "unchanged": "green",
    "done": "green",
    "failed": "red",
    "stale": "yellow",
    "missing": "yellow",
    "running": "cyan",
}
QUERY = """\
duckdb: SELECT speaker_name, count(*) AS quotes FROM '{quotes}/**/*.parquet' GROUP BY ALL ORDER BY 2 DESC LIMIT 5
polars: pl.scan_parquet("{quotes}").select("speaker_name", "content_text").head().collect()"""


def as_json(value: Any) -> str:
    """JSON in which dates and paths are strings."""
    return json.dumps(value, default=str, indent=1)


def paint(state: str) -> str:
    """A state in its colour."""
    return f"[{COLOURS[state]}]{state}[/]"


def build_table(title: str, *columns: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table; the columns in `numbers` are set to the right."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        wraps = column in ("why", "verdict")
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold", no_wrap=not wraps)
    return table


def show_plans(console: Console, plans: Iterable[Plan]) -> None:
    """What a run would do."""
    table = build_table("What a run would do", "batch", "state", "why", "files", numbers=["files"])
    for plan in plans:
        table.add_row(str(plan.batch.batch_date), paint(plan.state), plan.why, f"{len(plan.files):,}")
    console.print(table)


def plan_as_json(plan: Plan) -> dict[str, object]:
    """A plan for a program to read."""
    return {
        "batch_date": plan.batch.batch_date,
        "state": plan.state,
        "why": plan.why,
        "files": len(plan.files),
        "fingerprint": plan.fingerprint,
    }


def show_outcomes(console: Console, settings: Settings, outcomes: Sequence[Outcome]) -> None:
    """How each batch ended, where the tables are and a query to try."""
    numbers = ("articles", "quotes", "rejects", "annotated", "words/s")
    table = build_table("quotewire run", "batch", "outcome", *numbers, "verdict", numbers=numbers)
    for one in outcomes:
        rows = [f"{one.rows[name]:,}" if name in one.rows else "" for name in ("articles", "quotes", "rejects")]
        speed = f"{one.words_per_second:,.0f}" if one.words_per_second else ""
        table.add_row(str(one.batch_date), paint(one.state), *rows, f"{one.annotated:,}", speed, one.verdict)
    console.print(table)
    for one in outcomes:
        if one.docs:
            console.print(f"data docs {one.batch_date}: {one.docs}", highlight=False, soft_wrap=True)
    console.print(f"tables: {settings.curated}/<table>/batch_date=<date>/part-0.parquet", highlight=False)
    console.print(QUERY.format(quotes=settings.curated / "quotes"), highlight=False, soft_wrap=True, markup=False)


def show_status(console: Console, statuses: Sequence[BatchStatus]) -> None:
    """The state of every batch."""
    numbers = ("articles", "quotes", "rejects")
    table = build_table("Batches", "batch", "state", *numbers, "published", "why", numbers=numbers)
    for one in statuses:
        rows = [f"{one.rows[name]:,}" if name in one.rows else "" for name in numbers]
        table.add_row(str(one.batch_date), paint(one.state), *rows, one.published_at[:19].replace("T", " "), one.why)
    console.print(table)
