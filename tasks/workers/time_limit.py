"""How long a worker may be at a piece of work: what takes longer ends its process, and so shows itself."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LEAST_SHARE = 0.1
"""Share of the time for a full piece of work that the smallest piece has."""
ALWAYS_TOLERATED = 20
"""Files or articles of any batch that may be rejected because they took too long or ended their worker."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How long a piece of work may take, and how many of them may fail before the batch is given up."""

    seconds: float
    """For a full piece of work."""
    reject_share: float
    by_publisher: bool = True
    """Whether a publisher with more rejects than that is quarantined, or else the batch fails."""

    @property
    def quarantine_above(self) -> float | None:
        """Return the share of rejects above which a publisher is quarantined; None where none ever is."""
        return self.reject_share if self.by_publisher else None

    def count_rejects(self, number: int) -> int:
        """Return how many of so many files or articles may fail."""
        return max(ALWAYS_TOLERATED, int(self.reject_share * number))


@contextmanager
def end_after(seconds: float, share: float) -> Iterator[None]:
    """End this process by SIGALRM where the body takes longer than its share of what a full piece of work has.

    The system does it, since a body that hangs inside a regular expression or a C library lets no Python code run.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds * max(LEAST_SHARE, share))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
