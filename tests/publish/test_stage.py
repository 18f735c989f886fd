"""What is staged: every table of the schemas, none silently empty, and batches with few rows or none."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from schemas import QUOTES, SENTENCES, TABLES, Column
from schemas.table import SchemaError
from tasks.annotate import rows
from tasks.annotate.pieces import write_annotations
from tasks.annotate.pipeline import load_pipeline
from tasks.ingest import read_tables
from tasks.ingest.shards import cut_shards
from tasks.publish import stage
from tasks.zones.local import LocalPlace
from tests.conftest import Zones, build_story, build_zones

COLUMN = Column("mood", pa.string(), "Made up.", nullable=True)
NO_QUOTES = "Rain fell on the harbour on {day} and the ferries stayed in port. The crews waited for the wind to drop."


def test_a_table_that_no_step_fills_is_an_error(
    blank_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = pa.RecordBatch.from_pylist(
        [{"article_id": "0" * 16, "text": "Rain fell on the harbour.", "is_reused": False}],
    )
    (shard,) = cut_shards(iter([batch]), tmp_path, "recipe", 1_000, {})
    (annotated := LocalPlace(tmp_path / "annotated")).mkdir()
    write_annotations(load_pipeline(str(blank_model)), ["0" * 16], ["Rain fell on the harbour."], annotated, {})
    made_up = replace(SENTENCES, name="moods")
    monkeypatch.setattr(stage, "TABLES", (SENTENCES, made_up))
    with pytest.raises(SchemaError, match="no step gives table moods any rows"):
        dict(stage.build_shard(LocalPlace(tmp_path), shard, [annotated], {}))


@pytest.mark.parametrize(("name", "table"), [("SENTENCES", SENTENCES), ("QUOTES", QUOTES)])
def test_a_column_that_annotation_does_not_give_is_an_error(
    name: str, table: object, blank_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nlp = load_pipeline(str(blank_model))
    monkeypatch.setattr(rows, name, replace(table, columns=(*table.columns, COLUMN)))  # type: ignore[attr-defined, type-var]
    monkeypatch.setattr(rows, "build_quote_rows", lambda *_: iter([dict.fromkeys(QUOTES.column_names)]))
    with pytest.raises(SchemaError, match=f"no value for mood of table {name.lower()}"):
        list(rows.annotate(nlp, [("0" * 16, build_story(1))]))


def test_a_column_that_reading_does_not_give_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = read_tables.READ_ARTICLES.append(pa.field("mood", pa.string()))
    monkeypatch.setattr(read_tables, "READ_ARTICLES", schema)
    with pytest.raises(SchemaError, match="no value for mood of table articles"):
        read_tables.RecordTables(tmp_path)


@pytest.fixture
def quick(tmp_path: Path, blank_model: Path) -> Zones:
    return build_zones(tmp_path, model=str(blank_model))


@pytest.mark.slow
def test_a_batch_without_a_quote_is_published(quick: Zones) -> None:
    quick.deliver("ferries.txt", NO_QUOTES.format(day="Monday"))
    outcome = quick.run()
    assert (outcome.state, outcome.rows.get("quotes")) == ("published", 0), outcome.reason
    assert quick.run().state == "unchanged"
    quick.deliver("more.txt", NO_QUOTES.format(day="Tuesday"))
    outcome = quick.run()
    assert (outcome.state, outcome.rows["articles"], outcome.rows["quotes"]) == ("published", 2, 0)


@pytest.mark.slow
def test_a_batch_whose_last_quoted_article_is_withdrawn_is_published(zones: Zones) -> None:
    zones.deliver("ferries.txt", NO_QUOTES.format(day="Monday"))
    quoted = zones.deliver("bridge.txt", build_story(1))
    assert zones.run().rows["quotes"] > 0
    quoted.unlink()
    outcome = zones.run()
    assert (outcome.state, outcome.rows.get("quotes")) == ("published", 0), outcome.reason
    assert zones.run().state == "unchanged"


@pytest.mark.slow
def test_a_batch_of_rejects_alone_has_every_table(quick: Zones) -> None:
    quick.deliver("empty.txt", "")
    assert quick.run().state == "failed"  # every record is a reject
    staged = quick.batch.staged_tables
    assert {path.stem for path in staged.iterdir()} == {table.name for table in TABLES}
