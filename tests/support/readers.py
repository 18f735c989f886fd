"""Delivering a file and reading it, for the tests of reading."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.rejects import Reject
from tasks.batch.raw_files import list_raw_files
from tasks.ingest.article import Article
from tasks.ingest.limits import Limits
from tasks.ingest.read import RecordOutcome, read_raw_file
from tasks.ingest.readers.record import Skipped
from tasks.zones.local import LocalPlace

CASES = Path(__file__).parents[1] / "cases"
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


def read_all(folder: Path, name: str, content: bytes | str, limits: Limits | None = None) -> list[RecordOutcome]:
    """What becomes of a file's records; those passed over are among them."""
    batch = deliver(folder, name, content)
    files, rejects = list_raw_files(batch, {})
    return [*rejects, *(outcome for file in files for outcome in read_raw_file(batch, file, limits or Limits()))]


def read_one(folder: Path, name: str, content: bytes | str, limits: Limits | None = None) -> list[Article | Reject]:
    return [outcome for outcome in read_all(folder, name, content, limits) if not isinstance(outcome, Skipped)]


def reasons(outcomes: Sequence[RecordOutcome]) -> list[str]:
    """The reason of every reject, "article" for every article, the kind of what is passed over."""
    return [
        outcome.reason if isinstance(outcome, Reject) else outcome.kind if isinstance(outcome, Skipped) else "article"
        for outcome in outcomes
    ]
