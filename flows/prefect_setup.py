"""Prefect's settings: its state below the project's own, nothing sent anywhere, quiet."""

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SERVER_FILE = "server.json"
"""Below the state folder: address and process id of the server that `quotewire server` runs."""


def find_server(state: Path) -> str | None:
    """The address of this project's running Prefect server; None where none runs."""
    try:
        note = json.loads((state / SERVER_FILE).read_text())
        os.kill(note["pid"], 0)
        return str(note["url"])
    except (OSError, ValueError, KeyError):
        return None


def set_up_prefect(state: Path) -> None:
    """Set Prefect's variables where the user has not; call it before Prefect is imported.

    Where neither PREFECT_API_URL is set nor `quotewire server` runs, a run starts a server of its own and ends it.
    """
    home = state.absolute() / "prefect"
    home.mkdir(parents=True, exist_ok=True)  # its SQLite database does not make the folder
    server = find_server(state)
    variables = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "quotewire",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "GX_ANALYTICS_ENABLED": "false",
        **({"PREFECT_API_URL": server} if server else {}),
    }
    for name, value in variables.items():
        os.environ.setdefault(name, value)


def start_own_server() -> None:
    """Start the server of a run of its own where no other is set up; it ends with this process, even by SIGKILL.

    Raises RuntimeError where it does not answer in time.
    """
    from prefect.settings import get_current_settings

    if get_current_settings().api.url:
        return
    from prefect.server.api.server import SubprocessASGIServer  # seconds, which only its own server is worth

    server = SubprocessASGIServer()  # the one that Prefect would start at its first question
    watched = None
    with ThreadPoolExecutor(1) as pool:
        start = pool.submit(server.start)  # it takes seconds, in which this process may be killed too
        while not start.done():
            process = server.server_process
            if process and process.pid != watched:
                end_with_this_process(watched := process.pid)
            time.sleep(0.01)
    start.result()


def end_with_this_process(pid: int) -> None:
    """Have another process ended when this one is, whatever ends it: a shell waits for the end of a pipe."""
    waiting = 'exec 3<&0; { read -r _ <&3; kill "$0"; } >/dev/null 2>&1 &'
    reading, _ = os.pipe()  # nobody closes the other end, or writes into it
    subprocess.run(["sh", "-c", waiting, str(pid)], stdin=reading, check=True)
    os.close(reading)
