"""The deployments that Prefect's server schedules or shows as a form, served from this process."""

from pathlib import Path

from flows.prefect_setup import set_up_prefect

SCHEDULED = "Picks up what is new in the latest batches, today's and yesterday's unless told otherwise."
BACKFILL = "Processes the batches of a range of dates, oldest first; one that fails does not stop the rest."


def serve_deployments(state: Path, cron: str, days: int) -> None:
    """Serve the scheduled deployment and the backfill deployment until stopped; needs a running server."""
    set_up_prefect(state)
    from prefect import serve
    from prefect.types.entrypoint import EntrypointType

    from flows.flow import backfill, process_recent

    scheduled = process_recent.to_deployment(
        name="scheduled",
        cron=cron,
        paused=False,  # stopping this command pauses the schedule
        parameters={"days": days},
        description=SCHEDULED,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    manual = backfill.to_deployment(name="backfill", description=BACKFILL, entrypoint_type=EntrypointType.MODULE_PATH)
    serve(scheduled, manual)  # type: ignore[arg-type]
