"""The `quotewire` command in a process group of its own, as a terminal starts it, to be interrupted."""

import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from os import kill, killpg
from pathlib import Path

import psutil

from tests.conftest import Zones

GO_ON = re.compile(r"^interrupted: .* go on with: quotewire (.+)$")
SECONDS = 60.0
"""In which it has ended on any machine; a few are what it takes."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it left running."""

    code: int
    output: str
    problems: str
    seconds: float
    """From the signal to the end."""
    survivors: list[psutil.Process]

    @property
    def go_on(self) -> list[str]:
        """The arguments of the command that goes on; none where no line says it."""
        last = self.problems.strip().splitlines()[-1:] or [""]
        found = GO_ON.match(last[0])
        return found[1].split() if found else []

    @property
    def told(self) -> str:
        """All that is known of the end, for the message of a test that fails; a representation would be cut."""
        return f"exit code {self.code}, left running: {self.survivors}\n{self.output}\n{self.problems}"

    @property
    def is_interrupted(self) -> bool:
        """Whether it ended as one that was interrupted has to: exit code, one line, no traceback, no process left."""
        shown = self.output + self.problems
        return self.code == 130 and bool(self.go_on) and "Traceback" not in shown and not self.survivors


def start_group(zones: Zones, *arguments: str) -> "subprocess.Popen[str]":
    """The command with the settings of the zones."""
    command = [str(Path(sys.executable).with_name("quotewire")), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=zones.environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def wait_until_heard(run: "subprocess.Popen[str]") -> None:
    """Wait until the command hears signals: before, Python itself is still being loaded."""
    caught = 0
    while not caught >> (signal.SIGTERM - 1) & 1 and run.poll() is None:
        time.sleep(0.01)
        status = Path(f"/proc/{run.pid}/status").read_text()
        caught = int(re.findall(r"SigCgt:\s*(\w+)", status)[0], 16) if "SigCgt" in status else 0


def wait_for_line(run: "subprocess.Popen[str]", words: str) -> None:
    """Wait until standard error has a line with these words."""
    assert run.stderr is not None
    seen = ""
    while words not in seen:
        line = run.stderr.readline()
        assert line, f"it ended before that: {seen}"
        seen += line


def interrupt(run: "subprocess.Popen[str]", one: signal.Signals, whole_group: bool) -> Ended:
    """Send the signal to the command, or to its workers too as Ctrl-C does, and wait for the end."""
    started = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
    begun = time.monotonic()
    with suppress(ProcessLookupError):  # it has just ended
        (killpg if whole_group else kill)(run.pid, one)
    output, problems = run.communicate(timeout=SECONDS)
    seconds = time.monotonic() - begun
    _, alive = psutil.wait_procs(started, timeout=SECONDS)
    return Ended(
        run.returncode, output, problems, seconds, [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
    )
