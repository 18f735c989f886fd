"""Prefect's settings: its state below the project's own, nothing sent anywhere, quiet."""

import json
import os
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
