"""The `quotewire` command: which commands there are, in the order of its help."""

import typer

from flows.commands import accuracy, batches, exporting, housekeeping, landing, linking, review, service, status

COMMANDS = (
    landing.land,
    batches.run,
    batches.backfill,
    linking.link,
    status.status,
    status.show,
    exporting.export,
    service.server,
    service.serve,
    service.browse,
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
