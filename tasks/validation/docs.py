"""The Data Docs on disk: a folder for every result, there whole or not at all, and an index of batches."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tasks.validation.pages import PAGE, TableReport, build_index, build_page
from tasks.validation.verdict import Verdict

STAMP = "%Y%m%dT%H%M%S%fZ"
RESULT = "result.json"
BUILDING = ".building-"


def write_docs(reports: Sequence[TableReport], results: Path, batch_date: date, now: datetime, history: int) -> Verdict:
    """Write the page of one result and the index of all; `results/<batch>/<time>/` appears whole or not at all.

    Older results of the batch than the last `history` are removed.
    """
    failures = tuple(tally.describe() for report in reports for tally in report.tallies if not tally.success)
    checked = sum(len(report.tallies) for report in reports)
    record = {
        "batch_date": batch_date.isoformat(),
        "validated_at": now.isoformat(timespec="seconds"),
        "success": not failures,
        "checked": checked,
        "rows": {report.table: report.rows for report in reports},
        "failures": failures,
    }
    folder = _place(
        results, batch_date, now.strftime(STAMP), {PAGE: build_page(record, reports), RESULT: _dump(record)}
    )
    _forget(folder.parent, history)
    write_index(results)
    return Verdict(not failures, checked, failures, results / PAGE, folder / PAGE)


def write_index(results: Path) -> None:
    """Build the index anew from the results that lie there; runs of other batches wait their turn."""
    with _lock(results):
        records = [_read_records(folder) for folder in sorted(results.glob("????-??-??"), reverse=True)]
        building = results / f"{BUILDING}{PAGE}"
        building.write_text(build_index([batch for batch in records if batch]), encoding="utf-8")
        building.replace(results / PAGE)


def _place(results: Path, batch_date: date, stamp: str, files: dict[str, str]) -> Path:
    """A folder with the files, built beside its place and then renamed; what a killed run left is cleared away."""
    building, folder = results / f"{BUILDING}{batch_date}", results / batch_date.isoformat() / stamp
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    building.mkdir(parents=True)
    for name, content in files.items():
        (building / name).write_text(content, encoding="utf-8")
    folder.parent.mkdir(exist_ok=True)
    return building.rename(folder)


def _forget(batch: Path, history: int) -> None:
    for folder in sorted(batch.iterdir(), reverse=True)[max(history, 1) :]:
        shutil.rmtree(folder)


def _read_records(batch: Path) -> list[tuple[str, dict[str, Any]]]:
    """The results of a batch, newest first, each with its folder's place below the results."""
    return [
        (f"{batch.name}/{path.parent.name}/{PAGE}", json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(batch.glob(f"*/{RESULT}"), reverse=True)
    ]


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Holds the lock of a folder: of the folder itself, so that no lock file is left."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
