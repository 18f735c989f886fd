"""A Prefect server of one's own, as `quotewire server` runs it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.server import wait_until_ready
from tests.conftest import Zones


def find_free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(zones: Zones) -> Iterator[int]:
    """The process id of `quotewire server`, which has started; the commands find it by themselves."""
    port = find_free_port()
    command = [str(Path(sys.executable).with_name("quotewire")), "server", "--port", str(port)]
    silent = subprocess.DEVNULL
    server = subprocess.Popen(command, env=zones.environment, stdout=silent, stderr=silent)
    try:
        if not wait_until_ready(server, f"http://127.0.0.1:{port}/api"):
            raise TimeoutError(f"quotewire server does not answer on port {port}")
        time.sleep(10)  # it is making its tables and services ready
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)
