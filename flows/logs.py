"""Where log lines go: a file of its own for each process below the state folder, and standard error; text or JSON."""

import json
import logging
import os
import sys
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

from flows.settings import Settings
from schemas.printable import UNSAFE, printable, printable_lines
from tasks.logger import LOGGER, NAME, build_prefix

FOLDER = "logs"
FILE_BYTES = 5_000_000
"""Of one file; one more of that size, the part before, is kept beside it."""
FILES = 50
"""Processes whose logs are kept: a day of hourly runs and as many by hand."""


class SafeFormatter(logging.Formatter):
    """A message stays on one line, and nothing in it is obeyed by a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's name)
        """Return the line without its exception."""
        record.message = printable(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, an exception on the lines after."""
        return printable_lines(super().format(record))


class TextFormatter(SafeFormatter):
    """``2025-04-28T05:00:01.123Z INFO message``, an exception on the lines after."""

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, the ids it is about, the message, figures, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; ids and figures are keys of the object, and the message goes without the ids."""
        ids = getattr(record, "ids", {})
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **ids,
            "message": record.getMessage().removeprefix(build_prefix(ids)),
            **getattr(record, "figures", {}),
            "process": record.process,
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["exception"] = record.exc_text
        return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(line, ensure_ascii=False, default=str))


class LogFile(RotatingFileHandler):
    """The log of this process; its file appears with the first line, and then the oldest of other processes go."""

    def __init__(self, folder: Path, is_json: bool) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}-{os.getpid()}.{'jsonl' if is_json else 'log'}"
        super().__init__(folder / name, maxBytes=FILE_BYTES, backupCount=1, encoding="utf-8", delay=True)
        self.setFormatter(JsonFormatter() if is_json else TextFormatter())

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  (logging's name)
        """Say once that the log cannot be written, and write no more of it: the run goes on."""
        logging.getLogger().removeHandler(self)
        LOGGER.warning("the log %s cannot be written: %s", self.baseFilename, sys.exception())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        is_first = self.stream is None
        super().emit(record)
        if is_first:
            forget_files(self.folder)


def forget_files(folder: Path) -> None:
    """Remove the logs of all but the last processes; their names begin with the time of their start."""
    starts = sorted({path.name.split(".")[0] for path in folder.iterdir()}, reverse=True)
    for start in starts[FILES:]:
        for path in folder.glob(f"{start}.*"):
            path.unlink(missing_ok=True)


def set_up_logs(settings: Settings) -> None:
    """Let lines go to this process's log file; called again, it changes nothing."""
    logging.getLogger(NAME).setLevel(settings.log_level.upper())
    root = logging.getLogger()  # so that warnings of libraries are in the file too
    if not any(isinstance(handler, LogFile) for handler in root.handlers):
        root.addHandler(LogFile(settings.state / FOLDER, settings.log_format == "json"))


def show_logs(settings: Settings, console: Console) -> None:
    """Let lines go to standard error too, which `console` writes to; as text, of single shards only warnings.

    What cannot draw bars gets them as the log file does: whole, and each on one line.
    """
    handler: logging.Handler = logging.StreamHandler(console.file)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    if settings.log_format == "text":
        if console.is_interactive:
            handler = RichHandler(console=console, show_path=False, log_time_format="%H:%M:%S")
            handler.setFormatter(SafeFormatter("%(message)s"))
        handler.addFilter(lambda line: line.levelno >= logging.WARNING or "shard" not in getattr(line, "ids", {}))
    logging.getLogger(NAME).addHandler(handler)
