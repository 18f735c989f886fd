"""Which monthly copies of the published tables there are, and whether they are of the batches as they are now."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyarrow.parquet as pq
from pyarrow import ArrowException

from schemas import Table
from tasks.batch.manifest import list_manifests, read_summary
from tasks.zones.place import Place

type CopyState = Literal["missing", "stale", "current", "orphaned"]

MONTHLY = "_monthly"
"""Outside the folders of the tables, so that a pattern over one of these meets no row twice."""
BATCHES = b"batches"
"""In the metadata of a copy: the fingerprint of every batch in it, by date, as JSON."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of one table for one month, there or not."""

    curated: Place
    table: Table
    month: str
    """As 2025-04."""
    state: CopyState
    batches: Mapping[date, str]
    """What belongs in it: the fingerprint of every published batch of the month, by date."""

    @property
    def place(self) -> Place:
        """Its file."""
        return find_copy(self.curated, self.table, self.month)


def find_copy(curated: Place, table: Table, month: str) -> Place:
    """Return the file of a copy: ``curated/_monthly/<table>/month=<YYYY-MM>/part-0.parquet``."""
    return curated / MONTHLY / table.name / f"month={month}" / "part-0.parquet"


def find_month(batch_date: date) -> str:
    """Return the month of a batch, as 2025-04."""
    return batch_date.isoformat()[:7]


def plan_copies(curated: Place, tables: Iterable[Table]) -> list[Copy]:
    """Return every copy that there is or might be, by table and month. Reads manifests without inputs, and no row."""
    months: dict[str, dict[date, str]] = defaultdict(dict)
    for batch_date, stored in list_manifests(curated).items():
        if summary := read_summary(stored):
            months[find_month(batch_date)][batch_date] = summary.fingerprint
    copies = []
    for table in tables:
        copied = {name.removeprefix("month=") for name in (curated / MONTHLY / table.name).list_names()[0]}
        for month in sorted(months.keys() | copied):
            batches = months.get(month, {})
            copies.append(Copy(curated, table, month, find_copy_state(curated, table, month, batches), batches))
    return copies


def find_copy_state(curated: Place, table: Table, month: str, batches: Mapping[date, str]) -> CopyState:
    """Return the state of a copy against the batches of its month."""
    copied = read_batches(find_copy(curated, table, month))
    if not batches:
        return "orphaned"
    if copied is None:
        return "missing"
    return "current" if copied == batches else "stale"


def read_batches(copy: Place) -> dict[date, str] | None:
    """Return the batches that a copy was made of, by date; None where there is none or it is no file of ours."""
    try:
        with copy.open_bytes() as file:
            metadata = pq.read_metadata(file).metadata or {}
        return {date.fromisoformat(one): fingerprint for one, fingerprint in json.loads(metadata[BATCHES]).items()}
    except (FileNotFoundError, ArrowException, KeyError, ValueError):
        return None


def build_metadata(batches: Mapping[date, str]) -> dict[bytes, bytes]:
    """Return what a copy says of the batches that it is made of."""
    return {BATCHES: json.dumps({one.isoformat(): fingerprint for one, fingerprint in batches.items()}).encode()}
