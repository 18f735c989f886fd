"""Log lines that say which batch, shard and article they are about, and that come home from the workers."""

import copy
import logging
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tasks.zones.place import Place

NAME = "quotewire"
IDS: ContextVar[Mapping[str, str]] = ContextVar("ids", default=MappingProxyType({}))
"""What the lines logged here are about: batch, shard and article, as far as it is known."""
FORMATTER = logging.Formatter()


class AboutIds(logging.LoggerAdapter[logging.Logger]):
    """A logger whose lines begin with the ids they are about, and carry them; `extra` holds figures of the line."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """The line with its ids in front, for those who show its text alone."""
        ids = dict(IDS.get())
        return build_prefix(ids) + str(msg), {**kwargs, "extra": {"ids": ids, "figures": kwargs.get("extra") or {}}}


LOGGER = AboutIds(logging.getLogger(NAME))


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """What is logged inside is about these, and about what was named further out."""
    token = IDS.set({**IDS.get(), **ids})
    try:
        yield
    finally:
        IDS.reset(token)


def build_prefix(ids: Mapping[str, str]) -> str:
    """How a line about these begins: ``2025-04-28 shard 0a1b: ``; empty where it is about nothing in particular."""
    words = [value if name == "batch" else f"{name} {value}" for name, value in ids.items()]
    return f"{' '.join(words)}: " if words else ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a worker has to know of the process that it works for, to log as that would."""

    ids: Mapping[str, str]
    level: int


def build_origin() -> Origin:
    """Of this process, as things are now."""
    return Origin(dict(IDS.get()), LOGGER.getEffectiveLevel())


class Collector(logging.Handler):
    """Keeps the lines in a form that can be sent: message and exception are texts."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, with the ids of the moment where its logger knows none."""
        line = copy.copy(record)
        line.msg, line.args = record.getMessage(), None
        line.ids = getattr(record, "ids", None) or dict(IDS.get())
        if record.exc_info:
            line.exc_text, line.exc_info = FORMATTER.formatException(record.exc_info), None
        self.lines.append(line)


type Logged = tuple[Place, list[logging.LogRecord]]


def run_logged(work: Callable[[], Place], origin: Origin) -> Logged:
    """In a worker: do a piece of work; its folder and the lines logged meanwhile.

    Where it raises, the error carries the lines.
    """
    logging.getLogger(NAME).setLevel(origin.level)
    collector, root = Collector(), logging.getLogger()
    root.addHandler(collector)
    try:
        with about(**origin.ids):
            return work(), collector.lines
    except Exception as error:
        error.__dict__["log_lines"] = collector.lines
        raise
    finally:
        root.removeHandler(collector)


def take_result(future: Future[Logged]) -> Place:
    """The folder of a finished piece of work, whose lines are logged here. Raises what the work raised."""
    try:
        folder, lines = future.result()
    except Exception as error:
        log_again(error.__dict__.pop("log_lines", ()))
        raise
    log_again(lines)
    return folder


def log_again(lines: "list[logging.LogRecord] | tuple[()]") -> None:
    """Log lines that were logged in a worker, with the level, logger, time, ids and exception they have there."""
    for line in lines:
        logger = logging.getLogger(line.name)
        if logger.isEnabledFor(line.levelno):
            logger.handle(line)
