"""How long a worker may be at a piece of work: what takes longer ends its process, and so shows itself."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

FULL_CHARS = 250_000
"""Text for which a worker has all of its time; more text gets more time."""
FULL_BYTES = 4_000_000
"""The same for raw files."""
LEAST = 0.1
"""Share of that time which the smallest piece of work has."""

FEW = 20
"""Rejects for want of time or life that are borne in any batch."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What a batch may take before it is given up."""

    seconds: float
    """That a worker may be at FULL_CHARS of text or FULL_BYTES of raw files."""
    reject_share: float

    def count_most(self, number: int) -> int:
        """Of so many files or articles, those which may come to grief."""
        return max(FEW, int(self.reject_share * number))


def find_limit(seconds: float, size: int, full: int) -> float:
    """The seconds for a piece of work of some size, where one of size `full` has `seconds`."""
    return seconds * max(LEAST, size / full)


@contextmanager
def end_after(seconds: float) -> Iterator[None]:
    """End this process by SIGALRM where the body takes longer.

    The system does it, for a body that hangs inside a regular expression or a C library lets no Python code run.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
