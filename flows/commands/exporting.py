"""The command that hands quotes on to other programs: export."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.shared import DRY_RUN, JSON, console, load_settings, parse_date, problems, say_while, usage_errors


def export(
    start: Annotated[date, typer.Argument(parser=parse_date, metavar="START", help="First batch, as 2025-04-01.")],
    end: Annotated[date, typer.Argument(parser=parse_date, metavar="END", help="Last batch, as 2025-04-30.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Ends in .csv, .xlsx, .parquet or .duckdb.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it is there already.")] = False,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Write the quotes of a range of dates, with article, speaker, sentence and paragraph, into one file.

    A .csv or .xlsx opens in a spreadsheet, and no cell is a formula; a .duckdb holds all tables of the range.

    Example: quotewire export 2025-04-01 2025-04-30 --to quotes.xlsx
    """
    from flows import tables
    from tasks.export.export import ExportError, check_target, select_batches
    from tasks.export.export import export as write

    settings = load_settings()
    with usage_errors(ExportError):
        check_target(to, force)
        selection = select_batches(settings.curated, start, end)
        if dry_run:
            console.print(f"{len(selection.dates)} batches, {selection.dates[0]} to {selection.dates[-1]}, to {to}")
            return
        with say_while(f"exporting {len(selection.dates)} batches"):
            done = write(selection, to)
    if as_json:
        print(tables.as_json(asdict(done)))
        return
    for note in done.notes:
        problems.print_labelled("note", "yellow", note)
    size = f"{done.bytes / 1e6:.1f} MB in {done.seconds:.1f} s"
    batches = f"{done.batches} {'batch' if done.batches == 1 else 'batches'}"
    console.print(f"wrote {done.path}: {done.quotes:,} quotes of {batches}, {size}", soft_wrap=True)
