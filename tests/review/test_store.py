"""Corrections where both zones lie in an object store."""

import json
from pathlib import Path

import polars as pl
import pytest

from tasks.batch.corrections import find_folder
from tasks.batch.places import Batch
from tasks.batch.plan import plan_batch
from tasks.review.choose import choose_quotes
from tasks.review.sheet import build_sheet
from tasks.review.store import read_answers, take_answers
from tests.support.review import read_rows, write_rows
from tests.support.stores import Server, build_store_zones

pytestmark = pytest.mark.slow


def test_round_trip(server: Server, blank_model: Path, tmp_path: Path) -> None:
    zones = build_store_zones(server, tmp_path.name, tmp_path / "state", model=str(blank_model))
    zones.deliver_stories(2)
    assert zones.run().state == "published"
    batch = Batch(zones.batch.batch_date, zones.settings.raw, zones.settings.curated)
    rows = read_rows(build_sheet(choose_quotes([batch], 1, 1.0)))
    rows[0] |= {"new_name": "Ada King", "new_speaker": "The mayor"}
    for _ in range(2):
        (taken,) = take_answers(read_answers(write_rows(rows)), lambda _: batch)
        assert (taken.problems, taken.path.startswith(f"{find_folder(batch)}/port-ellery-post/")) == ((), True)
    assert plan_batch(batch, zones.settings.recipe).why == "changed: corrections"
    outcome = zones.run()
    assert (outcome.state, outcome.annotated, outcome.corrections["applied"]) == ("published", 1, 1)
    quotes = zones.read_all()["quotes"].filter(pl.col("rule") == "correction")
    assert quotes.select("speaker_name", "speaker_text").rows() == [("Ada King", "The mayor")]
    assert plan_batch(batch, zones.settings.recipe).state == "done"
    assert len(json.loads(server.get(taken.path.removeprefix("s3://news/")))["judgements"]) == 1
