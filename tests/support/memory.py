"""Temporary folders of tests in memory: on a disk, half the time of publishing and linking is waiting for it."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
NEEDED = 4 * 2**30
"""Bytes that have to be free; a whole run of the tests takes a tenth of them."""


def use_memory() -> None:
    """Let this process and those it starts make their temporary folders in memory, where nobody has said otherwise."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= NEEDED
    if has_room and "TMPDIR" not in os.environ:
        tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)
