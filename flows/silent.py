"""Runs that fell silent: killed with -9 or with their machine, they cannot say that they ended, so the server does."""

from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.states import Crashed

NAME = "Mark silent runs as crashed"
SILENCE = timedelta(seconds=150)
"""Five heartbeats."""
HEARTBEAT = "prefect.flow-run.heartbeat"
ENDS = frozenset(f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling"))
MESSAGE = "It sent no heartbeat: killed, or its machine is gone. What it published stands; run it again for the rest."


def build_automation(silence: timedelta = SILENCE) -> AutomationCore:
    """After a heartbeat, neither another nor an end within that time: the run has crashed."""
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
    return AutomationCore(name=NAME, description=MESSAGE, trigger=trigger, actions=[action])


def watch_for_silent_runs(silence: timedelta = SILENCE) -> None:
    """Set the automation up, once however often this is called, and mark what fell silent before it was there."""
    automation = build_automation(silence)
    with get_client(sync_client=True) as client:
        existing = client.read_automations_by_name(NAME)
        if existing:
            client.update_automation(existing[0].id, automation)
        else:
            client.create_automation(automation)
        mark_silent_runs(client, datetime.now(UTC) - silence)


def mark_silent_runs(client: SyncPrefectClient, since: datetime) -> None:
    """Mark the runs as crashed that are said to run, began before then and have sent no heartbeat since."""
    running = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])))
    for run in client.read_flow_runs(flow_run_filter=running):
        heartbeats = EventFilter(
            occurred=EventOccurredFilter(since=since),  # type: ignore[arg-type]
            event=EventNameFilter(name=[HEARTBEAT]),
            resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
        )
        if run.start_time and run.start_time < since and not client.read_events(heartbeats, limit=1).total:
            client.set_flow_run_state(run.id, Crashed(message=MESSAGE), force=True)
