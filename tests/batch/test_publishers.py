"""One publisher's rejects cost that publisher alone; what was rejected and why is told in few lines."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.outcome import Outcome
from flows.summaries import build_overview, build_summary
from schemas.rejects import REASONS, Reject
from tasks.batch.publishers import PublisherCounts, choose_quarantined, describe_rejects
from tests.conftest import DAY, Migrate, Zones, build_story, build_zones, differing_rows

GOOD = "port-ellery-post"
BAD = "bad-wire"


def build_counts(name: str, records: int, rejects: int) -> PublisherCounts:
    return PublisherCounts(name, records, {"empty": rejects} if rejects else {})


def build_reject(path: str, reason: str = "empty", index: int = 0) -> Reject:
    return Reject(path, None, index, reason, REASONS[reason])


@pytest.mark.parametrize(
    ("rejects", "most", "expected"),
    [(10, 0.5, []), (11, 0.5, ["b"]), (20, 0.5, ["b"]), (20, 1.0, []), (20, None, []), (1, 0.0, ["b"])],
)
def test_more_than_the_share_is_quarantined(rejects: int, most: float | None, expected: list[str]) -> None:
    counts = [build_counts("a", 4, 0), build_counts("b", 20, rejects)]
    assert [one.publisher for one in choose_quarantined(counts, most)] == expected


def test_a_batch_that_has_nothing_else_is_not_quarantined_away() -> None:
    assert choose_quarantined([build_counts("a", 1, 1), build_counts("b", 20, 20)], 0.5) == ()


def test_examples_are_of_as_many_publishers_and_reasons_as_there_is_room() -> None:
    rejects = [build_reject(f"b/{number}.txt") for number in range(9)]
    rejects += [
        build_reject("b/x.txt", "binary"),
        build_reject("c/y\x1b[31m.txt"),
        build_reject("d/z", "unknown_format"),
    ]
    counts = [PublisherCounts("b", 20, {"empty": 9, "binary": 1}), build_counts("c", 9, 1), build_counts("d", 9, 0)]
    lines = describe_rejects(counts, rejects)
    assert lines[:2] == (
        "b: 10 of 20 records were rejected: binary 1, empty 9",
        "c: 1 of 9 records were rejected: empty 1",
    )
    assert [line.split(",")[0] for line in lines[2:]] == [
        "b/0.txt",
        "b/x.txt",
        "c/y\\x1b[31m.txt",
        "b/1.txt",
        "b/2.txt",
    ]
    assert REASONS["binary"] in lines[3]


def deliver_bad(zones: Zones, empty: int = 20, good: int = 0) -> None:
    for number in range(empty):
        zones.deliver(f"empty-{number:02}.txt", "", BAD)
    for number in range(good):
        zones.deliver(f"good-{number}.txt", build_story(number + 20), BAD)


@pytest.fixture
def mixed(zones: Zones) -> Zones:
    """Four good articles of one publisher; of another, twenty empty files and one article."""
    zones.deliver_stories(4)
    deliver_bad(zones, good=1)
    return zones


def invoke(zones: Zones, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), env=zones.environment)
    return result.exit_code, result.output


@pytest.mark.slow
def test_one_publisher_does_not_block_the_others(mixed: Zones) -> None:
    outcome = mixed.run()
    assert outcome.state == "published", outcome.reason
    assert set(mixed.read("articles")["publisher"]) == {GOOD}
    assert dict(mixed.read("rejects")["reason"].value_counts().iter_rows()) == {"empty": 20, "publisher_quarantined": 1}
    (row,) = mixed.read("rejects").filter(reason="publisher_quarantined").to_dicts()
    assert row["raw_path"] == f"{BAD}/good-0.txt"
    assert row["message"].startswith(f"{BAD}: 20 of 21 records were rejected: empty 20. No article of a publisher")
    assert [one.publisher for one in outcome.quarantined] == [BAD]
    assert mixed.run().state == "unchanged"
    code, text = invoke(mixed, "status")
    assert code == 0
    assert f"quarantined: {DAY}: {BAD}: 20 of 21 records were rejected: empty 20" in text
    (status,) = json.loads(invoke(mixed, "status", "--json")[1])
    assert (status["state"], status["quarantined"][0]["publisher"]) == ("done", BAD)


@pytest.mark.slow
def test_a_better_delivery_heals_it(mixed: Zones, tmp_path: Path) -> None:
    mixed.run()
    for number in range(15):
        mixed.deliver(f"empty-{number:02}.txt", build_story(number + 40), BAD)
    outcome = mixed.run()
    assert (outcome.state, outcome.quarantined, outcome.reused) == ("published", (), 4)
    clean = build_zones(tmp_path / "clean")
    shutil.copytree(mixed.batch.raw, clean.batch.raw)
    clean.run()
    assert len(clean.read("articles")) == 20
    assert differing_rows(mixed.read_all(), clean.read_all()) == 0


@pytest.mark.slow
def test_another_share_that_is_allowed_makes_a_batch_stale_only_where_it_matters(mixed: Zones) -> None:
    mixed.run()
    batch = mixed.settings
    for share, state in ((0.6, "unchanged"), (0.96, "published"), (0.97, "unchanged"), (0.5, "published")):
        changed = Zones(batch.model_copy(update={"max_reject_share": share}), mixed.batch)
        outcome = changed.run()
        assert outcome.state == state, share
        assert outcome.annotated == (share == 0.96)
    assert len(mixed.read("articles")) == 4


@pytest.mark.slow
def test_the_setting_asks_for_batches_judged_as_a_whole(mixed: Zones) -> None:
    whole = Zones(mixed.settings.model_copy(update={"quarantine": False}), mixed.batch)
    outcome = whole.run()
    assert outcome.state == "failed"
    assert "reject_share at most 0.5" in outcome.reason
    assert not mixed.batch.published("articles").exists()


@pytest.mark.slow
def test_a_batch_that_fails_for_its_rejects_says_which_and_why_everywhere(zones: Zones) -> None:
    deliver_bad(zones, good=3)
    outcome = zones.run()
    assert outcome.state == "failed"
    expected = [f"{BAD}: 20 of 23 records were rejected: empty 20"]
    expected += [f"{BAD}/empty-{number:02}.txt, record 0: empty: {REASONS['empty']}" for number in range(5)]
    assert list(outcome.rejected) == expected
    (page,) = (zones.settings.curated / "_validation").glob(f"{DAY}/*/index.html")
    _, status = invoke(zones, "status", str(DAY))
    for line in expected:
        assert line in build_summary(outcome)
        assert line in page.read_text()
        assert f"rejected: {DAY}: {line}" in status


def test_a_quarantine_is_in_the_summaries() -> None:
    counts = build_counts(BAD, 21, 20)
    rows = dict.fromkeys(("articles", "quotes", "entities", "sentences", "tokens", "rejects"), 1)
    outcome = Outcome(DAY, "published", rows, quarantined=[counts], rejected=["an example"])
    assert f"Quarantined: `{counts}`" in build_summary(outcome)
    assert "- `an example`" in build_summary(outcome)
    assert f"quarantined: `{counts}`" in build_overview("Backfill", [outcome], "")


@pytest.mark.slow
def test_the_exit_code_says_so_once(mixed: Zones, migrate: Migrate) -> None:
    migrate(mixed.settings.state)
    code, text = invoke(mixed, "run")
    assert code == 3, text
    assert f"quarantined: {DAY}: {BAD}: 20 of 21 records were rejected" in text
    assert f"{BAD}/empty-00.txt, record 0: empty: " in text
    assert invoke(mixed, "run")[0] == 0
