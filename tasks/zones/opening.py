"""Opening a raw file: never a pipe or device, never outside the batch."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from schemas.rejects import ProblemError

SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""A link is not followed and a pipe does not make us wait, also where one took the file's place a moment ago."""


def resolve_link(batch: Path, path: str) -> Path:
    """Return where a symbolic link leads. Raises ProblemError where that is outside the batch or is no regular file."""
    target = Path(os.path.realpath(batch / path))
    if not target.is_relative_to(os.path.realpath(batch)):
        raise ProblemError("outside_batch")
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        raise ProblemError("vanished", "A symbolic link to a file that is not there") from None
    if stat.S_ISDIR(mode):
        raise ProblemError("not_a_regular_file", "A symbolic link to a folder, whose files are read where they lie")
    if not stat.S_ISREG(mode):
        raise ProblemError("not_a_regular_file")
    return target


def open_raw_file(batch: Path, path: str) -> BufferedReader:
    """Open a raw file, or the one inside the batch that a symbolic link leads to, for reading.

    Raises ProblemError: outside_batch, not_a_regular_file, unreadable, vanished.
    """
    try:
        try:
            descriptor = os.open(batch / path, SAFELY)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            descriptor = os.open(resolve_link(batch, path), SAFELY)
    except FileNotFoundError:
        raise ProblemError("vanished") from None
    except OSError as error:
        raise ProblemError("unreadable", str(error.strerror)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ProblemError("not_a_regular_file")
    return os.fdopen(descriptor, "rb")
