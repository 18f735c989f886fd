"""Compact and clean where the curated zone is a prefix of an object store."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from schemas import QUOTES, REJECTS
from tasks.batch.places import Batch
from tasks.history.clean import clean_zone
from tasks.history.compact import compact_copies
from tasks.history.litter import Policy
from tasks.history.months import plan_copies
from tasks.zones.place import Place
from tasks.zones.zone import open_zone
from tests.support.history import write_batch, write_history
from tests.support.stores import BUCKET, Server

pytestmark = pytest.mark.slow

TABLES = (QUOTES, REJECTS)


@pytest.fixture
def curated(server: Server, tmp_path: Path) -> Place:
    """Four published batches in two months."""
    place = open_zone(f"s3://{BUCKET}/{tmp_path.name}/curated")
    write_history(place, date(2025, 3, 30), 4, 20, TABLES)
    return place


def test_months_are_copied_noticed_when_stale_and_copied_again(curated: Place) -> None:
    assert [one.rows for one in compact_copies(curated, plan_copies(curated, TABLES))] == [40] * 4
    assert {copy.state for copy in plan_copies(curated, TABLES)} == {"current"}
    write_batch(curated, date(2025, 4, 2), 5, "another", TABLES)
    assert {(one.month, one.rows) for one in compact_copies(curated, plan_copies(curated, TABLES))} == {("2025-04", 25)}
    with (curated / "_monthly/quotes/month=2025-04/part-0.parquet").open_bytes() as copied:
        dates = pq.read_table(copied)["batch_date"].to_pylist()
    assert dates == [date(2025, 4, 1)] * 20 + [date(2025, 4, 2)] * 5
    assert (curated / "_staging").list_names()[0] == []


def test_old_staging_goes_and_what_is_decided_stays(curated: Place) -> None:
    raw = open_zone(f"{curated.parent}/raw")
    old, decided = (Batch(date(2025, 4, day), raw, curated) for day in (1, 2))
    (old.staging / "0a1b" / "tables" / "quotes.parquet").write_atomically("x" * 100)
    (decided.staging / "0c2d" / "manifest.json").write_atomically("{}")
    now = datetime.now(UTC)
    settings: dict[str, str | int] = {"model": "en_core_web_md"}
    assert "staging" not in {one.kind for one in clean_zone(raw, curated, settings, Policy(7, 5), now, False)}
    later = now + timedelta(days=8)
    found = [one for one in clean_zone(raw, curated, settings, Policy(7, 5), later, False) if one.kind == "staging"]
    assert [(one.outcome, one.bytes, one.why) for one in found] == [("removed", 100, "untouched for 8 days")]
    assert not old.staging.exists()
    assert decided.staging.exists()
    assert old.published("quotes").exists(), "a batch without a raw folder is listed and no more"
