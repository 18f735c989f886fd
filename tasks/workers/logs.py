"""Log lines of workers: each is sent home when it is logged, so that those of a worker that dies arrive too."""

import copy
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from logging.handlers import QueueHandler

from tasks.logger import IDS, LOGGER, NAME, about

FORMATTER = logging.Formatter()

type Send = Callable[[logging.LogRecord], object]
type LogOrigin = tuple[Mapping[str, str], int]
"""What a worker has to know of the process that it works for, to log as that would: ids and level of its lines."""


def build_log_origin() -> LogOrigin:
    """Return what a worker has to know of this process as it is now."""
    return dict(IDS.get()), LOGGER.getEffectiveLevel()


class SendHandler(QueueHandler):
    """Sends lines away instead of putting them into a queue: a worker killed while it held the lock of a queue that
    all share would block the others.
    """

    def __init__(self, send: Send) -> None:
        super().__init__(queue=None)  # type: ignore[arg-type]
        self.send = send

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the line in a form that can be pickled: message and exception, which stays apart, are texts."""
        line = copy.copy(record)
        line.msg, line.args = record.getMessage(), None
        line.ids = getattr(record, "ids", None) or dict(IDS.get())
        if record.exc_info:
            line.exc_text, line.exc_info = FORMATTER.formatException(record.exc_info), None
        return line

    def enqueue(self, record: logging.LogRecord) -> None:
        """Send one line."""
        self.send(record)


@contextmanager
def sending_lines(send: Send, origin: LogOrigin) -> Iterator[None]:
    """In a worker: send what is logged inside, with the ids of the process that it works for."""
    ids, level = origin
    logging.getLogger(NAME).setLevel(level)
    handler, root = SendHandler(send), logging.getLogger()  # so that warnings of libraries come too
    root.addHandler(handler)
    try:
        with about(**ids):
            yield
    finally:
        root.removeHandler(handler)


def log_line(line: logging.LogRecord) -> None:
    """Log a worker's line here, with the level, logger, time, ids and exception that it has."""
    logger = logging.getLogger(line.name)
    if logger.isEnabledFor(line.levelno):
        logger.handle(line)
