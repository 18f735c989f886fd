"""What a process that serves scheduled runs prints: each run it starts, and how it ended."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.outcome import BatchFailedError
from flows.summaries import count_states
from schemas.printable import printable_lines

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State


def announce(_flow: "Flow[..., Any]", run: "FlowRun", state: "State[Any]") -> None:
    """Print the state that a flow run has come to, on a line with the time; a hook of every flow that is served."""
    print(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {run.name}: {printable_lines(describe_state(state))}", flush=True)


def describe_state(state: "State[Any]") -> str:
    """Return how a run stands, in words: started, what became of its batches, or why it ended."""
    if state.is_running():
        return "started"
    result = state.result(raise_on_failure=False)
    if isinstance(result, BatchFailedError):
        return f"{count_states(result.outcomes)}\n{result}"
    if isinstance(result, Exception):
        return f"{state.name.lower() if state.name else 'failed'}: {result or state.message}"
    return count_states(result) or "nothing to do"
