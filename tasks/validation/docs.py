"""The Data Docs as they are kept: a folder for every result, there whole or not at all, and an index of batches."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from tasks.raw import find_batch_date
from tasks.validation.pages import PAGE, TableReport, build_index, build_page
from tasks.validation.verdict import Verdict
from tasks.zones.place import Place

STAMP = "%Y%m%dT%H%M%S%fZ"
RESULT = "result.json"


def write_docs(
    reports: Sequence[TableReport], results: Place, batch_date: date, now: datetime, history: int
) -> Verdict:
    """Write the page of one result and the index of all; `results/<batch>/<time>/` appears whole or not at all.

    Older results of the batch than the last `history` are removed, and what a killed run left.
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
    folder = results / batch_date.isoformat() / now.strftime(STAMP)
    folder.remove()
    with folder.finish() as unfinished:
        (unfinished / PAGE).write_text(build_page(record, reports), encoding="utf-8")
        (unfinished / RESULT).write_text(_dump(record), encoding="utf-8")
    _forget(folder.parent, history)
    write_index(results)
    return Verdict(not failures, checked, failures, results / PAGE, folder / PAGE)


def write_index(results: Place) -> None:
    """Build the index anew from the results that lie there; runs of other batches wait their turn."""
    (results / PAGE).update_text(lambda _: build_index([batch for batch in _read_batches(results) if batch]))


def _forget(batch: Place, history: int) -> None:
    stamps = list_stamps(batch)
    for name in set(batch.list_names()[0]).difference(stamps[: max(history, 1)]):
        (batch / name).remove()


def list_stamps(batch: Place) -> list[str]:
    """The names of a batch's results, newest first."""
    return [name for name in reversed(batch.list_names()[0]) if "." not in name]


def _read_batches(results: Place) -> list[list[tuple[str, dict[str, Any]]]]:
    """The results of every batch, newest first, each with its page's place below the results."""
    dates = [name for name in reversed(results.list_names()[0]) if find_batch_date(name)]
    return [list(_read_records(results / name)) for name in dates]


def _read_records(batch: Place) -> Iterator[tuple[str, dict[str, Any]]]:
    """The results of a batch, newest first, each with its page's place below the results."""
    for stamp in list_stamps(batch):
        with suppress(FileNotFoundError):  # a run of that batch has just removed it
            yield f"{batch.name}/{stamp}/{PAGE}", json.loads((batch / stamp / RESULT).read_text())


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
