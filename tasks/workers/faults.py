"""Whether a piece of work failed because of the file or article that it was for, or because of the run around it."""

from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Literal

from tasks.workers.processes import WorkerDiedError

type Cause = Literal["timeout", "crash", "error"]

PACKAGES = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a piece of work failed."""

    cause: Cause
    detail: str
    """A sentence without its full stop, the same whenever it happens."""


class PieceFailedError(Exception):
    """A bug that a file or article brings out; the message says of which kind and where, and nothing of the text."""


def describe_error(error: Exception) -> str:
    """Return the kind of an error and the line of our own code, if any, that it came from."""
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PACKAGES)]
    own = [frame for frame in frames if ".venv" not in frame.filename]
    place = f" at {Path(own[-1].filename).relative_to(PACKAGES)}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{place}"


def find_fault(error: Exception) -> Fault | None:
    """Return why a piece of work failed; None where that is not its own fault: a full disk, a lost file."""
    if isinstance(error, WorkerDiedError):
        if error.is_late:
            return Fault("timeout", "It was not done in time")
        return Fault("crash", f"Its worker {error.how}")
    if isinstance(error, MemoryError):
        return Fault("crash", "Its worker ran out of memory")
    if isinstance(error, PieceFailedError):
        return Fault("error", str(error))
    return None
