"""The entry point of the `quotewire` command: what must not end with a traceback hears signals before it is loaded."""

import atexit
import gc
import sys

from flows.interruption import catch_signals

COLLECT_AFTER = 100_000
"""Objects made before cycles are looked for, not 700: what is imported stays, and looking costs a run a second."""


def main() -> None:
    """Run the command."""
    if sys.argv[1:2] in (["run"], ["backfill"], ["link"]):
        catch_signals()
    gc.set_threshold(COLLECT_AFTER)
    atexit.register(gc.freeze)  # the end of a process looks for cycles too: 1.3 s where Prefect was imported
    from flows.cli import app

    app()


if __name__ == "__main__":
    main()
