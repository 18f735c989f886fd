"""Drift: which batches are warned of, which are not, what is read for it, and that it changes no row."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.outcome import Outcome
from flows.summaries import build_overview, build_summary
from schemas import TABLES
from tasks.batch.drift import HISTORY, LEAST_RATES, Figures, find_drift
from tasks.batch.manifest import Manifest, build_json, read_history, read_manifest
from tasks.batch.places import Batch
from tasks.batch.raw_files import RawFile
from tests.conftest import DAY, Zones, build_zones

WEEK = (1.0, 1.1, 1.1, 1.05, 1.0, 0.5, 0.4)
DAYS = 300


def build_feed(size: int) -> list[Figures]:
    """A feed as feeds are: thin at the weekend, each day about a tenth more or less, quotes bunched in articles."""
    source = np.random.default_rng(size)
    feed = []
    for number in range(DAYS):
        day = date(2024, 1, 1) + timedelta(number)
        articles = int(source.poisson(size * WEEK[day.weekday()] * np.exp(source.normal(0, 0.1)))) + 1
        rejects = int(source.binomial(articles, min(0.02 * np.exp(source.normal(0, 0.5)), 1)))
        tokens = int(600 * articles * np.exp(source.normal(0, 0.05)))
        quotes = int(source.poisson(source.gamma(1, 8, articles)).sum() * np.exp(source.normal(0, 0.03)))
        speakers = int(source.binomial(quotes, min(0.9 + source.normal(0, 0.01), 1)))
        feed.append(Figures(day, articles, tokens, quotes, speakers, articles + rejects, rejects))
    return feed


BROKEN = {
    "quote_rate": lambda one: replace(one, quotes=one.quotes // 2, speakers=one.speakers // 2),
    "speaker_share": lambda one: replace(one, speakers=int(0.75 * one.quotes)),
    "articles": lambda one: replace(one, articles=one.articles // 3),
    "reject_share": lambda one: replace(one, rejects=one.articles // 4, records=one.articles + one.articles // 4),
}


@pytest.mark.parametrize("size", [12, 100, 1_000, 10_000])
def test_a_usual_batch_is_seldom_warned_of(size: int) -> None:
    feed = build_feed(size)
    found = Counter(drift.name for day in range(HISTORY, DAYS) for drift in find_drift(feed[day], feed[:day]))
    assert all(number <= 0.03 * (DAYS - HISTORY) for number in found.values()), found


@pytest.mark.parametrize("size", [1_000, 10_000])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_batch_is_warned_of(size: int, name: str) -> None:
    feed = build_feed(size)
    found = [
        name in {drift.name for drift in find_drift(BROKEN[name](feed[day]), feed[:day])}
        for day in range(HISTORY, DAYS)
    ]
    assert sum(found) >= 0.97 * len(found)


def test_one_broken_batch_does_not_hide_the_next() -> None:
    feed = build_feed(1_000)
    feed[-2] = BROKEN["quote_rate"](feed[-2])
    assert "quote_rate" in {drift.name for drift in find_drift(BROKEN["quote_rate"](feed[-1]), feed[:-1])}


def test_a_thin_sunday_is_no_drift_and_a_thin_monday_is() -> None:
    sunday, monday = (replace(build_feed(1_000)[-1], batch_date=date(2024, 10, day), articles=400) for day in (27, 28))
    feed = [one for one in build_feed(1_000) if one.batch_date < date(2024, 10, 27)]
    assert "articles" not in {drift.name for drift in find_drift(sunday, feed)}
    assert "articles" in {drift.name for drift in find_drift(monday, feed)}


def test_too_few_batches_say_nothing() -> None:
    feed = build_feed(1_000)[:LEAST_RATES]
    broken = BROKEN["quote_rate"](feed[-1])
    assert find_drift(broken, feed[: LEAST_RATES - 1]) == []
    assert [drift.name for drift in find_drift(broken, feed)] == ["quote_rate"]
    assert "is below the band" in str(find_drift(broken, feed)[0])


def write_history(zones: Zones, days: int, quote_rate: float, files: int = 1) -> None:
    """Manifests of batches of that many days before the batch."""
    inputs = tuple(RawFile(f"p/{number}.txt", 1, "1 1 1", 1, "0" * 64) for number in range(files))
    for number in range(1, days + 1):
        day = DAY - timedelta(number)
        rows = {"articles": 6 + number % 3, "tokens": 1_000, "quotes": round(quote_rate + number % 3), "rejects": 0}
        manifest = Manifest(
            str(day), "f", {}, inputs, 0, 300, 6, {}, rows, 6, 0, {"speakers_found": rows["quotes"] - 1}, {}, ""
        )
        Batch(day, zones.settings.raw, zones.settings.curated).manifest.write_atomically(build_json(manifest))


def test_the_history_is_read_without_the_inputs(zones: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    write_history(zones, days=12, quote_rate=20, files=2_000)
    later = Batch(DAY + timedelta(1), zones.settings.raw, zones.settings.curated)
    later.manifest.write_atomically("{}")
    zones.batch.failure.write_atomically("{}")
    read = []
    monkeypatch.setattr("tasks.batch.manifest.RawFile", lambda **file: read.append(file))
    history = read_history(zones.batch, 10)
    assert read == []
    assert [one.batch_date for one in history] == [str(DAY - timedelta(number)) for number in range(10, 0, -1)]
    assert history[-1].figures.speakers == history[-1].figures.quotes - 1


@pytest.fixture(scope="module")
def drifted(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    """A batch whose articles have far more quotes than those before it."""
    zones = build_zones(tmp_path_factory.mktemp("drifted"))
    write_history(zones, days=20, quote_rate=1)
    zones.deliver_stories(6)
    zones.deliver("empty.txt", "")
    outcome = zones.run()
    assert outcome.state == "published", outcome.reason
    assert "quote_rate" in [drift.name for drift in outcome.drift]
    return zones


@pytest.mark.slow
def test_drift_is_in_the_manifest_and_in_no_table(drifted: Zones, tmp_path: Path) -> None:
    alone = build_zones(tmp_path)
    alone.deliver_stories(6)
    alone.deliver("empty.txt", "")
    assert alone.run().drift == ()
    for name, path in alone.batch.published_files.items():
        with path.open_bytes() as mine, drifted.batch.published(name).open_bytes() as theirs:
            assert mine.read() == theirs.read(), name
    manifests = [read_manifest(zones.batch) for zones in (drifted, alone)]
    assert [bool(one and one.drift) for one in manifests] == [True, False]
    assert drifted.run().state == "unchanged"


@pytest.mark.slow
def test_status_shows_figures_and_drift(drifted: Zones) -> None:
    def invoke(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["status", *arguments], env=drifted.environment)
        assert result.exit_code == 0, result.output
        return result.output

    assert "quotes per 1,000 tokens" in invoke()
    detail = invoke(str(DAY))
    for words in ("read", "annotate", "stage", "judge", "peak memory", "empty", "done"):
        assert words in detail
    (found,) = json.loads(invoke("--json"))
    metrics = found["metrics"]
    assert metrics["annotate_words_per_second"] == pytest.approx(
        metrics["annotated_words"] / metrics["annotate_seconds"], rel=0.01
    )
    assert (
        metrics["words"]
        == metrics["annotated_words"]
        == sum(len(text.split()) for text in drifted.read("articles")["text"])
    )
    assert 0 < metrics["judge_cpu_seconds"] < metrics["seconds"]
    assert metrics["coordinator_peak_bytes"] > 2**20 < metrics["worker_peak_bytes"]
    quotes = drifted.read("quotes")
    assert metrics["speakers_found"] == len(quotes.drop_nulls("speaker_text"))
    assert metrics["names_found"] == len(quotes.drop_nulls("speaker_name"))
    assert re.search(rf" {100 * metrics['names_found'] / len(quotes):.0f} % ", invoke())
    for words, figure in (("with words for the speaker", "speakers_found"), ("with the speaker's name", "names_found")):
        assert re.search(rf"{words} +{metrics[figure]}\b", detail)
    assert "quote_rate" in [drift["name"] for drift in found["drift"]]


def test_drift_is_in_the_summaries() -> None:
    feed = build_feed(1_000)
    drift = find_drift(BROKEN["articles"](feed[-1]), feed[:-1])
    rows = {table.name: 1 for table in TABLES}
    outcome = Outcome(DAY, "published", rows, {}, drift=drift)
    assert f"Drift: {drift[0]}" in build_summary(outcome)
    assert f"drift: {drift[0]}" in build_overview("Backfill", [outcome], "")
