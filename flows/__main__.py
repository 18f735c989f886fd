"""The entry point of the `quotewire` command: what must not end with a traceback hears signals before it is loaded."""

import sys

from flows.interruption import catch_signals


def main() -> None:
    """Run the command."""
    if sys.argv[1:2] in (["run"], ["backfill"], ["link"]):
        catch_signals()
    from flows.cli import app

    app()


if __name__ == "__main__":
    main()
