"""What the published run could not read or annotate, and took long to find out: it is not tried again."""

from dataclasses import fields

import pyarrow.compute as pc

from schemas.rejects import COSTLY, TIMEOUTS, Reject
from tasks.batch.manifest import Plan
from tasks.zones.rows import read_rows

type RecordKey = tuple[str, str | None, int]
"""raw_path, raw_sha256, record_index."""


def find_key(reject: Reject) -> RecordKey:
    """Which record it is."""
    return reject.raw_path, reject.raw_sha256, reject.record_index


def read_known(plan: Plan, seconds: float) -> dict[RecordKey, Reject]:
    """Rejects of the published batch that the same code would end with again, by record.

    None where the recipe has changed. What took too long is tried again where there is more time now.
    """
    if not plan.is_reusable or plan.manifest is None or not COSTLY & set(plan.manifest.rejects):
        return {}
    reasons = COSTLY - TIMEOUTS if plan.manifest.shard_seconds < seconds else COSTLY
    rows = read_rows(plan.batch.published("rejects"), pc.field("reason").isin(sorted(reasons)))
    names = [field.name for field in fields(Reject)]
    known = [Reject(**row) for row in rows.select(names).to_pylist()]
    return {find_key(reject): reject for reject in known}
