"""Monthly copies: the rows of the daily files, made once, put in place whole or not at all, and noticed when stale."""

import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows.cli import app
from schemas import QUOTES, TABLES, build_arrow_schema
from tasks.batch.places import Batch
from tasks.history import compact as compacting
from tasks.history.compact import (
    CompactBusyError,
    Compacted,
    CompactError,
    compact_copies,
    compare_copy,
    hold_copies,
    write_copy,
)
from tasks.history.months import MONTHLY, find_copy, plan_copies
from tasks.zones.place import Place
from tasks.zones.zone import open_zone
from tests.conftest import Zones
from tests.support.history import find_paths, write_batch, write_history

START = date(2025, 3, 25)
DAYS = 12
"""Seven in March and five in April."""


@pytest.fixture
def curated(tmp_path: Path) -> Place:
    """Twelve published batches in two months."""
    place = open_zone(tmp_path / "curated")
    write_history(place, START, DAYS, rows=30)
    return place


def run(curated: Place) -> list[Compacted]:
    return list(compact_copies(curated, plan_copies(curated, TABLES)))


def read_copy(curated: Place, month: str = "2025-04", table: str = "quotes") -> pl.DataFrame:
    return pl.read_parquet(
        str(curated / MONTHLY / table / f"month={month}" / "part-0.parquet"), hive_partitioning=False
    )


def read_days(curated: Place, month: str = "2025-04", table: str = "quotes") -> pl.DataFrame:
    rows = pl.read_parquet(f"{curated}/{table}/batch_date={month}-*/*.parquet", hive_partitioning=True)
    return rows.select("batch_date", pl.exclude("batch_date"))


def test_a_copy_has_the_rows_of_the_daily_files_in_order(curated: Place) -> None:
    done = run(curated)
    assert len(done) == 2 * len(TABLES)
    assert {one.outcome for one in done} == {"written"}
    for table in TABLES:
        for month in ("2025-03", "2025-04"):
            assert read_copy(curated, month, table.name).equals(read_days(curated, month, table.name)), table.name
    assert sum(one.rows for one in done if one.table == "tokens") == 30 * DAYS


def test_a_copy_has_the_daily_schema_behind_a_date(curated: Place) -> None:
    run(curated)
    schema = pq.read_schema(str(find_copy(curated, QUOTES, "2025-04")))
    wanted = build_arrow_schema(QUOTES)
    assert schema.field(0).name == "batch_date"
    assert [(one.name, one.type, one.nullable, one.metadata) for one in list(schema)[1:]] == [
        (one.name, one.type, one.nullable, one.metadata) for one in wanted
    ]
    assert schema.metadata[b"description"] == wanted.metadata[b"description"]
    assert schema.metadata[b"key"] == b"batch_date,article_id,quote_index"


def test_a_pattern_over_a_table_meets_no_copy(curated: Place) -> None:
    run(curated)
    assert len(pl.scan_parquet(f"{curated}/quotes/**/*.parquet").collect()) == 30 * DAYS


def test_what_is_unchanged_costs_nothing_and_what_has_changed_its_month(
    curated: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(curated)
    assert {copy.state for copy in plan_copies(curated, TABLES)} == {"current"}
    monkeypatch.setattr(compacting, "make_copy", None)
    assert run(curated) == []
    monkeypatch.undo()
    write_batch(curated, date(2025, 4, 2), rows=7, fingerprint="another")
    write_batch(curated, date(2025, 4, 20), rows=5, fingerprint="later")
    states = {(copy.month, copy.state) for copy in plan_copies(curated, TABLES)}
    assert states == {("2025-03", "current"), ("2025-04", "stale")}
    assert {(one.month, one.outcome) for one in run(curated)} == {("2025-04", "written")}
    assert len(read_copy(curated)) == 4 * 30 + 7 + 5


def test_a_copy_of_no_batch_is_removed(curated: Place) -> None:
    run(curated)
    for path in Path(str(curated / "_manifests")).glob("2025-03-*"):
        path.unlink()
    assert {(one.month, one.outcome) for one in run(curated)} == {("2025-03", "removed")}
    assert {path.split("month=")[1][:7] for path in find_paths(curated / MONTHLY)} == {"2025-04"}


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 2, 3, 7, 11, 1_000])
def test_rows_in_memory_do_not_matter(curated: Place, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "COPY_ROWS", rows)
    done = compact_copies(curated, plan_copies(curated, [QUOTES]))
    assert [one.outcome for one in done] == ["written", "written"]
    assert read_copy(curated).equals(read_days(curated))


