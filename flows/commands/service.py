"""Commands that run until they are stopped: Prefect's server, and what it schedules."""

import os
from typing import Annotated

import typer

from flows.commands.shared import load_settings, stop, usage_errors


def server(port: Annotated[int, typer.Option(help="The port on loopback.")] = 4200) -> None:
    """Run a Prefect server with its UI on loopback; schedules and the history of runs need one.

    Example: quotewire server
    """
    from flows.prefect_setup import find_server
    from flows.server import run_server

    settings = load_settings()
    with usage_errors():
        settings.check_state()
    state = settings.state
    if running := find_server(state):
        stop(f"a server runs already: {running.removesuffix('/api')}")
    raise typer.Exit(run_server(state, port))


def serve(
    cron: Annotated[str, typer.Option(help="When to look for what is new.")] = "0 5 * * *",
    days: Annotated[int, typer.Option(min=1, help="How many batches back, today's included.")] = 2,
) -> None:
    """Serve the scheduled deployment and the backfill form of the Prefect UI; needs a running server.

    Example: quotewire serve --cron "0 * * * *"
    """
    from flows.prefect_setup import find_server
    from flows.server import CronError, serve_deployments

    settings = load_settings()
    if find_server(settings.state) is None and "PREFECT_API_URL" not in os.environ:
        stop("no Prefect server runs; start one in another terminal: quotewire server")
    with usage_errors(CronError):
        settings.check_state()
        serve_deployments(settings.state, cron, days)


def browse(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 4210,
    host: Annotated[str, typer.Option(help="Whom to listen to; on loopback, this machine alone.")] = "127.0.0.1",
) -> None:
    """Show the published tables in the browser: search quotes, read articles, speakers, families, changes, plots.

    Example: quotewire browse --port 4210
    """
    from flows.browse.server import BrowseError, serve_pages

    settings = load_settings()
    with usage_errors(BrowseError):
        serve_pages(settings.curated, host, port)
