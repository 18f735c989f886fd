"""Log lines of workers: they come home while work goes on, whole, and also from one that dies."""

import json
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextvars import ContextVar
from functools import partial
from pathlib import Path

import pytest

from flows.logs import JsonFormatter, TextFormatter
from tasks.logger import LOGGER, NAME, about
from tasks.workers.pool import Workers
from tasks.workers.processes import WorkerDiedError


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1) as workers:
        yield workers


def log_and_die() -> None:
    with about(shard="0a1b"):
        LOGGER.warning("about to die")
    os.kill(os.getpid(), signal.SIGKILL)


def log_and_raise() -> None:
    logging.getLogger("some.library").warning("100%% of %s", "it")
    with about(shard="0a1b"):
        try:
            raise ValueError("odd")
        except ValueError:
            LOGGER.exception("went on")
    raise ValueError("odd again")


def log_and_wait(gate: str) -> str:
    LOGGER.warning("begun")
    LOGGER.info("too much")
    while not Path(gate).exists():
        time.sleep(0.01)
    return gate


def test_the_last_line_of_a_worker_that_dies_arrives(workers: Workers, caplog: pytest.LogCaptureFixture) -> None:
    with about(batch="2025-04-28"):
        future = workers.executor.submit(log_and_die)
    with pytest.raises(WorkerDiedError, match="SIGKILL"):
        future.result(timeout=60)
    assert [line.getMessage() for line in caplog.records] == ["2025-04-28 shard 0a1b: about to die"]
    assert caplog.records[0].ids == {"batch": "2025-04-28", "shard": "0a1b"}


def test_lines_come_while_work_goes_on_and_none_below_the_level(
    workers: Workers, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.WARNING, NAME)
    future = workers.executor.submit(log_and_wait, str(tmp_path / "gate"))
    end = time.monotonic() + 60
    while "begun" not in caplog.text and time.monotonic() < end:
        time.sleep(0.01)
    assert not future.done()
    (tmp_path / "gate").touch()
    assert future.result(timeout=60)
    assert "begun" in caplog.text
    assert "too much" not in caplog.text


def test_lines_keep_level_logger_time_ids_and_exception(workers: Workers, caplog: pytest.LogCaptureFixture) -> None:
    with about(batch="2025-04-28"):
        future = workers.executor.submit(log_and_raise)
    with pytest.raises(ValueError, match="odd again"):
        future.result(timeout=60)
    library, own = caplog.records
    assert (library.name, library.levelname, library.getMessage()) == ("some.library", "WARNING", "100% of it")
    assert library.ids == {"batch": "2025-04-28"}
    assert (own.name, own.levelname, own.ids) == (NAME, "ERROR", {"batch": "2025-04-28", "shard": "0a1b"})
    assert "ValueError: odd" in json.loads(JsonFormatter().format(own))["exception"]
    assert "Traceback" in TextFormatter().format(own)
    assert own.process != os.getpid()


RUN: ContextVar[str] = ContextVar("run", default="none")


def test_lines_are_logged_in_the_context_of_who_asked(workers: Workers) -> None:
    """Prefect's handler takes the run that a line belongs to from there."""
    seen = []
    handler = logging.Handler()
    handler.emit = lambda line: seen.append((RUN.get(), line.getMessage()))  # type: ignore[method-assign]
    logging.getLogger(NAME).addHandler(handler)
    token = RUN.set("mine")
    try:
        futures = [workers.executor.submit(partial(LOGGER.warning, "line %d", number)) for number in range(3)]
    finally:
        RUN.reset(token)
    for future in futures:
        future.result(timeout=60)
    logging.getLogger(NAME).removeHandler(handler)
    assert seen == [("mine", f"line {number}") for number in range(3)]