def test_row_groups_are_bounded_in_bytes_too(curated: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.publish.stage.ROW_GROUP_BYTES", 10_000)
    run(curated)
    assert pq.read_metadata(str(find_copy(curated, QUOTES, "2025-04"))).num_row_groups > 1
    assert read_copy(curated).equals(read_days(curated))


@pytest.mark.parametrize("damage", ["value", "order", "lost", "more", "date"])
def test_a_copy_that_differs_is_found_out(curated: Place, tmp_path: Path, damage: str) -> None:
    (copy,) = (one for one in plan_copies(curated, [QUOTES]) if one.month == "2025-04")
    file = tmp_path / "copy.parquet"
    write_copy(copy, file)
    compare_copy(copy, file)
    rows = pq.read_table(file)
    is_one = pl.int_range(pl.len()) == 77
    broken = pl.DataFrame(rows)
    changed = {
        "value": broken.with_columns(confidence=pl.when(is_one).then(0.5).otherwise("confidence")),
        "order": pl.concat([broken[:40], broken[41:42], broken[40:41], broken[42:]]),
        "lost": broken[:-1],
        "more": pl.concat([broken, broken[-1:]]),
        "date": broken.with_columns(pl.lit(date(2025, 4, 1)).alias("batch_date")),
    }[damage]
    pq.write_table(changed.to_arrow().cast(rows.schema), file)
    with pytest.raises(CompactError, match=r"differs|more rows"):
        compare_copy(copy, file)


def test_a_batch_in_the_middle_of_publishing_is_left_for_later(curated: Place) -> None:
    run(curated)
    before = read_copy(curated)
    batch = Batch(date(2025, 4, 2), curated, curated)
    manifest = batch.manifest.read_text()
    write_batch(curated, batch.batch_date, rows=7, fingerprint="another")
    batch.manifest.write_atomically(manifest.replace('"f-2025-04-02"', '"yet-another"'))
    failed = run(curated)
    assert {(one.month, one.outcome) for one in failed} == {("2025-04", "failed")}
    assert "quotewire compact" in failed[0].why
    assert read_copy(curated).equals(before)


KILLED = """
import os, signal, sys
from tasks.history import compact
from tasks.history.months import plan_copies
from tasks.zones.local import LocalPlace
from tasks.zones.zone import open_zone
from schemas import TABLES

def die_after(owner, name):
    real = getattr(owner, name)
    def die(*arguments):
        real(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, die)

die_after(LocalPlace if sys.argv[2] == "move_to" else compact, sys.argv[2])
curated = open_zone(sys.argv[1])
list(compact.compact_copies(curated, plan_copies(curated, TABLES)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", ["write_copy", "compare_copy", "move_to"])
def test_a_kill_after_any_step_leaves_the_old_copy_or_the_new(curated: Place, step: str) -> None:
    run(curated)
    old = read_copy(curated, table="articles")
    write_batch(curated, date(2025, 4, 2), rows=7, fingerprint="another")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(curated), step], check=False)
    assert killed.returncode == -signal.SIGKILL
    wanted = read_days(curated, table="articles") if step == "move_to" else old
    assert read_copy(curated, table="articles").equals(wanted)
    assert any(path.startswith(f"_staging/{MONTHLY}/") for path in find_paths(curated)) == (step != "move_to")
    run(curated)
    assert read_copy(curated).equals(read_days(curated))
    assert [path for path in find_paths(curated / "_staging") if not path.endswith(".lock")] == []


def test_one_compact_at_a_time(curated: Place) -> None:
    with hold_copies(curated), pytest.raises(CompactBusyError):
        run(curated)


def test_the_command(zones: Zones) -> None:
    zones.settings.raw.mkdir()
    write_history(zones.settings.curated, START, DAYS, rows=3)
    write_batch(zones.settings.curated, date.today(), rows=3)

    def invoke(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments), env=zones.environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "compact" not in invoke("status")
    planned = json.loads(invoke("compact", "--dry-run", "--json"))
    assert {(one["month"], one["state"]) for one in planned} == {("2025-03", "missing"), ("2025-04", "missing")}
    assert not (zones.settings.curated / MONTHLY).exists()
    done = json.loads(invoke("compact", "--json", "--table", "quotes", "--month", "2025-03"))
    assert [(one["table"], one["month"], one["outcome"], one["rows"]) for one in done] == [
        ("quotes", "2025-03", "written", 21)
    ]
    assert "monthly copies missing or stale: 2025-03, 2025-04; next: quotewire compact" in invoke("status")
    invoke("compact")
    assert "monthly copies" not in invoke("status")
    assert "12 of 12 copies were current" in invoke("compact")
