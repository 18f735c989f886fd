"""The workers: processes on this machine, or a Dask cluster; what runs in them does not know which."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from threading import Lock, Thread

from tasks.cluster import open_dask, wait_until_seen
from tasks.log_lines import Logged, build_origin, run_logged, take_result
from tasks.zones.place import Place

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "POLARS_MAX")}
"""One BLAS thread a worker: the workers are the parallelism."""
PRELOADED_MODEL = "QUOTEWIRE_PRELOADED_MODEL"

type Work = Callable[[], Place]
"""Picklable; writes one finished folder and returns it."""


class Workers:
    """Some worker processes, started at the first piece of work and anew after one has died, or a Dask cluster."""

    def __init__(self, count: int, model: str, dask_address: str | None = None) -> None:
        self.count, self.model, self.dask_address = count, model, dask_address
        self._lock = Lock()
        self._executor: Executor | None = None

    def __enter__(self) -> "Workers":
        """Connects to the Dask cluster, if one is to be used; raises ClusterError where it cannot."""
        if self.dask_address:
            _ = self.executor
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def executor(self) -> Executor:
        """What runs the work; the same for all who ask, until it is given up."""
        with self._lock:
            if self._executor is None:
                self._executor = self._start()
            return self._executor

    def _start(self) -> Executor:
        if self.dask_address:
            return open_dask(self.dask_address, self.model)
        return open_processes(self.count, self.model)

    def give_up(self, executor: Executor) -> None:
        """Let go of an executor of which a worker has died; the next to ask gets a new one."""
        with self._lock:
            if self._executor is executor:
                self._executor = None
                executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            if self._executor is not None:
                self._executor.shutdown()
            self._executor = None


def open_processes(count: int, model: str) -> ProcessPoolExecutor:
    """Worker processes on this machine, forked from a server that has loaded `model`.

    They share its memory: 190 MB a worker instead of 370.
    """
    os.environ.update(ONE_THREAD)
    os.environ[PRELOADED_MODEL] = model
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.preload"])
    return ProcessPoolExecutor(count, mp_context=context, initializer=end_with_parent)


def end_with_parent() -> None:
    """Let this worker end when the run that started it does, even by SIGKILL: nobody would ever collect its work."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def run_works(workers: Workers, works: Mapping[Place, Work]) -> Iterator[Place]:
    """Run every piece of work whose folder is not there yet; yields the folders as they are finished.

    Log lines of the workers are logged here. Raises what a piece of work raised, and BrokenExecutor where a
    worker died; pieces that were finished by then are not done again by the next call.
    """
    for folder in works:
        if folder.is_finished():
            yield folder
    missing = [work for folder, work in works.items() if not folder.is_finished()]
    if not missing:
        return
    executor = workers.executor
    waiting: list[Future[Logged]] = []
    try:
        waiting.extend(executor.submit(run_logged, work, build_origin()) for work in missing)
        for future in as_completed(waiting):
            folder = take_result(future)
            if workers.dask_address:
                wait_until_seen(folder)
            yield folder
    except BrokenExecutor:
        workers.give_up(executor)
        raise
    finally:
        for future in waiting:
            future.cancel()
