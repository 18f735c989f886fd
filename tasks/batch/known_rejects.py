"""Rejects that the published run took long to find out: what they are of is not tried again."""

from dataclasses import fields

import pyarrow.compute as pc

from schemas.rejects import COSTLY, TIMEOUTS, Reject
from tasks.batch.plan import Plan
from tasks.zones.place import Place
from tasks.zones.rows import read_rows

type RecordKey = tuple[str, str | None, int]
"""raw_path, raw_sha256, record_index."""


def read_rejects(table: Place, wanted: pc.Expression | None = None) -> list[Reject]:
    """Return the rejects in a Parquet file, those wanted or all."""
    rows = read_rows(table, wanted).select([field.name for field in fields(Reject)])
    return [Reject(**row) for row in rows.to_pylist()]


def read_known(plan: Plan, seconds: float) -> dict[RecordKey, Reject]:
    """Return rejects of the published batch that the same code would end with again, by record.

    None where the recipe has changed. What took too long is tried again where there is more time now.
    """
    if not plan.is_reusable or plan.manifest is None or not COSTLY & set(plan.manifest.rejects):
        return {}
    reasons = COSTLY - TIMEOUTS if plan.manifest.shard_seconds < seconds else COSTLY
    known = read_rejects(plan.batch.published("rejects"), pc.field("reason").isin(sorted(reasons)))
    return {(reject.raw_path, reject.raw_sha256, reject.record_index): reject for reject in known}
