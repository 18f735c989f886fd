"""The workers: processes on this machine, or a Dask cluster; what runs in them does not know which."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Lock
from types import MappingProxyType
from typing import NoReturn

from tasks.workers.cluster import FindDifferences, open_dask, wait_until_seen
from tasks.workers.forkserver import start_forkserver
from tasks.workers.processes import Processes
from tasks.workers.scheduler import Scheduler
from tasks.zones.place import Place

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "POLARS_MAX")}
"""One BLAS thread a worker: the workers are the parallelism."""

type Work = Callable[[], Place]
"""Picklable; writes one finished folder and returns it."""


class InterruptedRunError(BaseException):
    """The run is to end; no Exception, since nothing has failed and nothing is to be tried again."""


class Workers:
    """Some worker processes, started at the first piece of work, or a Dask cluster.

    Those on this machine are forked from a process that has loaded the modules `preloaded`, which find `environment`:
    190 MB a worker instead of 370.
    """

    def __init__(
        self,
        count: int,
        preloaded: Sequence[str] = (),
        environment: Mapping[str, str] = MappingProxyType({}),
        scheduler: Scheduler | None = None,
        find_differences: FindDifferences = list,
    ) -> None:
        self.count, self.preloaded, self.environment = count, list(preloaded), environment
        self.scheduler, self.find_differences = scheduler, find_differences
        self._lock = Lock()
        self._is_stopped = False
        self._executor: Executor | None = None

    def __enter__(self) -> "Workers":
        """Connects to the Dask cluster, if one is to be used; raises ClusterError where it cannot."""
        if self.scheduler:
            _ = self.executor
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """Stop the workers where the body is interrupted, so that what other threads have under way ends too."""
        try:
            yield
        except Exception:
            raise
        except BaseException:
            self.stop()
            raise

    @property
    def executor(self) -> Executor:
        """What runs the work; the same for all who ask, until it is given up. Raises InterruptedRunError."""
        self.check()
        with self._lock:
            if self._executor is None:
                self._executor = self._start()
            return self._executor

    def _start(self) -> Executor:
        if self.scheduler:
            return open_dask(self.scheduler, self.find_differences)
        self.preload()
        return Processes(self.count, multiprocessing.get_context("forkserver"))

    def preload(self) -> None:
        """Have what workers on this machine share loaded while this process goes on; nothing for a cluster's."""
        if not self.scheduler:
            os.environ.update({**ONE_THREAD, **self.environment})
            start_forkserver(self.preloaded)

    def give_up(self, executor: Executor) -> None:
        """Let go of an executor that is broken; the next to ask gets a new one."""
        with self._lock:
            if self._executor is executor:
                self._executor = None
                executor.shutdown(wait=False, cancel_futures=True)

    def check(self) -> None:
        """Raise InterruptedRunError where the workers were stopped."""
        if self._is_stopped:
            raise InterruptedRunError("the run was interrupted")

    def stop(self) -> None:
        """End the workers for good, from any thread; who waits for one gets InterruptedRunError. Waits for nothing."""
        self._is_stopped = True
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the workers at once: nobody waits any more for what one may still be at."""
        with self._lock:
            if self._executor is not None:
                self._executor.shutdown(cancel_futures=True)
            self._executor = None


def raise_error(_work: Work, error: Exception) -> NoReturn:
    """Replace a piece of work that failed by nothing."""
    raise error


def run_works[W: Work](
    workers: Workers, works: Mapping[Place, W], replace: Callable[[W, Exception], Mapping[Place, W]] = raise_error
) -> Iterator[Place]:
    """Run every piece of work whose folder is not there yet; yields the folders as they are finished.

    Log lines of the workers are logged here. What a piece of work raised goes to `replace`, which says, by folder, what
    is done instead, or raises; WorkerDiedError where its worker died. BrokenExecutor comes through, where a cluster is
    gone. Pieces that were finished by then are not done again by the next call.
    """
    begun = find_begun(works)
    finished = dict.fromkeys(folder for folder in works if folder.parent in begun and folder.is_finished())
    yield from finished
    if len(finished) == len(works):
        return
    executor = workers.executor
    running = Running[W](executor)
    try:
        running.submit(work for folder, work in works.items() if folder not in finished)
        while running.works:
            work, future = running.take()
            try:
                folder = future.result()
            except Exception as error:
                workers.check()
                replacing = replace(work, error)
                done = [one for one in replacing if one.is_finished()]
                running.submit(other for one, other in replacing.items() if one not in done)
                yield from done
            else:
                if workers.scheduler:
                    wait_until_seen(folder)
                yield folder
    except BrokenExecutor:
        workers.give_up(executor)
        raise
    finally:
        running.cancel()


def find_begun(folders: Iterable[Place]) -> set[Place]:
    """Return the parents of these folders that are there: in others, nothing needs to be looked for."""
    return {parent for parent in {folder.parent for folder in folders} if parent.is_dir()}


class Running[W: Work]:
    """Pieces of work under way, to be taken as they are finished."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._finished: SimpleQueue[Future[Place]] = SimpleQueue()
        self.works: dict[Future[Place], W] = {}

    def submit(self, works: Iterable[W]) -> None:
        """Have pieces of work done."""
        for work in works:
            future = self._executor.submit(work)
            self.works[future] = work
            future.add_done_callback(self._finished.put)

    def take(self) -> tuple[W, Future[Place]]:
        """Return the next piece that is finished."""
        future = self._finished.get()
        return self.works.pop(future), future

    def cancel(self) -> None:
        """Cancel what has not begun."""
        for future in self.works:
            future.cancel()
