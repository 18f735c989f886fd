"""Corrections by people win over the model, cost what they change, and stay with the text that they are of."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.status import read_status
from tasks.batch.manifest import read_manifest
from tasks.batch.plan import plan_batch
from tasks.validate.step import validate_batch
from tests.conftest import DAY, Zones, build_story, build_zones, differing_rows
from tests.flows.test_batch import copy
from tests.support.review import annotate, ask, fill_sheet, find_files, take

pytestmark = pytest.mark.slow
TOOK, TOLLS = "This took us", "the tolls would be"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    zones = build_zones(tmp_path_factory.mktemp("published"))
    zones.deliver_stories(4)
    assert zones.run().state == "published"
    return zones


@pytest.fixture
def changing(published: Zones, tmp_path: Path) -> Zones:
    """The published batch in zones of its own."""
    zones = build_zones(tmp_path)
    for one in ("raw", "curated"):
        shutil.copytree(str(getattr(published.settings, one)), str(getattr(zones.settings, one)))
    return zones


def find(zones: Zones, content: str, story: str = "This took us 2 years") -> pl.DataFrame:
    """The quotes of one story whose content has these words."""
    (article_id,) = zones.read("articles").filter(pl.col("text").str.contains(story, literal=True))["article_id"]
    of_story = zones.read("quotes").filter(pl.col("article_id") == article_id)
    return of_story.filter(pl.col("content_text").str.contains(content, literal=True))


def correct(zones: Zones, content: str, **cells: str) -> pl.DataFrame:
    """The quote after a run, once a row of the sheet is filled in."""
    problems = [problem for one in take(zones, fill_sheet(zones, content, **cells)) for problem in one.problems]
    assert problems == []
    assert zones.run().state == "published"
    return find(zones, content)


def test_a_name_wins_and_the_other_articles_are_not_annotated(changing: Zones) -> None:
    before = changing.read_all()
    assert take(changing, fill_sheet(changing, "This took us 2 years", new_name="Ines B. Calloway"))[0].problems == ()
    assert plan_batch(changing.batch, changing.settings.recipe).why == "changed: corrections"
    outcome = changing.run()
    assert (outcome.state, outcome.annotated, outcome.reused) == ("published", 1, 3)
    (row,) = find(changing, TOOK).to_dicts()
    assert (row["speaker_name"], row["rule"], row["confidence"], row["name_confidence"]) == (
        "Ines B. Calloway",
        "correction",
        1.0,
        1.0,
    )
    (old,) = before["quotes"].filter(pl.col("quote_id") == row["quote_id"]).to_dicts()
    assert row["speaker_cluster_id"] == old["speaker_cluster_id"]
    others = [
        frame.filter(pl.col("article_id") != row["article_id"]) for frame in (before["quotes"], changing.read("quotes"))
    ]
    assert others[0].equals(others[1])
    assert changing.run().state == "unchanged"


def test_each_kind_of_answer(changing: Zones) -> None:
    """All of them pass the expectations, which every run holds its tables to."""
    (row,) = correct(
        changing, "This took us 2 years", new_content="This took us 2 years", new_speaker="none"
    ).to_dicts()
    assert (row["type"], row["content_text"], row["speaker_text"], row["speaker_label"]) == (
        "direct",
        "This took us 2 years",
        None,
        "unknown",
    )
    assert correct(changing, TOLLS, verdict="wrong").is_empty()
    missed = fill_sheet(changing, "This took us 2 years", verdict="missed", new_content="opened the new harbour bridge")
    assert take(changing, missed)[0].problems == ()
    assert changing.run().state == "published"
    (row,) = find(changing, "opened the new").to_dicts()
    assert (row["type"], row["cue_text"], row["speaker_text"], row["rule"]) == ("indirect", None, None, "correction")
    assert find(changing, "")["quote_index"].to_list() == [*range(len(find(changing, "")))]
    row = correct(
        changing,
        "opened the new",
        new_cue="on  Monday",
        new_speaker="The mayor",
        new_name="Bo Lind",
        new_kind="group",
        new_type="mixed",
    ).to_dicts()[0]
    assert (row["cue_text"], row["speaker_text"], row["speaker_name"]) == ("on Monday", "The mayor", "Bo Lind")
    assert (row["speaker_label"], row["type"], row["speaker_pronoun"]) == ("group", "mixed", None)
    assert row["speaker_cluster_id"] > changing.read("entities")["cluster_id"].max()  # type: ignore[operator]


def test_a_name_is_for_one_quote_unless_the_answer_says_for_all(changing: Zones) -> None:
    quotes = find(changing, "")
    cluster = quotes.filter(pl.col("content_text").str.contains(TOOK))["speaker_cluster_id"][0]
    same = quotes.filter(pl.col("speaker_cluster_id") == cluster)
    assert len(same) > 1
    correct(changing, "This took us 2 years", new_name="Ada King")
    assert find(changing, "").filter(pl.col("speaker_name") == "Ada King").height == 1
    correct(changing, "This took us 2 years", new_name="Ada King", name_for_all="yes")
    named = find(changing, "").filter(pl.col("speaker_name") == "Ada King")
    assert len(named) == len(same)
    assert named["speaker_cluster_id"].n_unique() == 1


def test_a_rerun_from_nothing_keeps_them_and_taking_them_away_gives_the_model_back(
    changing: Zones, tmp_path: Path
) -> None:
    before = changing.read_all()
    correct(changing, "This took us 2 years", new_name="Ada King")
    clean = copy(changing, tmp_path / "clean")
    for name, content in find_files(changing).items():
        place = Path(str(clean.settings.raw)) / "corrections" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    assert clean.run().state == "published"
    assert differing_rows(clean.read_all(), changing.read_all()) == 0
    for path in sorted((Path(str(changing.settings.raw)) / "corrections").rglob("*.json")):
        path.unlink()
    assert changing.run().annotated == 1
    assert differing_rows(changing.read_all(), before) == 0


def test_a_changed_text_asks_again(changing: Zones) -> None:
    correct(changing, "This took us 2 years", new_name="Ada King")
    changing.deliver("story-000.txt", build_story(0).replace("autumn", "spring"))
    outcome = changing.run()
    assert (outcome.annotated, outcome.corrections) == (1, {"applied": 0, "outdated": 1, "invalid": 0})
    assert find(changing, TOOK)["speaker_name"].to_list() == ["Ines Calloway"]
    (status,) = read_status(changing.settings, [DAY])
    assert status.corrections == outcome.corrections
    shown = CliRunner().invoke(app, ["status", str(DAY)], env=changing.environment).output
    assert (
        f"1 corrected article with another text now, or gone; ask again: quotewire review {DAY} --to FILE"
        in " ".join(shown.split())
    )
    assert "corrected in another text" in shown
    first = ask(changing, count=1, below=0.0)
    assert [one.article.text.endswith("spring.") for one in first] == [True]
    correct(changing, "This took us 2 years", new_name="Ada King")
    manifest = read_manifest(changing.batch)
    assert manifest
    assert manifest.corrections == {"applied": 1, "outdated": 0, "invalid": 0}
    changing.deliver("story-000.txt", build_story(0))
    changing.run()
    assert find(changing, TOOK)["speaker_name"].to_list() == ["Ada King"]


def test_a_shard_finished_before_another_answer_came_is_annotated_again(changing: Zones) -> None:
    def end(step: Callable[..., object], *arguments: object) -> object:
        if step is validate_batch:
            raise KeyboardInterrupt
        return step(*arguments)

    take(changing, fill_sheet(changing, "This took us 2 years", new_name="Bo Lind"))
    with pytest.raises(KeyboardInterrupt):
        changing.run(end)
    correct(changing, "This took us 2 years", new_name="Ada King")
    assert find(changing, TOOK)["speaker_name"].to_list() == ["Ada King"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"article_id": 1, "text": 2}', b"[" * 100_000])
def test_a_file_that_is_none_of_ours_is_counted_and_costs_nothing_else(changing: Zones, content: bytes) -> None:
    correct(changing, "This took us 2 years", new_name="Ada King")
    (known,) = find_files(changing)
    place = Path(str(changing.settings.raw)) / "corrections" / known
    place.with_name(f"{1:016x}-{2:016x}.json").write_bytes(content)
    (place.parents[1] / "note.txt").write_text("lies where no publisher is")
    outcome = changing.run()
    assert (outcome.state, outcome.corrections) == ("published", {"applied": 1, "outdated": 0, "invalid": 2})


def test_an_article_reviewed_as_a_whole_has_its_quotes_and_no_other(changing: Zones) -> None:
    def drop(result: list[dict[str, object]]) -> None:
        gone = next(one["id"] for one in result if "bolts" in str(one.get("value")))
        result[:] = [one for one in result if gone not in (one.get("id"), one.get("from_id"), one.get("to_id"))]

    assert {problem for one in take(changing, annotate(changing, drop)) for problem in one.problems} == set()
    before = changing.read("quotes").filter(~pl.col("content_text").str.contains("bolts"))
    assert changing.run().annotated == 4
    after = changing.read("quotes")
    assert set(after["rule"]) == {"correction"}
    kept = [
        name
        for name in after.columns
        if name not in ("rule", "confidence", "name_confidence", "quote_id", "quote_index")
    ]
    assert after.select(kept).equals(before.select(kept))
    assert ask(changing) == []


def test_the_same_answers_read_twice_change_nothing(changing: Zones) -> None:
    sheet = fill_sheet(changing, TOOK, verdict="right", reviewer="ann")
    take(changing, sheet)
    files = find_files(changing)
    take(changing, sheet)
    assert find_files(changing) == files
    assert [one["by"] for content in files.values() for one in json.loads(content)["judgements"]] == ["ann"] * 4
