"""Delivering a file and reading it, for the tests of reading."""

import json
from pathlib import Path
from typing import Any

from tasks.limits import Limits
from tasks.raw import Reject, list_raw_files
from tasks.read import Article, read_raw_file
from tasks.zones.local import LocalPlace

CASES = Path(__file__).parent / "cases"
DATE = "2025-03-03"
STORY = "The harbour stays open until Friday, the mayor said on Monday, and the ferries will run."


def read_cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text().splitlines()]


def deliver(folder: Path, name: str, content: bytes | str, publisher: str = "daily") -> LocalPlace:
    """The batch folder, with one more file in it."""
    path = folder / DATE / publisher / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return LocalPlace(folder / DATE)


def read_batch(batch: LocalPlace, limits: Limits | None = None) -> list[Article | Reject]:
    files, rejects = list_raw_files(batch, {})
    read = [outcome for file in files for outcome in read_raw_file(batch, file, limits or Limits())]
    return [*rejects, *read]


def read_one(folder: Path, name: str, content: bytes | str, limits: Limits | None = None) -> list[Article | Reject]:
    return read_batch(deliver(folder, name, content), limits)


def reasons(outcomes: list[Article | Reject]) -> list[str]:
    """The reason of every reject, "article" for every article."""
    return [outcome.reason if isinstance(outcome, Reject) else "article" for outcome in outcomes]
