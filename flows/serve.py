"""Prefect's server on loopback, and the deployments that it schedules or shows as forms."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from flows.prefect_setup import SERVER_FILE, set_up_prefect

START_SECONDS = 120
SCHEDULED = "Picks up what is new in the latest batches, today's and yesterday's unless told otherwise."
BACKFILL = "Processes the batches of a range of dates, oldest first; one that fails does not stop the rest."


def run_server(state: Path, port: int) -> int:
    """Run a Prefect server with its UI on loopback until it is stopped; returns its exit code.

    Its address is put down below `state`, so that every command of this project finds it. Runs that fall silent are
    marked as crashed.
    """
    set_up_prefect(state)
    url = f"http://127.0.0.1:{port}/api"
    os.environ.update({"PREFECT_SERVER_UI_API_URL": "/api", "PREFECT_API_URL": url})
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command)
    note = state / SERVER_FILE
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"url": url, "pid": server.pid}))
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        if wait_until_ready(server, url):
            set_up_server()
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()
    finally:
        note.unlink(missing_ok=True)


def set_up_server() -> None:
    """Have silent runs marked as crashed, and make the work pool of prefect.yaml.

    A server that cannot be asked for that is of use all the same.
    """
    from flows.silent import watch_for_silent_runs
    from flows.work_pool import make_work_pool

    try:
        watch_for_silent_runs()
        make_work_pool()
    except Exception as error:
        print(f"warning: the server was not set up, start it anew: {error}", file=sys.stderr)


def wait_until_ready(server: "subprocess.Popen[bytes]", url: str) -> bool:
    """Wait for the server's first answer; False where it ends before that or takes too long."""
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return True
        except OSError:
            time.sleep(0.5)
    return False


def serve_deployments(state: Path, cron: str, days: int) -> None:
    """Serve the scheduled deployment and the backfill deployment until stopped; needs a running server."""
    set_up_prefect(state)
    from prefect import serve
    from prefect.types.entrypoint import EntrypointType

    from flows.backfill import backfill, process_recent

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
