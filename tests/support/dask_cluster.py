"""A Dask scheduler and its workers as processes on loopback, started as on any machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from tasks.workers.scheduler import Certificates, Scheduler

if TYPE_CHECKING:
    from distributed import Client, Security

ROOT = Path(__file__).parents[2]
START_SECONDS = 180
ATTEMPTS = 5


@contextmanager
def start_cluster(
    folder: Path, workers: int = 2, allowed_failures: int = 3, certificates: Certificates | None = None
) -> Iterator[str]:
    """The address of a scheduler with that many workers of one thread; they work in `folder`, the tests importable."""
    allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures)}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **allowed}
    note = folder / "scheduler.json"
    common = ["--scheduler-file", str(note), "--host", "127.0.0.1", "--no-dashboard", *list_options(certificates)]
    commands = [["dask_scheduler", *common, "--port", "0"]] + [["dask_worker", *common, "--nthreads", "1"]] * workers
    processes = []
    try:
        for name, *arguments in commands:
            command = [sys.executable, "-m", f"distributed.cli.{name}", *arguments]
            processes.append(subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL))
        security = Scheduler("", certificates).build_security()
        with open_client(note, security) as client:
            client.wait_for_workers(workers, timeout=START_SECONDS)
            address: str = client.scheduler.address
        yield address
    finally:
        for process in reversed(processes):
            kill_tree(process.pid)
            process.wait()


def open_client(note: Path, security: "Security | None") -> "Client":
    """A client of the cluster; distributed gives its event loop 10 seconds to start, which may be few for a machine."""
    from distributed import Client

    for _ in range(ATTEMPTS - 1):
        with suppress(AssertionError):
            return Client(scheduler_file=str(note), timeout=START_SECONDS, security=security)
    return Client(scheduler_file=str(note), timeout=START_SECONDS, security=security)


def list_options(files: Certificates | None) -> list[str]:
    """The options of a scheduler or a worker that has certificates."""
    names = ("--tls-ca-file", "--tls-cert", "--tls-key")
    return [str(part) for option in zip(names, astuple(files), strict=True) for part in option] if files else []


def kill_tree(pid: int) -> None:
    """SIGKILL for a process and all its children, the parent first, so that it starts none anew."""
    found = psutil.Process(pid)
    for one in [found, *found.children(recursive=True)]:
        one.kill()
