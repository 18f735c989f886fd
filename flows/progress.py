"""How far a batch is: in the log, and as a Prefect progress artifact."""

import logging
import time
from datetime import date
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

LOGGER = logging.getLogger("quotewire")
PROGRESS_SECONDS = 2.0
"""Each report costs a call to Prefect's server."""


class Progress:
    """Shows how far a batch is, in the log and as a Prefect progress artifact, not more often than is of use."""

    def __init__(self, batch_date: date, total: int) -> None:
        self.batch_date, self.total, self.done = batch_date, total, 0
        self.shown = time.monotonic()
        self.artifact = cast(
            UUID, create_progress_artifact(0.0, f"annotate-{batch_date}", f"articles annotated of {total}")
        )

    def add(self, articles: int) -> None:
        """Count articles that were finished."""
        self.done += articles
        if time.monotonic() - self.shown >= PROGRESS_SECONDS or self.done == self.total:
            self.shown = time.monotonic()
            LOGGER.info("%s: annotated %d of %d articles", self.batch_date, self.done, self.total)
            update_progress_artifact(self.artifact, 100.0 * self.done / self.total)
