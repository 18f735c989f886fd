"""Prefect's server on loopback, and the deployments that it schedules or shows as forms."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from flows.prefect_setup import SERVER_FILE, set_up_prefect


def run_server(state: Path, port: int) -> int:
    """Run a Prefect server with its UI on loopback until it is stopped; returns its exit code.

    Its address is put down below `state`, so that every command of this project finds it.
    """
    set_up_prefect(state)
    url = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, "PREFECT_SERVER_UI_API_URL": "/api", "PREFECT_API_URL": url}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, env=environment)
    note = state / SERVER_FILE
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"url": url, "pid": server.pid}))
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()
    finally:
        note.unlink(missing_ok=True)


def serve_deployments(state: Path, cron: str, days: int) -> None:
    """Serve the scheduled deployment and the backfill deployment until stopped; needs a running server."""
    set_up_prefect(state)
    from prefect import serve

    from flows.backfill import backfill, process_recent

    scheduled = process_recent.to_deployment(
        name="scheduled", cron=cron, parameters={"days": days}, description=process_recent.__doc__
    )
    manual = backfill.to_deployment(name="backfill", description=backfill.__doc__)
    serve(scheduled, manual)  # type: ignore[arg-type]
