"""Schedules, the backfill form and a worker really process batches: all started as users start them."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.states import Completed, Crashed, Failed, Running

from flows.announce import describe_state
from flows.outcome import BatchFailedError, Outcome, build_busy
from flows.summaries import build_overview, build_recent_summary
from tasks.batch.places import Batch
from tests.conftest import Migrate, Zones, build_story, build_zones
from tests.support.servers import find_free_port

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WAIT = 180.0
"""Seconds, for what takes ten on a machine with nothing else to do."""
OFTEN = {"PREFECT_RUNNER_POLL_FREQUENCY": "2", "PREFECT_WORKER_QUERY_SECONDS": "2"}
"""How many seconds lie between two looks for a run to start; 10 where nobody waits for it."""
SLEEPER = """
import time
from prefect import flow

@flow(name="sleeper")
def sleep():
    time.sleep(600)

sleep()
"""
WATCH = """
from datetime import timedelta
from flows.server import mark_silent_runs_as_crashed

mark_silent_runs_as_crashed(timedelta(seconds=10))
"""


class Served:
    """Zones, a Prefect server that `quotewire server` runs for them, and its API."""

    def __init__(self, zones: Zones, port: int) -> None:
        self.zones, self.port = zones, port
        self.api = f"http://127.0.0.1:{port}/api"
        plain = {name: value for name, value in zones.environment.items() if not name.startswith("PREFECT_")}
        profiles = str(zones.settings.state / "prefect" / "profiles.toml")
        self.environment = {**plain, "DO_NOT_TRACK": "1", "PREFECT_PROFILES_PATH": profiles, **OFTEN}

    @property
    def authorization(self) -> str:
        """The header that proves who asks, once the server has made its secret."""
        path = self.zones.settings.state / "prefect" / "auth"
        return f"Basic {base64.b64encode(path.read_bytes()).decode()}" if path.exists() else ""

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A command that runs until the body ends."""
        with self.output.open("w") as output:
            streams: dict[str, Any] = {"stdout": output, "stderr": subprocess.DEVNULL}
            process = subprocess.Popen([str(BIN / command[0]), *command[1:]], env=self.environment, cwd=ROOT, **streams)
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=WAIT)

    @property
    def output(self) -> Path:
        """Where the command that was started last prints."""
        return Path(str(self.zones.settings.state)).with_name("output.txt")

    def run(self, *command: str) -> None:
        """A command that ends by itself, with success."""
        options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": WAIT, "check": False}
        done = subprocess.run([str(BIN / command[0]), *command[1:]], env=self.environment, cwd=ROOT, **options)
        assert done.returncode == 0, done.stdout + done.stderr

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer of the API; None where nothing answers yet, or not yet well."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json", "Authorization": self.authorization}
        request = urllib.request.Request(f"{self.api}/{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except OSError:
            return None

    def find_deployment(self, name: str) -> dict[str, Any]:
        """The deployment of that name, once it is there."""
        return wait_for(
            lambda: next((one for one in self.ask("deployments/filter", {}) or () if one["name"] == name), None)
        )

    def create_run(self, deployment: dict[str, Any], **parameters: Any) -> Any:
        """A flow run of a deployment, asked for until the server has made it; the key makes that one run."""
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}, "idempotency_key": str(uuid.uuid4())}
        return wait_for(lambda: self.ask(f"deployments/{deployment['id']}/create_flow_run", body))

    def wait_for_state(self, run_id: str, state: str) -> None:
        """Wait until a flow run is in that state; any other in which it could end is an error."""
        ends = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED", state}
        run = wait_for(lambda: (r := self.ask(f"flow_runs/{run_id}")) and r["state_type"] in ends and r)
        assert run["state_type"] == state, run["state"]

    def read_artifact(self, run_id: str, key: str) -> str:
        """The text of the artifact that a flow run left."""
        found = self.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}, "key": {"any_": [key]}}})
        (artifact,) = found
        return str(artifact["data"])

    def deliver(self, batch_date: date) -> Batch:
        """Two articles for a batch."""
        folder = self.zones.settings.raw / str(batch_date) / "port-ellery-post"
        Path(str(folder)).mkdir(parents=True)
        for number in range(2):
            Path(str(folder / f"story-{number}.txt")).write_text(build_story(number))
        return Batch(batch_date, self.zones.settings.raw, self.zones.settings.curated)


