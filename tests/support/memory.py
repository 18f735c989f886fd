"""Temporary folders of tests in memory: on a disk, half the time of publishing and linking is waiting for it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
NEEDED = 4 * 2**30
"""Bytes that have to be free; a whole run of the tests takes a tenth of them."""


def use_memory() -> None:
    """Let pytest, this process and those it starts have their temporary folders there, where nobody says otherwise.

    What a killed process leaves behind goes with the end of this one.
    """
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= NEEDED
    if has_room and "TMPDIR" not in os.environ:
        tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="quotewire-", dir=MEMORY)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)
        atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)
