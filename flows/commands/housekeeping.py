"""Commands that keep what lies beside the tables in order: compact, clean, docs."""

import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from flows.commands.shared import DRY_RUN, JSON, console, load_settings, stop, usage_errors


def parse_month(text: str) -> str:
    """A month written YYYY-MM; wrong use of the command where it is none."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise typer.BadParameter(f"{text!r} is no month; write it as 2025-04")
    return text


def compact(
    months: Annotated[
        list[str] | None,
        typer.Option("--month", parser=parse_month, metavar="MONTH", help="As 2025-04; all that are over by default."),
    ] = None,
    tables: Annotated[
        list[str] | None, typer.Option("--table", metavar="TABLE", help="As quotes; all by default.")
    ] = None,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Write a copy of each month, curated/_monthly/, that scans faster than daily files; unchanged months cost a look.

    Example: quotewire compact --table quotes
    """
    from flows import tables as shown
    from flows.logs import set_up_logs
    from schemas import TABLES
    from tasks.history.compact import CompactBusyError, compact_copies
    from tasks.history.months import find_month, plan_copies

    settings = load_settings()
    if unknown := set(tables or ()) - {table.name for table in TABLES}:
        stop(f"there is no table {', '.join(sorted(unknown))}; there are {', '.join(table.name for table in TABLES)}")
    this_month = find_month(date.today())
    copies = [
        copy
        for copy in plan_copies(settings.curated, [table for table in TABLES if not tables or table.name in tables])
        if (copy.month in months if months else copy.month < this_month)
    ]
    if dry_run:
        shown.show_copies(console, copies, as_json)
        return
    with usage_errors(CompactBusyError):
        settings.check_state()
        set_up_logs(settings)
        done = list(compact_copies(settings.curated, copies, settings.lease_seconds))
    if as_json:
        print(shown.as_json([asdict(one) for one in done]))
    else:
        shown.show_compacted(console, done, len(copies))
    if failed := [one for one in done if one.outcome == "failed"]:
        stop(f"{len(failed)} of {len(copies)} copies failed, first: {failed[0].why}", code=1)


def clean(
    days: Annotated[float, typer.Option(min=0, help="Keep staging that no run has finished for so long.")] = 7,
    results: Annotated[int, typer.Option(min=1, help="Keep so many validation results of each batch.")] = 5,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Remove batches without a raw folder, all of them.")
    ] = False,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Remove stale staging and old validation results; batches without a raw folder are only listed.

    Example: quotewire clean --dry-run
    """
    from flows import tables
    from flows.logs import set_up_logs
    from tasks.history.clean import CleanError, clean_zone
    from tasks.history.litter import Policy

    settings, policy = load_settings(), Policy(days, results, orphans)
    with usage_errors(CleanError):
        if not dry_run:
            settings.check_state()
            set_up_logs(settings)
        now = datetime.now(UTC)
        done = list(
            clean_zone(settings.raw, settings.curated, settings.recipe, policy, now, dry_run, settings.lease_seconds)
        )
    if as_json:
        print(tables.as_json([asdict(one) for one in done]))
    else:
        tables.show_cleaned(console, done)
    if failed := [one for one in done if one.outcome == "failed"]:
        stop(f"{len(failed)} could not be removed, first: {failed[0].path}; may this user write there?", code=1)


def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether it is up to date; exit code 1 if not.")
    ] = False,
) -> None:
    """Write the data dictionary, curated/README.md, and the data package, curated/datapackage.json, from the schemas.

    Example: quotewire docs
    """
    from schemas.dictionary import build_dictionary
    from tasks.publish.datapackage import PACKAGE, write_datapackage

    curated = load_settings().curated
    target = curated / "README.md"
    wanted = build_dictionary()
    if check:
        if not target.exists() or target.read_text() != wanted:
            stop(f"{target} is out of date; run: quotewire docs", code=1)
        return
    target.write_atomically(wanted)
    write_datapackage(curated)
    console.print(f"wrote {target} and {PACKAGE}")
