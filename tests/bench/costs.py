"""What a command costs: wall time, and CPU time of every process that it starts."""

import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.conftest import Zones

PR_SET_CHILD_SUBREAPER = 36
"""Of prctl(2): processes that lose their parent become children of this one, so that they can be waited for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    wall: float
    cpu: float
    """Seconds of all its processes."""
    cpu_without_workers: float
    """Seconds of the command itself and what it waited for: not of the workers and the process they are forked from."""
    output: str


def run(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run a command to its end and wait for all that it leaves behind; ends this process where it fails."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    others, before, begun = list_children(), count_cpu(), time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        wait_for_orphans(others)
        output.seek(0)
        text = output.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    return Cost(wall, count_cpu() - before, usage.ru_utime + usage.ru_stime, text)


def list_children() -> set[int]:
    """The process ids of this process's children."""
    return {child.pid for child in psutil.Process().children()}


def wait_for_orphans(others: set[int]) -> None:
    """Wait for every child but the others, which were there before: a server may be one."""
    while left := list_children() - others:
        for pid in left:
            os.waitpid(pid, 0)


def count_cpu() -> float:
    """Seconds of CPU time of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def quotewire(zones: Zones, *arguments: str) -> Cost:
    """Run the `quotewire` command."""
    return run([str(Path(sys.executable).with_name("quotewire")), *arguments], zones.environment)
