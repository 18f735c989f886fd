"""Workers on a Dask cluster: reached in time or not at all, each of them like this process, one piece at a time."""

import pickle
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import chdir, nullcontext
from contextvars import Context, copy_context
from functools import partial
from pathlib import Path
from ssl import SSLError
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tasks.workers.logs import LogOrigin, build_log_origin, log_line, sending_lines
from tasks.workers.processes import WorkerDiedError
from tasks.workers.scheduler import TLS, Scheduler
from tasks.zones.place import Place

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10
"""A scheduler that has not answered by then is taken to be none."""
WORKERS_SECONDS = 60
"""A cluster may have to start its first worker."""
SEEN_SECONDS = 90
"""Network file systems show a new folder to another machine only after a while: NFS after up to 60 s."""

type FindDifferences = Callable[[], list[str]]
"""Picklable; returns the names of what is different in the process that calls it from the one that made it."""


class ClusterError(Exception):
    """The Dask cluster cannot do the work; says what to change."""


class LostSchedulerError(BrokenExecutor):
    """The scheduler is gone, and with it all that was under way."""


class DaskExecutor(Executor):
    """The cluster behind a scheduler as a `concurrent.futures` executor.

    A piece whose worker dies is done again by another; only when the scheduler gives it up
    (`distributed.scheduler.allowed-failures`) does its future raise WorkerDiedError. Log lines come as events of a
    topic of this executor's own: `Client.forward_logging` would send those of all runs to all.
    """

    def __init__(self, client: "Client", find_differences: FindDifferences) -> None:
        self._client, self._find_differences = client, find_differences
        self._topic = f"quotewire-{uuid4().hex}"
        self._contexts: dict[str, Context] = {}
        client.subscribe_topic(self._topic, self._log)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call the function, once it has proved to be like this process."""
        future: Future[Any] = Future()
        key = uuid4().hex
        self._contexts[key] = copy_context()
        work = partial(fn, *args, **kwargs)
        call = partial(call_alike, self._find_differences, Path.cwd(), build_log_origin(), self._topic, key, work)
        remote = self._client.submit(call, pure=False)
        future.add_done_callback(lambda done: remote.cancel() if done.cancelled() else None)
        remote.add_done_callback(partial(settle_future, future))
        return future

    def _log(self, event: tuple[float, Any]) -> None:
        key, line = pickle.loads(event[1])
        self._contexts[key].run(log_line, line)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Leave the cluster, which drops what it has not done."""
        self._client.close()


def settle_future(future: Future[Any], remote: Any) -> None:
    """Hand over how the cluster's own future ended."""
    from distributed import KilledWorker

    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(remote.result())
    except KilledWorker:
        future.set_exception(WorkerDiedError("died, and so did all others that tried"))
    except CancelledError:
        future.set_exception(LostSchedulerError("the Dask scheduler is gone"))
    except Exception as error:
        future.set_exception(error)


def open_dask(scheduler: Scheduler, find_differences: FindDifferences = list) -> DaskExecutor:
    """Return the Dask cluster behind a scheduler, once it has a worker. Raises ClusterError."""
    try:
        from distributed import Client  # only where a cluster is used
    except ModuleNotFoundError:
        raise ClusterError("QUOTEWIRE_DASK_ADDRESS needs the package distributed: quotewire's extra 'dask'") from None
    try:
        client = Client(scheduler.address, timeout=CONNECT_SECONDS, security=scheduler.build_security())
    except (OSError, ValueError) as error:
        raise ClusterError(explain_refusal(scheduler, error)) from None
    try:
        client.wait_for_workers(1, timeout=WORKERS_SECONDS)
    except TimeoutError:
        client.close()
        advice = f"start some: {scheduler.worker_command}"
        raise ClusterError(f"the Dask scheduler at {scheduler.address} has no worker; {advice}") from None
    return DaskExecutor(client, find_differences)


def explain_refusal(scheduler: Scheduler, error: Exception) -> str:
    """Return why there is no connection to a scheduler: unusable files, certificates refused, or nobody there."""
    from distributed.comm import CommClosedError

    if isinstance(error, SSLError):
        return f"QUOTEWIRE_DASK_TLS_CA, _CERT and _KEY name no certificates with their key: {error}"
    if isinstance(error, CommClosedError):
        plain = f"a scheduler with TLS needs {TLS} and QUOTEWIRE_DASK_TLS_CA, _CERT and _KEY"
        advice = "both need certificates of one authority" if scheduler.certificates else plain
        return (
            f"the Dask scheduler at {scheduler.address} and this command refuse each other: {error.__cause__}; {advice}"
        )
    return f"no Dask scheduler at {scheduler.address} (QUOTEWIRE_DASK_ADDRESS): {error}"


def call_alike(
    find_differences: FindDifferences, folder: Path, origin: LogOrigin, topic: str, key: str, work: Callable[[], Any]
) -> Any:
    """In a worker: do the work, in `folder` where that is there. Raises ClusterError where the worker is unlike."""
    from distributed import get_worker

    worker = get_worker()
    check_worker(worker.address, worker.state.nthreads, find_differences())
    with (
        sending_lines(lambda line: worker.log_event(topic, pickle.dumps((key, line))), origin),
        chdir(folder) if folder.is_dir() else nullcontext(),
    ):
        return work()


def check_worker(address: str, threads: int, differences: list[str]) -> None:
    """Raise ClusterError where rows of this worker could differ, or where it does several pieces in one process."""
    if differences:
        advice = "install the same version of quotewire, its libraries and its model on every worker, and start it anew"
        raise ClusterError(f"the Dask worker {address} has another {', another '.join(differences)}; {advice}")
    if threads > 1:
        raise ClusterError(f"the Dask worker {address} has {threads} threads; start one worker a core: --nthreads 1")


def wait_until_seen(folder: Place) -> None:
    """Wait for a folder that a worker elsewhere has finished. Raises ClusterError where it does not appear."""
    end = time.monotonic() + SEEN_SECONDS
    while not folder.is_finished():
        if time.monotonic() > end:
            raise ClusterError(f"a Dask worker wrote {folder}, which is not seen here: is it on a shared file system?")
        time.sleep(0.5)
