"""Worker processes, each watched by a thread: one that dies costs the piece of work that it was at, and no other.

`concurrent.futures.ProcessPoolExecutor` cannot do that: a worker's death ends its whole pool and fails every call that
waits, without a word of which call it was that killed.
"""

import os
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Literal

from tasks.workers.logs import LogOrigin, build_log_origin, log_line, sending_lines

type Message = tuple[Literal["line", "done", "failed"], Any]
"""What comes from a worker: a log line, what a call returned, or what it raised."""


class WorkerDiedError(Exception):
    """The worker that was at a piece of work died of it, or of something else that happened meanwhile."""

    def __init__(self, how: str, is_late: bool = False) -> None:
        super().__init__(how, is_late)
        self.how, self.is_late = how, is_late
        """How it ended; whether because its time was over."""

    def __str__(self) -> str:
        return f"a worker {self.how}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function to call in a worker."""

    future: Future[Any]
    function: Callable[[], Any]
    origin: LogOrigin
    context: Context
    """Of who asked for it, in which the worker's lines are logged: Prefect takes the run from there."""


class Processes(Executor):
    """Processes forked from a server that has loaded what they share, each started at its first piece of work."""

    def __init__(self, count: int, context: ForkServerContext) -> None:
        self._context = context
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._busy: set[BaseProcess] = set()
        self._lock = Lock()
        self._threads = [Thread(target=self._watch, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call the function; the future raises WorkerDiedError where that worker died."""
        call = Call(Future(), partial(fn, *args, **kwargs), build_log_origin(), copy_context())
        self._calls.put(call)
        return call.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; with `cancel_futures` at once, whatever they are at."""
        with suppress(Empty):
            while cancel_futures and (call := self._calls.get_nowait()):
                call.future.cancel()
        for _ in self._threads:
            self._calls.put(None)
        with self._lock:
            for process in self._busy if cancel_futures else ():
                process.kill()
        for thread in self._threads if wait else ():
            thread.join()

    def _watch(self) -> None:
        """Hand one worker its work, piece by piece; a new worker takes the place of one that died."""
        worker: Worker | None = None
        while (call := self._calls.get()) is not None:
            if not call.future.set_running_or_notify_cancel():
                continue
            try:
                worker = worker or Worker(self._context)
                with self._lock:
                    self._busy.add(worker.process)
                call.future.set_result(worker.run(call))
            except BaseException as error:
                call.future.set_exception(error)
            finally:
                if worker is not None:
                    with self._lock:
                        self._busy.discard(worker.process)
                    worker = worker if worker.process.is_alive() else None
        if worker is not None:
            worker.end()


class Worker:
    """One process and the pipe to it."""

    def __init__(self, context: ForkServerContext) -> None:
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve_calls, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()  # now only the worker has it, so that its death closes the pipe

    def run(self, call: Call) -> Any:
        """Return or raise what the call does in the process, whose lines are logged here. Raises WorkerDiedError."""
        try:
            self._pipe.send((call.function, call.origin))
            while (message := self._pipe.recv())[0] == "line":
                call.context.run(log_line, message[1])
        except (EOFError, OSError):  # OSError where it died in the middle of a message
            self.process.join()
            raise self._describe_death() from None
        if message[0] == "done":
            return message[1]
        raise message[1]

    def _describe_death(self) -> WorkerDiedError:
        code = self.process.exitcode or 0
        if code >= 0:
            return WorkerDiedError(f"ended with exit code {code}")
        return WorkerDiedError(f"was ended by {signal.Signals(-code).name}", is_late=-code == signal.SIGALRM)

    def end(self) -> None:
        """Let the process end, which is at no work."""
        self._pipe.close()
        self.process.join()


def serve_calls(pipe: Connection) -> None:
    """In the worker: do what comes through the pipe, until it is closed."""
    end_with_parent()
    lock = Lock()  # any thread may log

    def send(message: Message) -> None:
        with lock:
            pipe.send(message)

    while True:
        try:
            function, origin = pipe.recv()
        except EOFError:
            return
        with sending_lines(lambda line: send(("line", line)), origin):
            message = call_safely(function)
        try:
            send(message)
        except (TypeError, ValueError, AttributeError) as error:  # it cannot be pickled
            send(("failed", RuntimeError(f"{error}: {message[1]!r}")))


def call_safely(function: Callable[[], Any]) -> Message:
    """Return what a function returned or raised, as a message."""
    try:
        return "done", function()
    except BaseException as error:
        error.add_note(f"in a worker:\n{traceback.format_exc()}")
        return "failed", error


def end_with_parent() -> None:
    """Let this worker end when the run that started it does, even by SIGKILL: nobody would ever collect its work."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()
