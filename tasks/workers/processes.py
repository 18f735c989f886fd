"""Worker processes, each watched by a thread: one that dies costs the piece of work that it was at, and no other."""

import os
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

type Call = tuple[Future[Any], Callable[[], Any]]


class WorkerDiedError(Exception):
    """The worker that was at a piece of work died of it, or of something else that happened meanwhile."""

    def __init__(self, how: str, is_late: bool = False) -> None:
        super().__init__(how, is_late)
        self.how, self.is_late = how, is_late
        """What it did, by which signal; whether because its time was over."""

    def __str__(self) -> str:
        return f"a worker {self.how}"


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
        future: Future[Any] = Future()
        self._calls.put((future, partial(fn, *args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; with `cancel_futures` at once, whatever they are at."""
        with suppress(Empty):
            while cancel_futures and (call := self._calls.get_nowait()):
                call[0].cancel()
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
        while (waiting := self._calls.get()) is not None:
            future, call = waiting
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = worker or Worker(self._context)
                with self._lock:
                    self._busy.add(worker.process)
                future.set_result(worker.call(call))
            except BaseException as error:
                future.set_exception(error)
            finally:
                if worker is not None:
                    with self._lock:
                        self._busy.discard(worker.process)
                    worker = worker if worker.process.is_alive() else None
        if worker is not None:
            worker.end()


class Worker:
    """One process and the line to it."""

    def __init__(self, context: ForkServerContext) -> None:
        self._line, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()  # now only the worker has it, so that its death closes the line

    def call(self, call: Callable[[], Any]) -> Any:
        """What the call returns in the process; raises what it raises there, and WorkerDiedError."""
        try:
            self._line.send(call)
            is_done, answer = self._line.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            raise self._describe_death() from None
        if is_done:
            return answer
        raise answer

    def _describe_death(self) -> WorkerDiedError:
        code = self.process.exitcode or 0
        if code >= 0:
            return WorkerDiedError(f"ended with exit code {code}")
        return WorkerDiedError(f"was ended by {signal.Signals(-code).name}", is_late=-code == signal.SIGALRM)

    def end(self) -> None:
        """Let the process end; it is at no work."""
        self._line.close()
        self.process.join()


def serve(line: Connection) -> None:
    """In the worker: do what comes down the line, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run that started it ends it
    end_with_parent()
    while True:
        try:
            call = line.recv()
        except EOFError:
            return
        answer = answer_call(call)
        try:
            line.send(answer)
        except (TypeError, ValueError, AttributeError) as error:  # it cannot be pickled
            line.send((False, RuntimeError(f"{error}: {answer[1]!r}")))


def answer_call(call: Callable[[], Any]) -> tuple[bool, Any]:
    """True and what the call returned, or False and what it raised."""
    try:
        return True, call()
    except BaseException as error:
        error.add_note(f"in a worker:\n{traceback.format_exc()}")
        return False, error


def end_with_parent() -> None:
    """Let this worker end when the run that started it does, even by SIGKILL: nobody would ever collect its work."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()
