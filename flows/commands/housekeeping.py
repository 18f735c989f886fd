"""Commands that keep what lies beside the tables in order: docs."""

from typing import Annotated

import typer

from flows.commands.shared import console, load_settings, stop


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