def wait_for(look: Callable[[], Any]) -> Any:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"nothing in {WAIT:.0f} s")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, blank_model: Path, migrate: Migrate) -> Iterator[Served]:
    """Empty zones and their server."""
    made = Served(build_zones(tmp_path_factory.mktemp("served"), model=str(blank_model)), find_free_port())
    migrate(made.zones.settings.state)
    with made.running("quotewire", "server", "--port", str(made.port)):
        wait_for(lambda: made.ask("health"))
        yield made


@pytest.mark.xdist_group("prefect")
def test_what_a_schedule_or_the_form_asks_for_is_processed(served: Served) -> None:
    with served.running("quotewire", "serve", "--cron", "0 * * * *", "--days", "3"):
        run_what_a_schedule_created(served)
        run_the_backfill_form(served)


def run_what_a_schedule_created(served: Served) -> None:
    """A run that a cron schedule has created processes what is new."""
    batches = [served.deliver(date.today() - timedelta(days=back)) for back in (1, 0)]
    deployment = served.find_deployment("scheduled")
    mine = {"deployments": {"id": {"any_": [deployment["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = wait_for(lambda: served.ask("flow_runs/filter", mine))
    assert {(run["state_type"], run["auto_scheduled"]) for run in runs} == {("SCHEDULED", True)}
    now = {"type": "SCHEDULED", "state_details": {"scheduled_time": datetime.now(UTC).isoformat()}}
    assert served.ask(f"flow_runs/{runs[0]['id']}/set_state", {"state": now, "force": True})
    served.wait_for_state(runs[0]["id"], "COMPLETED")
    wait_for(lambda: "2 published" in served.output.read_text())
    assert re.search(r"^20\S+ \S+  process the last 3 days: started$", served.output.read_text(), re.MULTILINE)
    assert [batch.published("articles").exists() for batch in batches] == [True, True]
    summary = served.read_artifact(runs[0]["id"], "recent")
    assert "2 published" in summary
    assert f"| {batches[1].batch_date} | published | 2 |" in summary
    assert f"- {date.today() - timedelta(days=2)}: nothing has been delivered" in summary


def run_the_backfill_form(served: Served) -> None:
    """The backfill form has dates and a choice, and runs."""
    batch = served.deliver(date(2025, 3, 1))
    deployment = served.find_deployment("backfill")
    form = deployment["parameter_openapi_schema"]["properties"]
    assert {name: form[name].get("format") for name in form} == {"start": "date", "end": "date", "only": None}
    assert (form["only"]["enum"], form["only"]["default"]) == (["missing", "failed", "stale", "all"], "missing")
    assert all(form[name]["description"] for name in form)
    parameters = {"start": "2025-02-01", "end": "2025-03-31"}
    create = f"deployments/{deployment['id']}/create_flow_run"
    assert served.ask(create, {"parameters": {**parameters, "only": "some"}}) is None
    run = served.create_run(deployment, **parameters, only="missing")
    served.wait_for_state(run["id"], "COMPLETED")
    assert batch.published("articles").exists()
    assert "| 2025-03-01 | published | 2 |" in served.read_artifact(run["id"], "backfill")


@pytest.mark.xdist_group("prefect")
def test_a_schedule_that_is_none_is_wrong_use(served: Served) -> None:
    command = [str(BIN / "quotewire"), "serve", "--cron", "nonsense"]
    done = subprocess.run(command, env=served.environment, capture_output=True, text=True, timeout=WAIT, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: --cron 'nonsense' is no schedule; write minute, hour")


def test_each_end_of_a_run_is_announced_in_words() -> None:
    failed = Outcome(date(2025, 3, 2), "failed", reason="batch 2025-03-02: no luck")
    error = BatchFailedError([failed, build_busy(date(2025, 3, 3), "another")], "quotewire run 2025-03-02")
    for state, words in (
        (Running(), "started"),
        (Completed(data=[]), "nothing to do"),
        (Completed(data=[failed]), "1 failed"),
        (Failed(data=error), f"1 busy, 1 failed\n{error}"),
        (Crashed(message="It sent no heartbeat"), "crashed: It sent no heartbeat"),
    ):
        assert describe_state(state) == words


@pytest.mark.xdist_group("prefect")
def test_a_run_that_ends_with_serve_is_no_longer_said_to_run(served: Served) -> None:
    served.deliver(date(2025, 1, 1))
    command, streams = [str(BIN / "quotewire"), "serve"], {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(command, env=served.environment, cwd=ROOT, text=True, **streams)  # type: ignore[call-overload]
    deployment = served.find_deployment("backfill")
    parameters = {"start": "2025-01-01", "end": "2025-01-31"}
    run = served.create_run(deployment, **parameters)
    served.wait_for_state(run["id"], "RUNNING")
    process.send_signal(signal.SIGTERM)
    shown = process.communicate(timeout=WAIT)[0]
    assert "Traceback" not in shown
    assert "Warning" not in shown
    assert "quotewire serve was stopped" in served.ask(f"flow_runs/{run['id']}")["state"]["message"]


@pytest.mark.xdist_group("prefect")
def test_the_deployments_of_prefect_yaml_run_on_a_worker(served: Served) -> None:
    batch = served.deliver(date(2025, 3, 2))
    served.run("prefect", "--no-prompt", "deploy", "--all")
    assert served.find_deployment("scheduled-by-worker")["schedules"][0]["schedule"]["cron"] == "0 5 * * *"
    deployment = served.find_deployment("backfill-by-worker")
    run = served.create_run(deployment, start="2025-03-02", end="2025-03-02", only="all")
    with served.running("prefect", "worker", "start", "--pool", "quotewire"):
        served.wait_for_state(run["id"], "COMPLETED")
    assert batch.published("articles").exists()


@pytest.mark.xdist_group("prefect")
def test_a_page_of_another_origin_cannot_use_the_server(served: Served) -> None:
    def post(**headers: str) -> tuple[int, str | None]:
        headers = {"Content-Type": "application/json", "Origin": "http://evil.example", **headers}
        request = urllib.request.Request(f"{served.api}/flow_runs/filter", b"{}", headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers.get("Access-Control-Allow-Origin")
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Access-Control-Allow-Origin")

    assert post() == (401, None)
    assert post(Authorization=served.authorization) == (200, None)
    own = f"http://127.0.0.1:{served.port}"
    assert post(Authorization=served.authorization, Origin=own) == (200, own)
    secret = served.zones.settings.state / "prefect" / "auth"
    assert Path(str(secret)).stat().st_mode & 0o777 == 0o600


@pytest.mark.xdist_group("prefect")
def test_a_run_killed_with_sigkill_is_marked_as_crashed(served: Served) -> None:
    def read_automations() -> list[float]:
        return [one["trigger"]["within"] for one in served.ask("automations/filter", {}) or ()]

    assert wait_for(read_automations) == [150]
    served.run("python", "-c", WATCH)
    assert read_automations() == [10]
    heartbeat = {"filter": {"event": {"name": ["prefect.flow-run.heartbeat"]}}}
    before = served.ask("events/filter", heartbeat)["total"]
    environment = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
    sleeper = subprocess.Popen([sys.executable, "-c", SLEEPER], env={**served.environment, **environment})
    try:
        wait_for(lambda: served.ask("events/filter", heartbeat)["total"] > before)
        (run,) = served.ask("flow_runs/filter", {"flows": {"name": {"any_": ["sleeper"]}}})
        assert run["state_type"] == "RUNNING"
    finally:
        sleeper.kill()
        sleeper.wait()
    served.wait_for_state(run["id"], "CRASHED")


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


def test_summaries_say_what_was_done_and_what_to_do() -> None:
    first, second, third = (date(2025, 3, day) for day in (1, 2, 3))
    failed = Outcome(second, "failed", reason="batch 2025-03-02: no luck")
    text = build_overview("Backfill", [failed], "quotewire run 2025-03-02")
    assert "1 failed" in text
    assert "- `batch 2025-03-02: no luck`" in text
    assert "`quotewire run 2025-03-02`" in text
    assert "nothing to do" in build_overview("Backfill", [], "")
    text = build_recent_summary([first, second, third], [build_busy(first, "another run is writing it"), failed])
    assert f"- `batch {first}: another run is writing it`" in text
    assert "1 busy, 1 failed" in text
    assert f"- {third}: nothing has been delivered" in text
