"""What commands show in the terminal or print as JSON: plans, outcomes, the state of batches."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.console import SafeConsole
from flows.outcome import Outcome
from flows.settings import Settings
from flows.status import BatchStatus
from flows.summaries import list_counts
from tasks.batch.corrections import describe_waiting
from tasks.batch.metrics import STAGES
from tasks.batch.plan import Plan

if TYPE_CHECKING:  # a run shows tables too, and loads none of this
    from tasks.history.clean import Cleaned
    from tasks.history.compact import Compacted
    from tasks.history.months import Copy
    from tasks.link.plan import LinkPlan

COLOURS = (
    dict.fromkeys(("published", "unchanged", "done", "current", "written", "removed"), "green")
    | dict.fromkeys(("stale", "new", "missing", "interrupted", "orphaned", "found"), "yellow")
    | dict.fromkeys(("running", "busy"), "cyan")
    | {"failed": "red"}
)
FOUND = {"speakers_found": "with words for the speaker", "names_found": "with the speaker's name"}
QUERY = """\
duckdb: SELECT speaker_name, count(*) AS quotes FROM '{quotes}/**/*.parquet' \
WHERE speaker_name IS NOT NULL GROUP BY ALL ORDER BY 2 DESC LIMIT 5
polars: pl.scan_parquet("{quotes}").select("speaker_name", "quote_text").head().collect()"""


def as_json(value: Any) -> str:
    """JSON in which dates and paths are strings."""
    return json.dumps(value, default=str, indent=1)


def paint(state: str) -> Text:
    """A state in its colour."""
    return Text(state, style=COLOURS[state])


def build_table(title: str, *columns: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table; the columns in `numbers` are set to the right, and a narrow terminal gets fewer of them."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        wraps = column in ("why", "verdict", "path")
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold", no_wrap=not wraps)
    return table


def show_plans(console: SafeConsole, plans: Iterable[Plan]) -> None:
    """What a run would do."""
    table = build_table("What a run would do", "batch", "state", "why", "files", numbers=["files"])
    for plan in plans:
        table.add_row(str(plan.batch.batch_date), paint(plan.state), plan.why, f"{len(plan.files):,}")
    console.print(table)


def plan_as_json(plan: Plan) -> dict[str, object]:
    """A plan for a program to read."""
    known = {name: getattr(plan, name) for name in ("state", "why", "fingerprint")}
    return {"batch_date": plan.batch.batch_date, **known, "files": len(plan.files)}


def show_outcomes(console: SafeConsole, settings: Settings, outcomes: Sequence[Outcome]) -> None:
    """How each batch ended, why where it failed and, where none did, where the tables are and a query to try."""
    numbers = ("articles", "quotes", "rejects", "annotated", "words/s")
    table = build_table("How each batch ended", "batch", "outcome", *numbers, "verdict", numbers=numbers)
    for one in outcomes:
        rows = [f"{one.rows[name]:,}" if name in one.rows else "" for name in ("articles", "quotes", "rejects")]
        speed = f"{one.words_per_second:,.0f}" if one.words_per_second else ""
        verdict = one.verdict or one.reason.removeprefix(f"batch {one.batch_date}: ")
        table.add_row(str(one.batch_date), paint(one.state), *rows, f"{one.annotated:,}", speed, verdict)
    console.print(table)
    show_warnings(console, outcomes)
    for one in outcomes:
        show_rejected(console, one)
        if one.skipped:
            counts = list_counts(one.skipped)
            console.print(f"passed over in {one.batch_date}: {counts}", soft_wrap=True)
        if one.docs:
            console.print(f"data docs {one.batch_date}: {one.docs}", soft_wrap=True)
    if any(one.state in ("failed", "interrupted") for one in outcomes):
        return  # what to do about them comes next
    console.print(f"tables: {settings.curated}/<table>/batch_date=<date>/part-0.parquet")
    console.print(QUERY.format(quotes=settings.curated / "quotes"), soft_wrap=True)


def show_status(console: SafeConsole, statuses: Sequence[BatchStatus]) -> None:
    """The state of every batch; what drifted below."""
    numbers = ("articles", "quotes", "rejects", "named", "words/s", "published")
    table = build_table("Batches", "batch", "state", *numbers, "why", numbers=numbers)
    for one in statuses:
        rows = [f"{one.rows[name]:,}" if name in one.rows else "" for name in numbers[:3]]
        table.add_row(str(one.batch_date), paint(one.state), *rows, *show_figures(one), show_time(one), one.why)
    console.print(table)
    show_warnings(console, statuses)


def show_figures(status: BatchStatus) -> tuple[str, str]:
    """The share of quotes whose speaker has a name, and words annotated a second; empty where they are not known."""
    names, quotes = status.metrics.get("names_found"), status.rows.get("quotes")
    share = f"{100 * names / quotes:.0f} %" if quotes and names is not None else ""
    return share, show_speed(status.metrics, "annotate")


def show_speed(metrics: Mapping[str, float], stage: str) -> str:
    """Words a second of a stage; empty where none were counted."""
    speed = metrics.get(f"{stage}_words_per_second")
    return f"{speed:,.0f}" if speed else ""


def show_time(status: BatchStatus) -> str:
    """When the batch was published, to the second."""
    return status.published_at[:19].replace("T", " ")


def show_warnings(console: SafeConsole, batches: Iterable[Outcome | BatchStatus]) -> None:
    """One line for each publisher quarantined, each figure outside its band, and corrections that do not apply."""
    for batch in batches:
        for publisher in batch.quarantined:
            console.print_labelled("quarantined", "yellow", f"{batch.batch_date}: {publisher}")
        for figure in batch.drift:
            console.print_labelled("drift", "yellow", f"{batch.batch_date}: {figure}")
        for line in describe_waiting(batch.corrections, batch.batch_date):
            console.print_labelled("corrections", "yellow", f"{batch.batch_date}: {line}")


def show_rejected(console: SafeConsole, batch: Outcome | BatchStatus) -> None:
    """One line for each publisher and example that say why records were rejected."""
    for line in batch.rejected:
        console.print_labelled("rejected", "yellow", f"{batch.batch_date}: {line}")


def show_one_status(console: SafeConsole, status: BatchStatus) -> None:
    """All that is known of one batch: its state, and of its last publishing the counts, stages and memory."""
    show_status(console, [status])
    show_rejected(console, status)
    if not status.rows:
        return
    counts = build_table("Rows", "table", "rows", numbers=["rows"])
    found = {what: status.metrics[key] for key, what in FOUND.items() if key in status.metrics}
    parts: dict[str, Mapping[str, float]] = {
        "articles": {"annotated": status.annotated, "reused": status.reused, **show_corrections(status)},
        "quotes": found,
        "rejects": status.rejects,
    }
    for name, number in status.rows.items():
        counts.add_row(name, f"{number:,}")
        for part, count in parts.get(name, {}).items():
            counts.add_row(f"  {part}", f"{count:,}")
    console.print(counts, build_stage_table(status.metrics))
    for name, what in (("worker", "the worker that took most"), ("coordinator", "the coordinating process")):
        console.print(f"peak memory of {what}: {status.metrics.get(f'{name}_peak_bytes', 0) / 2**20:,.0f} MiB")


def show_corrections(status: BatchStatus) -> dict[str, int]:
    """How many articles people have corrected, by what became of it; nothing where none."""
    words = {"applied": "corrected by people", "outdated": "corrected in another text"}
    return {what: status.corrections[name] for name, what in words.items() if status.corrections.get(name)}


def build_stage_table(metrics: Mapping[str, float]) -> Table:
    """What each stage took."""
    numbers = ("seconds", "CPU seconds", "words/s")
    table = build_table("Stages", "stage", *numbers, numbers=numbers)
    for name in STAGES:
        seconds, cpu = (f"{metrics.get(f'{name}_{unit}', 0):,.2f}" for unit in ("seconds", "cpu_seconds"))
        table.add_row(name, seconds, cpu, show_speed(metrics, name))
    return table


def show_copies(console: SafeConsole, copies: Sequence["Copy"], as_json_text: bool) -> None:
    """Which monthly copies there are or might be, and which of them a compact would make anew."""
    lines = [{"table": copy.table.name, "month": copy.month, "state": copy.state} for copy in copies]
    if as_json_text:
        print(as_json(lines))
        return
    table = build_table("Monthly copies", "table", "month", "state", "batches", numbers=["batches"])
    for copy in copies:
        table.add_row(copy.table.name, copy.month, paint(copy.state), f"{len(copy.batches)}")
    console.print(table)


def show_compacted(console: SafeConsole, done: Sequence["Compacted"], looked_at: int) -> None:
    """What became of the copies that were not current."""
    if done:
        table = build_table("quotewire compact", "table", "month", "outcome", "rows", "why", numbers=["rows"])
        for one in done:
            table.add_row(one.table, one.month, paint(one.outcome), f"{one.rows:,}", one.why)
        console.print(table)
    console.print(f"{looked_at - len(done)} of {looked_at} copies were current")


def show_cleaned(console: SafeConsole, done: Sequence["Cleaned"]) -> None:
    """What was removed or found, and how much it was."""
    if done:
        table = build_table("quotewire clean", "kind", "outcome", "bytes", "path", "why", numbers=["bytes"])
        for one in done:
            table.add_row(one.kind, paint(one.outcome), f"{one.bytes:,}", one.path, one.why)
        console.print(table)
    for outcome in ("removed", "found"):
        chosen = [one.bytes for one in done if one.outcome == outcome]
        console.print(f"{outcome}: {len(chosen)}, {sum(chosen):,} bytes")


def show_stale_copies(console: SafeConsole, copies: Iterable["Copy"]) -> None:
    """One line where monthly copies are not of the batches as they are now."""
    months = sorted({copy.month for copy in copies if copy.state != "current"})
    if months:
        text = f"monthly copies missing or stale: {', '.join(months)}; next: quotewire compact"
        console.print_labelled("note", "yellow", text)


def show_stale_links(console: SafeConsole, plan: "LinkPlan") -> None:
    """One line where batches are not linked as they are now."""
    if plan.why:
        console.print_labelled("note", "yellow", f"links are stale: {plan.why}; next: quotewire link")
