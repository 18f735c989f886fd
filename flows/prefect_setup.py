"""Prefect's settings: its state below the project's own, nothing sent anywhere, quiet; and its API for one run.

Not named prefect.py: where Prefect loads a flow from its file, the folder of that file comes first on the path.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from threading import Thread
from time import monotonic, sleep

SERVER_FILE = "server.json"
"""Below the state folder: address and process id of the server that `quotewire server` runs."""
START_SECONDS = 120
"""A server that has not answered by then has failed: a first one makes its database, which takes seconds."""


def find_server(state: Path) -> str | None:
    """Return the address of this project's running Prefect server, or None."""
    try:
        note = json.loads((state / SERVER_FILE).read_text())
        os.kill(note["pid"], 0)
        return str(note["url"])
    except (OSError, ValueError, KeyError):
        return None


def find_home(state: Path) -> Path:
    """Return the folder of Prefect's database, profile and secret."""
    return state.absolute() / "prefect"


def read_secret(state: Path) -> str:
    """Return what every request to this project's servers must bear, made at random by the first who asks.

    Without it, a web page that the operator opens could start runs, and thereby commands, through the API on loopback.
    """
    path = find_home(state) / "auth"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(f"quotewire:{token_urlsafe(32)}")
    return path.read_text()


def set_up_prefect(state: Path) -> None:
    """Set Prefect's variables where the user has not; call it before Prefect is imported."""
    home = find_home(state)
    home.mkdir(parents=True, exist_ok=True)  # its SQLite database does not make the folder
    server = find_server(state)
    if os.environ.get("PREFECT_API_URL", server) == server:  # another server must not be told our secret
        secret = read_secret(state)
        os.environ.update({"PREFECT_API_AUTH_STRING": secret, "PREFECT_SERVER_API_AUTH_STRING": secret})
    variables = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://127.0.0.1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "quotewire",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_CLIENT_MAX_RETRIES": "2",  # 6 s; a run goes on without a server that does not answer by then
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "GX_ANALYTICS_ENABLED": "false",
        **({"PREFECT_API_URL": server} if server else {}),
    }
    for name, value in variables.items():
        os.environ.setdefault(name, value)


@contextmanager
def serve_own_api() -> Iterator[None]:
    """Serve Prefect's API from a thread of this process where no other server is set up; Prefect is imported in here.

    It shares the imports of the run, ends with the process whatever ends that, and runs only the services that record
    the run: 3.9 s of CPU time for client and server together, where Prefect's own temporary server, a process with all
    services, took 13. Raises RuntimeError where it does not start.
    """
    if "PREFECT_API_URL" in os.environ:
        yield
        return
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    own = {
        "PREFECT_API_URL": f"http://127.0.0.1:{listener.getsockname()[1]}/api",
        "PREFECT_UI_ENABLED": "false",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    }
    os.environ.update(own)
    try:
        with serve_api(listener):
            yield
    finally:
        for name in own:
            os.environ.pop(name, None)


@contextmanager
def serve_api(listener: socket.socket) -> Iterator[None]:
    """Serve Prefect's API on a bound socket until the context ends and all that was sent to it is recorded."""
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(ephemeral=True, final=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or monotonic() > end:
            raise RuntimeError("Prefect's own server did not start; is QUOTEWIRE_STATE writable, its disk not full?")
        sleep(0.01)
    try:
        yield
    finally:
        from prefect.events.worker import EventsWorker

        EventsWorker.drain_all(timeout=10)
        server.should_exit = True
        thread.join(10)
