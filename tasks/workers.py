"""The workers: processes on this machine, or a Dask cluster; what runs in them does not know which."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from logging.handlers import QueueHandler
from pathlib import Path
from queue import SimpleQueue

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "POLARS_MAX")}
"""One BLAS thread a worker: the workers are the parallelism."""
PRELOADED_MODEL = "QUOTEWIRE_PRELOADED_MODEL"

type Work = Callable[[], Path]
"""Picklable; writes one finished folder and returns it."""
type LogLine = tuple[str, int, str]
"""Logger name, level, message."""


@contextmanager
def open_workers(count: int, dask_address: str | None = None, model: str | None = None) -> Iterator[Executor]:
    """An executor of `count` processes, or of the Dask cluster at `dask_address`.

    Processes are forked from a server that has loaded `model`, so that they share its memory: 190 MB a worker
    instead of 370.
    """
    if dask_address:
        from distributed import Client

        with Client(dask_address) as client:
            yield client.get_executor()
        return
    os.environ.update(ONE_THREAD)
    context = multiprocessing.get_context("forkserver")
    if model:
        os.environ[PRELOADED_MODEL] = model
        context.set_forkserver_preload(["tasks.preload"])
    with ProcessPoolExecutor(count, mp_context=context) as executor:
        yield executor


def run_logged(work: Work) -> tuple[Path, list[LogLine]]:
    """Run a piece of work and bring its log lines home with its result."""
    queue: SimpleQueue[logging.LogRecord] = SimpleQueue()
    handler = QueueHandler(queue)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        folder = work()
    finally:
        root.removeHandler(handler)
    lines = [queue.get() for _ in range(queue.qsize())]
    return folder, [(line.name, line.levelno, line.getMessage()) for line in lines]


def run_works(executor: Executor, works: Mapping[Path, Work]) -> Iterator[Path]:
    """Run every piece of work whose folder is not there yet; yields the folders as they are finished.

    Log lines of the workers are logged here. Raises what a piece of work raised, and BrokenProcessPool where a
    worker died; pieces that were finished by then are not done again by the next call.
    """
    waiting = []
    for folder, work in works.items():
        if folder.exists():
            yield folder
        else:
            waiting.append(executor.submit(run_logged, work))
    try:
        for future in as_completed(waiting):
            folder, lines = future.result()
            for name, level, message in lines:
                logging.getLogger(name).log(level, "%s", message)
            yield folder
    finally:
        for future in waiting:
            future.cancel()
