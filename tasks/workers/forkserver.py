"""What the workers of this machine are forked from: a process that has loaded what they share."""

import signal
from collections.abc import Sequence
from multiprocessing import resource_tracker
from multiprocessing.forkserver import ensure_running, set_forkserver_preload


def start_forkserver(preloaded: Sequence[str]) -> None:
    """Start it, unless it runs; it and the workers leave the signals of a terminal to the run, which ends them.

    A child begins with the signals blocked that are blocked in the thread that starts it.
    """
    set_forkserver_preload(list(preloaded))
    resource_tracker.ensure_running()  # which would unblock them
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
