"""The HTML of the Data Docs: the page of one result and the index of batches; no script, nothing from elsewhere."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from tasks.validate.verdict import Tally

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
PAGE_FILE = "index.html"
SHOWN_COUNTS = ("articles", "quotes", "rejects")

type Results = Sequence[tuple[str, dict[str, Any]]]
"""The results of one batch, newest first: each its page's place below the index, and what the index says of it."""


@dataclass(frozen=True, slots=True)
class TableReport:
    """How the expectations of one table fared, and the HTML that says so."""

    table: str
    tallies: tuple[Tally, ...]
    html: str

    @property
    def failed(self) -> int:
        """Expectations that failed."""
        return sum(not tally.success for tally in self.tallies)

    @property
    def rows(self) -> int:
        """Rows that were judged."""
        return max((tally.rows for tally in self.tallies), default=0)


def build_result_page(record: dict[str, Any], reports: Sequence[TableReport]) -> str:
    """Return the page of one result: its verdict, what failed, and the results of every table behind a click."""
    batch, verdict = record["batch_date"], _show_verdict(record["success"])
    rows = "".join(
        f'<tr><td><a href="#{report.table}">{report.table}</a></td><td>{report.rows:,}</td>'
        f"<td>{len(report.tallies)}</td><td>{report.failed or ''}</td><td>{_show_verdict(not report.failed)}</td></tr>"
        for report in reports
    )
    tables = "".join(
        f'<details id="{report.table}"{" open" if report.failed else ""}><summary>{report.table} '
        f"{_show_verdict(not report.failed)}</summary>{_shrink(report.html)}</details>"
        for report in reports
    )
    return _wrap(
        f"Batch {batch}",
        f'<p><a href="../../{PAGE_FILE}">All batches</a></p><h1>Batch {batch} {verdict}</h1>'
        f"<p>{record['checked']} expectations, judged by Great Expectations on {_show_time(record)}.</p>"
        f"{_list('What failed', record['failures'])}{_list('Why records were rejected', record['rejects'])}"
        "<h2>Tables</h2><table class=list><tr><th>table<th>rows<th>expectations<th>failed<th>verdict</tr>"
        f"{rows}</table>"
        f"{tables}",
    )


def _list(title: str, lines: Sequence[str]) -> str:
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def summarise(record: dict[str, Any]) -> dict[str, Any]:
    """Return what the index says of one result."""
    kept = {name: record[name] for name in ("batch_date", "validated_at", "success", "checked")}
    rows = {name: record["rows"].get(name, 0) for name in SHOWN_COUNTS}
    return {**kept, "rows": rows, "failed": len(record["failures"])}


def read_index(page: str) -> list[Results]:
    """Return what `build_index` made a page of, which it keeps in every row."""
    return [json.loads(unescape(found)) for found in re.findall(r'<tr data-results="([^"]*)"', page)]


def build_index(batches: Sequence[Results]) -> str:
    """Return the index of batches, newest first."""
    rows = "".join(_build_index_row(batch) for batch in batches)
    return _wrap(
        "Validation of quotewire's batches",
        "<h1>Validation of quotewire's batches</h1><p>Newest batch first.</p>"
        "<table class=list><tr><th>batch<th>verdict<th>articles<th>quotes<th>rejects<th>expectations<th>failed"
        f"<th>validated<th>earlier</tr>{rows}</table>",
    )


def _build_index_row(batch: Results) -> str:
    (link, newest), *earlier = batch
    counts = "".join(f"<td>{newest['rows'][name]:,}</td>" for name in SHOWN_COUNTS)
    older = " ".join(f'<a href="{path}">{_show_verdict(record["success"])}</a>' for path, record in earlier)
    return (
        f'<tr data-results="{escape(json.dumps(batch))}"><td><a href="{link}">{newest["batch_date"]}</a></td>'
        f"<td>{_show_verdict(newest['success'])}</td>{counts}<td>{newest['checked']}</td>"
        f"<td>{newest['failed'] or ''}</td><td>{_show_time(newest)}</td><td>{older}</td></tr>"
    )


def _show_verdict(success: bool) -> str:
    return "<b class=pass>passed</b>" if success else "<b class=fail>failed</b>"


def _show_time(record: dict[str, Any]) -> str:
    return escape(record["validated_at"].replace("T", " "))


def _shrink(html: str) -> str:
    """Return HTML without the ids and data for scripts that are not there, nor white space: a fifth of the size."""
    return re.sub(r"\s+", " ", re.sub(r' (id|data-[a-z-]+)="[^"]*"', "", html))


def _wrap(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>\n'
        f"<body>{body}</body></html>\n"
    )
