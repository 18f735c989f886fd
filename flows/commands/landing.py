"""The command that brings articles in, and says at once what reading will make of them: land."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.shared import DRY_RUN, JSON, console, load_settings, parse_date, usage_errors

if TYPE_CHECKING:
    from tasks.ingest.land import Landed
    from tasks.ingest.preview import Preview

STDIN = Path("-")
INDENT = " " * 11


def land(
    files: Annotated[
        list[Path],
        typer.Argument(help="Article files, folders or archives of them; - is standard input."),
    ],
    batch_date: Annotated[date, typer.Option("--date", parser=parse_date, help="The batch they belong to.")],
    publisher: Annotated[str, typer.Option(help="The outlet the articles appeared in; of a crawl, its feed.")],
    columns: Annotated[
        str | None, typer.Option(help="Which columns of tables hold what, as text=Body,title=Headline.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name that standard input lands under.")] = None,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Copy article files into the raw zone, and say what will be read from them.

    Example: quotewire land inbox/*.html --date 2025-04-28 --publisher cnn
    """
    from tasks.ingest.land import LandError, land_files
    from tasks.ingest.preview import preview_landed

    settings = load_settings()
    with usage_errors(LandError), collect_files(files, columns, name) as collected:
        landed = land_files(collected, settings.raw, batch_date, publisher, dry_run)
        previews = preview_landed(landed, settings.raw / batch_date.isoformat(), settings.limits)
    if as_json:
        from flows.tables import as_json as write_json

        print(write_json([build_json(*pair) for pair in zip(landed, previews, strict=True)]))
        return
    for one, preview in zip(landed, previews, strict=True):
        show_landed(one, preview, dry_run)
    console.print(f"Next: quotewire run {batch_date}")


@contextmanager
def collect_files(files: Sequence[Path], columns: str | None, name: str | None) -> Iterator[list[Path]]:
    """Yield the files to land, with a file of columns first, and standard input as a file. Raises LandError."""
    from schemas.formats import COLUMNS_FILE
    from schemas.rejects import ProblemError
    from tasks.batch.columns import parse_option, write_columns
    from tasks.ingest.land import LandError

    if gone := [path for path in files if path != STDIN and not path.exists() and not path.is_symlink()]:
        raise LandError(f"{gone[0]} does not exist")
    is_name = bool(name) and name == Path(str(name)).name and not str(name).startswith(".")
    if is_name != (STDIN in files) or is_name != (name is not None):
        raise LandError("standard input (-) needs --name, a file name such as story.jsonl, and nothing else does")
    with TemporaryDirectory(prefix="quotewire-") as folder:
        own = Path(folder) / COLUMNS_FILE
        if columns is not None:
            try:
                own.write_text(write_columns(parse_option(columns)), encoding="utf-8")
            except ProblemError as error:
                raise LandError(f"--columns {columns}: {error.problem.detail}") from None
        if name is not None:
            (Path(folder) / "input").mkdir()
            with (stdin := Path(folder) / "input" / name).open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            files = [stdin if path == STDIN else path for path in files]
        yield [own, *files] if columns is not None else [*files]


def build_json(landed: "Landed", preview: "Preview | None") -> dict[str, object]:
    """Return what is printed of a file as JSON."""
    return {"path": str(landed.path), "state": landed.state, **(asdict(preview) if preview else {})}


def show_landed(landed: "Landed", preview: "Preview | None", is_long: bool) -> None:
    """Print where a file lies and what will be read from it: on a line, or on several."""
    first, *others = describe(preview) if preview else [""]
    console.print(f"{landed.state:>9}  {landed.path}  {first}".rstrip(), soft_wrap=True)
    for line in others if is_long or (preview and preview.rejects and not preview.articles) else ():
        console.print(INDENT + line, soft_wrap=True)


def describe(preview: "Preview") -> list[str]:
    """Return in a line what will be read from a file, and then in others its title, its keys and what is rejected."""
    records = f"{'more than ' if preview.is_more else ''}{preview.records:,} record{'s' * (preview.records != 1)}"
    reasons = ", ".join(f"{reason} {number}" for reason, number in preview.rejects.items())
    lines = [preview.format if preview.format == "columns" else f"{preview.format}, {records}"]
    if reasons:
        lines[0] += f", rejected: {reasons}"
    if preview.title:
        lines.append(f"first title: {preview.title}")
    if preview.keys:
        lines.append(f"read: {', '.join(preview.keys)}")
    if preview.other_keys:
        lines.append(f"not read: {', '.join(preview.other_keys)}")
    return [*lines, *([f"first reject: {preview.message}"] if preview.message else [])]
