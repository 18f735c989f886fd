"""The table `rejects`, the records it is made of, and the closed list of reasons in reasons.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from schemas.columns import RAW_PATH, RAW_SHA256, RECORD_INDEX, nullable
from schemas.printable import printable
from schemas.table import Column, Table

REASONS: dict[str, str] = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))["reasons"]
"""By the code of a reason, what it means and what its supplier can do."""

TIMEOUTS = frozenset({"reading_timeout", "annotation_timeout"})
COSTLY = TIMEOUTS | {"reading_crash", "annotation_crash", "annotation_error"}
"""Found out by halving groups of files or articles again and again."""

REJECTS = Table(
    name="rejects",
    grain="one row per raw file or record that could not become an article",
    key=("raw_path", "record_index"),
    columns=(
        RAW_PATH,
        nullable(RAW_SHA256),
        RECORD_INDEX,
        Column("reason", pa.string(), "Why, from a closed list.", allowed=tuple(REASONS)),
        Column("message", pa.string(), "What was wrong and what its supplier can do."),
    ),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file or record is no article."""

    reason: str
    """A key of `schemas.rejects.REASONS`."""
    detail: str = ""
    """What exactly was wrong, a sentence without its full stop; empty where the reason says it all."""


class ProblemError(Exception):
    """Ends the reading of a file where the problem shows deep inside; the file's reader turns it into its value."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(reason, detail)
        self.problem = Problem(reason, detail)


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw file or record that could not become an article: a row of the table `rejects`."""

    raw_path: str
    raw_sha256: str | None
    """None where the file was never opened."""
    record_index: int
    reason: str
    message: str


def build_reject(path: str, sha256: str | None, record_index: int, problem: Problem) -> Reject:
    """Return the row for a problem; its message says what was wrong and then what its supplier can do."""
    advice = REASONS[problem.reason]
    message = f"{problem.detail}. {advice}" if problem.detail else advice
    return Reject(path, sha256, record_index, problem.reason, printable(message))
