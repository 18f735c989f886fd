"""A schedule really creates runs: a server and the served deployments, as a user starts them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Zones

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]


@contextmanager
def running(zones: Zones, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A `quotewire` command that runs until the body ends."""
    command = [str(Path(sys.executable).with_name("quotewire")), *arguments]
    variables = {name: value for name, value in zones.environment.items() if not name.startswith("PREFECT_")}
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, body: dict[str, Any] | None = None) -> Any:
    """The answer of Prefect's API; None where nothing answers yet."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())
    except OSError:
        return None


def wait_for(look: Callable[[], Any], seconds: float) -> Any:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"nothing in {seconds:.0f} s")


def test_a_cron_schedule_creates_runs(zones: Zones) -> None:
    port = find_free_port()
    api = f"http://127.0.0.1:{port}/api"
    with running(zones, "server", "--port", str(port)):
        wait_for(lambda: ask(f"{api}/health"), 90)
        with running(zones, "serve", "--cron", "0 * * * *"):
            runs = wait_for(lambda: ask(f"{api}/flow_runs/filter", {"limit": 50}), 90)
            deployments = ask(f"{api}/deployments/filter", {})
    assert {run["state_type"] for run in runs} == {"SCHEDULED"}
    assert {run["auto_scheduled"] for run in runs} == {True}
    names = {deployment["name"]: deployment for deployment in deployments}
    assert set(names) == {"scheduled", "backfill"}
    form = names["backfill"]["parameter_openapi_schema"]["properties"]
    assert set(form) == {"start", "end", "only"}
    assert form["only"]["enum"] == ["missing", "failed", "stale", "all"]


def test_the_note_of_a_server_that_is_gone_is_not_believed(zones: Zones) -> None:
    from flows.prefect_setup import SERVER_FILE, find_server

    zones.settings.state.mkdir(parents=True)
    note = zones.settings.state / SERVER_FILE
    note.write_text(json.dumps({"url": "http://127.0.0.1:1/api", "pid": os.getpid()}))
    assert find_server(zones.settings.state) == "http://127.0.0.1:1/api"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    note.write_text(json.dumps({"url": "http://127.0.0.1:1/api", "pid": ended.pid}))
    assert find_server(zones.settings.state) is None
