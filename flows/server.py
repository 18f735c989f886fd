"""Prefect's server on loopback, what is made in it (work pool, automation for silent runs), and what it schedules.

A run that is killed with SIGKILL or with its machine cannot say that it ended, so the server does.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flows.prefect_setup import SERVER_FILE, START_SECONDS, find_home, read_secret, set_up_prefect

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.events.schemas.automations import AutomationCore

WORK_POOL = "quotewire"
AUTOMATION = "Mark silent runs as crashed"
SILENCE = timedelta(seconds=150)
"""Five heartbeats."""
HEARTBEAT = "prefect.flow-run.heartbeat"
ENDS = frozenset(f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling"))
MESSAGE = "It sent no heartbeat: killed, or its machine is gone. What it published stands; run it again for the rest."
STOPPED = "quotewire serve was stopped. What it published stands, what is finished is kept for the next run."


def run_server(state: Path, port: int) -> int:
    """Run a Prefect server with its UI on loopback until it is stopped; return its exit code.

    Its address is noted below `state`, where every command of this project finds it.
    """
    set_up_prefect(state)
    url = f"http://127.0.0.1:{port}/api"
    origins = f"http://127.0.0.1:{port},http://localhost:{port}"
    own = {"PREFECT_SERVER_UI_API_URL": "/api", "PREFECT_API_URL": url, "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origins}
    os.environ.update(own)
    write_profile(state, url)
    print(f"Prefect's UI: http://127.0.0.1:{port}; it asks for the text in {find_home(state) / 'auth'}", flush=True)
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


def write_profile(state: Path, url: str) -> None:
    """Write the profile that Prefect's own commands use in this folder (prefect.toml): address and secret."""
    path = find_home(state) / "profiles.toml"
    lines = ["active = 'quotewire'", "[profiles.quotewire]", f"PREFECT_API_URL = '{url}'"]
    path.touch(0o600)
    path.write_text("\n".join([*lines, f"PREFECT_API_AUTH_STRING = '{read_secret(state)}'", ""]))


def wait_until_ready(server: "subprocess.Popen[bytes]", url: str) -> bool:
    """Wait for the server's first answer; return False where it ends before that or takes too long."""
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return True
        except OSError:
            time.sleep(0.5)
    return False


def set_up_server() -> None:
    """Make the work pool of prefect.yaml and the automation; a server without them is of use all the same."""
    try:
        mark_silent_runs_as_crashed()
        make_work_pool()
    except Exception as error:
        print(f"warning: the server was not set up, start it anew: {error}", file=sys.stderr)


def make_work_pool() -> None:
    """Make the pool, whose workers start each run as a process of their own, unless it is there."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.workers.process import ProcessWorker

    template = ProcessWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=WORK_POOL, type=ProcessWorker.type, base_job_template=template)
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(pool)
        except ObjectAlreadyExists:
            return


def mark_silent_runs_as_crashed(silence: timedelta = SILENCE) -> None:
    """Set the automation up, once however often this is called, and mark the runs that fell silent before it was."""
    from prefect.client.orchestration import get_client

    automation = build_automation(silence)
    with get_client(sync_client=True) as client:
        if existing := client.read_automations_by_name(AUTOMATION):
            client.update_automation(existing[0].id, automation)
        else:
            client.create_automation(automation)
        mark_silent_runs(client, datetime.now(UTC) - silence)


def build_automation(silence: timedelta = SILENCE) -> "AutomationCore":
    """Return the automation: after a heartbeat, neither another nor an end within that time means a crash."""
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

    trigger = EventTrigger(
        after={HEARTBEAT},
        expect={HEARTBEAT, *ENDS},
        match={"prefect.resource.id": "prefect.flow-run.*"},
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=silence,
    )
    action = ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=MESSAGE, force=False)
    return AutomationCore(name=AUTOMATION, description=MESSAGE, trigger=trigger, actions=[action])


def build_running() -> "FlowRunFilter":
    """Return the filter of the runs that are said to run."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType

    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])))


def mark_silent_runs(client: "SyncPrefectClient", since: datetime) -> None:
    """Mark the runs as crashed that are said to run, began before `since` and have sent no heartbeat after it."""
    from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
    from prefect.states import Crashed

    for run in client.read_flow_runs(flow_run_filter=build_running()):
        heartbeats = EventFilter(
            occurred=EventOccurredFilter(since=since),  # type: ignore[arg-type]
            event=EventNameFilter(name=[HEARTBEAT]),
            resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
        )
        if run.start_time and run.start_time < since and not client.read_events(heartbeats, limit=1).total:
            client.set_flow_run_state(run.id, Crashed(message=MESSAGE), force=True)


class CronError(Exception):
    """A schedule is no cron expression."""


def serve_deployments(state: Path, cron: str, days: int) -> None:
    """Serve the scheduled deployment and the backfill deployment until stopped; needs a running server.

    Raises CronError.
    """
    set_up_prefect(state)
    from prefect import serve
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.types.entrypoint import EntrypointType

    from flows.flow import backfill, process_recent

    try:
        CronSchedule(cron=cron)
    except ValueError:
        advice = 'write minute, hour, day, month and weekday, as "0 5 * * *" for daily at 5'
        raise CronError(f"--cron {cron!r} is no schedule; {advice}") from None
    scheduled = process_recent.to_deployment(
        name="scheduled",
        cron=cron,
        paused=False,  # stopping this command pauses the schedule
        parameters={"days": days},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    manual = backfill.to_deployment(name="backfill", entrypoint_type=EntrypointType.MODULE_PATH)
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited")  # of Prefect, after SIGTERM
    try:
        serve(scheduled, manual)  # type: ignore[arg-type]
    finally:
        with suppress(Exception):  # of a server that is gone too; it finds silent runs when it is back
            mark_served_runs_as_crashed(["scheduled", "backfill"])


def mark_served_runs_as_crashed(deployments: list[str]) -> None:
    """Mark the runs as crashed that Prefect has ended with `quotewire serve`, which cannot say so themselves."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
    from prefect.states import Crashed

    served = DeploymentFilter(name=DeploymentFilterName(any_=deployments))
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=build_running(), deployment_filter=served):
            client.set_flow_run_state(run.id, Crashed(message=STOPPED), force=True)
