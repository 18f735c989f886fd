"""The Data Docs as they are kept: a folder for every result, there whole or not at all, and an index of batches."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from tasks.batch.places import find_batch_date
from tasks.validate.pages import PAGE_FILE, Results, TableReport, build_index, build_result_page, read_index, summarise
from tasks.validate.verdict import Verdict
from tasks.zones.place import FINISHED, Place

STAMP = "%Y%m%dT%H%M%S%fZ"


def write_docs(
    reports: Sequence[TableReport],
    rejects: Sequence[str],
    results: Place,
    batch_date: date,
    now: datetime,
    history: int,
) -> Verdict:
    """Write the page of one result and the index of all; `results/<batch>/<time>/` appears whole or not at all.

    `rejects` are lines for people on why there are some. Older results of the batch than the last `history` are
    removed, and what a killed run left.
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
        "rejects": rejects,
    }
    folder = results / batch_date.isoformat() / now.strftime(STAMP)
    folder.remove()
    with folder.staged_folder() as unfinished:
        (unfinished / PAGE_FILE).write_text(build_result_page(record, reports), encoding="utf-8")
        (unfinished / FINISHED).write_text(f"{json.dumps(record, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
    kept = list_stamps(folder.parent)[: max(history, 1)]
    for name in set(folder.parent.list_names()[0]).difference(kept):
        (folder.parent / name).remove()
    _update_index(results, folder.parent)
    return Verdict(not failures, checked, failures, results / PAGE_FILE, folder / PAGE_FILE)


def write_index(results: Place) -> None:
    """Rebuild the index from all the results that lie there; runs of other batches wait their turn."""
    (results / PAGE_FILE).update_text(lambda _: build_index(_read_batches(results)))


def _update_index(results: Place, batch: Place) -> None:
    """Put the results of one batch into the index; the rest is read from the page itself, not from every result."""

    def update(page: str | None) -> str:
        rows = {one[0][1]["batch_date"]: one for one in read_index(page or "")}
        if not rows:
            return build_index(_read_batches(results))
        rows[batch.name] = _read_records(batch)
        return build_index([rows[name] for name in sorted(rows, reverse=True)])

    (results / PAGE_FILE).update_text(update)


def list_stamps(batch: Place) -> list[str]:
    """Return the names of a batch's results, newest first."""
    return [name for name in reversed(batch.list_names()[0]) if "." not in name]


def _read_batches(results: Place) -> list[Results]:
    """Return the results of every batch that has any, newest first."""
    dates = [name for name in reversed(results.list_names()[0]) if find_batch_date(name)]
    return [found for name in dates if (found := _read_records(results / name))]


def _read_records(batch: Place) -> Results:
    """Return the results of a batch, newest first."""
    found = []
    for stamp in list_stamps(batch):
        with suppress(FileNotFoundError):  # a run of that batch has just removed it
            record = json.loads((batch / stamp / FINISHED).read_text())
            found.append((f"{batch.name}/{stamp}/{PAGE_FILE}", summarise(record)))
    return found
