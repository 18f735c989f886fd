"""The `quotewire` command: which commands there are, in the order of its help."""

import typer

from flows.commands import accuracy, batches, housekeeping, landing, review, service, status

COMMANDS = (
    landing.land,
    batches.run,
    batches.backfill,
    status.status,
    status.show,
    service.server,
    service.serve,
    review.review,
    accuracy.evaluate,
    accuracy.train,
    housekeeping.compact,
    housekeeping.clean,
    housekeeping.docs,
)

app = typer.Typer(
    help="News article files in, Parquet tables out: who said what, resolved to a name.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command()(command)
