"""SIGINT and SIGTERM end `run` and `backfill` with exit code 130, one line and no traceback, at any instant.

Before a run has begun, the handler of the signal ends the process. A run is in a thread of its own, so that nothing it
does (Prefect takes SIGTERM for itself, a library computes for seconds) keeps the main thread from hearing a signal. It
is told to stop, and left behind where it does not. This module is loaded before all others and so imports little.
"""

import os
import shlex
import signal
import sys
from collections.abc import Callable
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from datetime import date

    from flows.outcome import Outcome
    from tasks.link.outcome import Linked
    from tasks.workers.pool import Workers

INTERRUPTED = 130
"""The exit code."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOP_SECONDS = 3.0
"""A run that has not stopped by then, in the middle of validating for example, is left behind."""
TELL_SECONDS = 2.0

type Handler = Callable[..., object]


def build_command() -> str:
    """Return the command that goes on: the same again, since what is finished costs it a look."""
    return shlex.join(["quotewire", *sys.argv[1:]])


def handle_signals(handler: Handler) -> None:
    """Let both signals call the handler."""
    for one in SIGNALS:
        signal.signal(one, handler)


def catch_signals() -> None:
    """Let a signal end this process from now on, with a line that says how to go on."""
    handle_signals(end_now)


def end_now(*_: object) -> None:
    """End this process in the middle of anything, before its run has begun or when that is over."""
    if "--json" in sys.argv and UNDER_WAY.thread is None:
        os.write(1, b"[]\n")
    line = f"interrupted: what is finished is kept; go on with: {build_command()}\n"
    os.write(2, line.encode(errors="backslashreplace"))
    os._exit(INTERRUPTED)


def leave(*_: object) -> NoReturn:
    """End this process; nobody waits for a thread that is left behind."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)


class UnderWay:
    """What this process's flow run has under way and has finished, for whoever interrupts it."""

    def __init__(self) -> None:
        self.finished: dict[date, Outcome] = {}
        self.linked: Linked | None = None
        """How linking ended; None before that, and where there was nothing to link."""
        self.thread: Thread | None = None
        self.has_flow = False
        """Whether Prefect has been asked to run the flow: before that, there is nothing to stop but imports."""
        self._workers: Workers | None = None
        self._flow_run: str | None = None
        self._is_interrupted = False

    def begin(self, workers: "Workers", flow_run: str | None = None) -> None:
        """Note the workers, and the flow run in Prefect; where the interruption was quicker, they are stopped."""
        self._workers, self._flow_run = workers, flow_run
        if self._is_interrupted:
            workers.stop()

    def check(self) -> None:
        """Raise InterruptedRunError where the run is to end."""
        if self._is_interrupted:
            from tasks.workers.pool import InterruptedRunError

            raise InterruptedRunError

    def stop(self) -> None:
        """Stop the run; of one that does not end soon Prefect is told that it has."""
        self._is_interrupted = True
        if self._workers is not None:
            self._workers.stop()
        if self.thread is None or not self.has_flow:
            return
        self.thread.join(STOP_SECONDS)
        if self.thread.is_alive() and self._flow_run is not None:
            telling = Thread(target=self._tell_prefect, daemon=True)
            telling.start()
            telling.join(TELL_SECONDS)

    def _tell_prefect(self) -> None:
        """Tell Prefect's server that the run has ended; there may be none left, since the run's own ends with it."""
        from uuid import UUID

        from prefect.client.orchestration import get_client
        from prefect.states import Crashed

        from tasks.logger import LOGGER

        try:
            with get_client(sync_client=True) as client:
                client.set_flow_run_state(UUID(self._flow_run), Crashed(message="It was interrupted."), force=True)
        except Exception as error:
            LOGGER.debug("Prefect's server: %s: %s", type(error).__name__, error)


UNDER_WAY = UnderWay()


def call_until_interrupted[Result](call: Callable[..., Result], *arguments: Any) -> Result:
    """Return what the call returns, in a thread of its own. Raises InterruptedRunError as soon as a signal comes.

    Only where `catch_signals` was called: who uses this as a library has signals of their own. Another signal, while
    what is under way is stopped, ends the process at once.
    """
    if signal.getsignal(signal.SIGTERM) is not end_now:
        return call(*arguments)
    from concurrent.futures import Future

    from tasks.workers.pool import InterruptedRunError

    future: Future[Result] = Future()
    ended: SimpleQueue[Future[Result] | None] = SimpleQueue()
    future.add_done_callback(ended.put)
    context = copy_context()

    def work() -> None:
        try:
            future.set_result(context.run(call, *arguments))
        except BaseException as error:
            future.set_exception(error)

    UNDER_WAY.thread = Thread(target=work, daemon=True)
    UNDER_WAY.thread.start()
    handle_signals(lambda *_: ended.put(None))
    if ended.get() is None:
        handle_signals(leave)
        raise InterruptedRunError
    handle_signals(end_now)
    return future.result()
