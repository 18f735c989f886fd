"""One run of the test batch in a process of its own, without Prefect: what the kills aim at.

python -m tests.torture.run_batch DATE [FULL]: says "publishing" on standard output when it comes to that; the exit
code is 1 where the batch failed, and standard error says why, or that it is another run's. From the call number FULL
on that makes, renames or writes a file in this process, the disk is full.
"""

import errno
import os
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

from flows.batch import open_workers, process_batch
from flows.settings import Settings
from tasks.batch.manifest import Manifest
from tasks.batch.places import Batch
from tasks.publish.publish import publish_batch
from tests.support.steps import replacing


def publish_aloud(*arguments: Any) -> Manifest:
    """Publish, and say so before."""
    print("publishing", flush=True)
    return publish_batch(*arguments)


def fill_disk(after: int) -> None:
    """Let every call that needs space on the disk fail from the one of that number on."""
    calls = count()

    def fail_late(call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def fail(*arguments: Any, **options: Any) -> Any:
            if next(calls) >= after:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
            return call(*arguments, **options)

        return fail

    for name in ("mkdir", "rename", "replace", "write_text"):
        setattr(Path, name, fail_late(getattr(Path, name)))


def main() -> None:
    """Run the batch of the environment's settings."""
    day, *full = sys.argv[1:]
    if full:
        fill_disk(int(full[0]))
    settings = Settings()
    batch = Batch(date.fromisoformat(day), settings.raw, settings.curated)
    with open_workers(settings) as workers:
        outcome = process_batch(batch, settings, workers, replacing(publish_batch, publish_aloud))
    print(outcome.reason, file=sys.stderr)
    sys.exit(outcome.state == "failed")


if __name__ == "__main__":
    main()
