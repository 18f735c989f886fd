"""What a run promises, from raw files to published tables: pure, incremental, all or nothing, accounted for."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from schemas import LINK_TABLES, TABLES
from tasks.annotate.pieces import AnnotatePiece
from tasks.batch.manifest import read_failure, read_manifest
from tasks.batch.plan import plan_batch
from tasks.publish.publish import Judged
from tasks.publish.replaced import read_kept
from tasks.validate.step import validate_batch
from tasks.workers.pool import Workers, run_works
from tasks.workers.rescue import Rescue
from tasks.zones.place import Place
from tests.conftest import Zones, build_story, build_zones, differing_rows
from tests.support.steps import replacing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    """A batch of six articles and two rejects, published."""
    zones = build_zones(tmp_path_factory.mktemp("published"))
    zones.deliver_stories(6)
    zones.deliver("empty.txt", "")
    zones.deliver("lines.jsonl", '{"id": 1, "body": ' + repr_json(build_story(9)) + "}\n{broken\n")
    outcome = zones.run()
    assert outcome.state == "published", outcome.reason
    return zones


def repr_json(text: str) -> str:
    return json.dumps(text)


def copy(zones: Zones, root: Path) -> Zones:
    """The same raw files in zones of their own."""
    other = build_zones(root)
    for path in sorted(zones.batch.raw.rglob("*")):
        if path.is_file():
            other.deliver(path.name, path.read_bytes(), path.parent.name)
    return other


def hash_files(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_record_is_an_article_or_a_reject(published: Zones) -> None:
    assert len(published.read("articles")) == 7
    assert sorted(published.read("rejects")["reason"]) == ["empty", "invalid_json"]
    manifest = read_manifest(published.batch)
    assert manifest is not None
    assert manifest.records == 9 == manifest.rows["articles"] + manifest.rows["rejects"]


def test_quotes_are_found_and_named(published: Zones) -> None:
    quotes = published.read("quotes").join(published.read("articles").select("article_id", "text"), on="article_id")
    took = quotes.filter(pl.col("content_text").str.contains("This took us"))
    assert len(took) == 7
    assert set(took["speaker_name"]) == {
        "Ines Calloway",
        "Tobias Renner",
        "Amara Diallo",
        "Grete Lindqvist",
        "Owen Marsh",
        "Lucia Ferro",
    }
    for row in quotes.iter_rows(named=True):
        assert row["text"][row["content_start"] : row["content_end"]] == row["content_text"]


def test_a_batch_is_a_pure_function_of_its_files(published: Zones, tmp_path: Path) -> None:
    again = copy(published, tmp_path)
    again.run()
    for name, path in published.batch.published_files.items():
        assert path.read_bytes() == again.batch.published(name).read_bytes(), name


def test_rows_do_not_depend_on_how_articles_are_grouped(published: Zones, tmp_path: Path) -> None:
    again = copy(published, tmp_path)
    one_shard = build_zones(tmp_path, shard_chars=1_000_000, workers=1)
    one_shard.run()
    assert differing_rows(published.read_all(), again.read_all()) == 0


def test_tables_are_sorted_by_key(published: Zones) -> None:
    for name, key in (("tokens", ["article_id", "token_index"]), ("quotes", ["article_id", "quote_index"])):
        rows = published.read(name)
        assert rows.equals(rows.sort(key))


def test_nothing_changed_nothing_done(published: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hash_files(published.settings.curated)
    monkeypatch.setattr("tasks.annotate.annotate.run_works", None)
    assert published.run().state == "unchanged"
    assert hash_files(published.settings.curated) == before


@pytest.fixture
def changing(published: Zones, tmp_path: Path) -> Zones:
    """A published batch that a test may change."""
    zones = copy(published, tmp_path)
    zones.run()
    return zones


def run_clean(zones: Zones, root: Path) -> dict[str, pl.DataFrame]:
    """The rows of a run that starts from nothing."""
    clean = copy(zones, root)
    assert clean.run().state == "published"
    return clean.read_all()


def test_one_record_changed_one_article_annotated(changing: Zones, tmp_path: Path) -> None:
    changing.deliver("story-003.txt", build_story(3).replace("autumn", "spring"))
    outcome = changing.run()
    assert (outcome.annotated, outcome.reused) == (1, 6)
    assert differing_rows(changing.read_all(), run_clean(changing, tmp_path / "clean")) == 0
    (kept,) = read_kept(changing.batch.replaced)
    assert kept["ended_by"] == "correction"
    assert "autumn" in kept["text"]
    assert kept["quotes"][0]["speaker_name"] == "Grete Lindqvist"


def test_a_record_that_is_gone_takes_its_rows_with_it(changing: Zones, tmp_path: Path) -> None:
    (changing.batch.raw / "port-ellery-post" / "story-002.txt").unlink()
    outcome = changing.run()
    assert (outcome.annotated, outcome.reused) == (0, 6)
    assert differing_rows(changing.read_all(), run_clean(changing, tmp_path / "clean")) == 0


def test_a_change_beside_the_text_reuses_the_annotations(changing: Zones, tmp_path: Path) -> None:
    body = repr_json(build_story(9))
    changing.deliver("lines.jsonl", f'{{"id": 1, "published_at": "2025-04-27T10:00:00Z", "body": {body}}}\n')
    outcome = changing.run()
    assert (outcome.annotated, outcome.reused) == (0, 7)
    assert not changing.batch.replaced.exists()
    assert changing.read("quotes")["published_at"].drop_nulls().dt.day().unique().to_list() == [27]
    assert differing_rows(changing.read_all(), run_clean(changing, tmp_path / "clean")) == 0


@pytest.mark.parametrize("part", ["code", "model", "libraries"])
def test_a_change_of_code_or_model_makes_a_batch_stale(
    published: Zones, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tasks.batch.plan

    recipe = {**tasks.batch.plan.read_recipe(published.settings.recipe), part: "another"}
    monkeypatch.setattr(tasks.batch.plan, "read_recipe", lambda settings: recipe)
    plan = plan_batch(published.batch, published.settings.recipe)
    assert (plan.state, plan.why, plan.is_reusable) == ("stale", f"changed: {part}", False)


def test_a_file_touched_but_not_changed_is_no_change(changing: Zones) -> None:
    path = changing.batch.raw / "port-ellery-post" / "story-001.txt"
    path.touch()
    assert plan_batch(changing.batch, changing.settings.recipe).state == "done"


@pytest.mark.parametrize("name", ["tokens", "rejects"])
def test_a_published_file_that_is_lost_is_made_again(changing: Zones, name: str) -> None:
    before = changing.read_all()
    changing.batch.published(name).unlink()
    plan = plan_batch(changing.batch, changing.settings.recipe)
    assert (plan.state, plan.why) == ("missing", f"published and then deleted: {name}")
    assert changing.run().state == "published"
    assert differing_rows(before, changing.read_all()) == 0


def test_a_failed_validation_publishes_nothing(changing: Zones) -> None:
    before = hash_files(changing.settings.curated / "quotes")
    changing.deliver_stories(1, start=20)

    def refuse(*arguments: object) -> Judged:
        judged = validate_batch(*arguments)  # type: ignore[arg-type]
        return Judged(judged.rows, False, judged.checked, ("tokens: one check failed",), judged.docs)

    outcome = changing.run(replacing(validate_batch, refuse))
    assert outcome.state == "failed"
    assert "tokens: one check failed" in outcome.reason
    assert hash_files(changing.settings.curated / "quotes") == before
    assert (changing.batch.staged_tables / "tokens.parquet").exists()
    assert (failure := read_failure(changing.batch)) is not None
    assert "tokens: one check failed" in failure.reason
    assert plan_batch(changing.batch, changing.settings.recipe).state == "failed"


def test_too_many_rejects_fail_the_batch(zones: Zones) -> None:
    zones.deliver_stories(1)
    for number in range(3):
        zones.deliver(f"empty-{number}.txt", "")
    outcome = zones.run()
    assert outcome.state == "failed"
    assert "reject" in outcome.reason
    assert not zones.batch.published("articles").exists()


def test_an_empty_batch_fails_and_says_so(zones: Zones) -> None:
    zones.batch.raw.mkdir(parents=True)
    outcome = zones.run()
    assert outcome.state == "failed"
    assert "no files" in outcome.reason


def test_finished_shards_are_not_done_again(zones: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    zones.deliver_stories(6)

    def die(*arguments: object) -> Judged:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        zones.run(replacing(validate_batch, die))
    submitted: list[Place] = []

    def count(workers: Workers, works: dict[Place, AnnotatePiece], rescue: Rescue) -> Iterator[Place]:
        submitted.extend(folder for folder in works if not folder.is_finished())
        return run_works(workers, works, rescue)

    monkeypatch.setattr("tasks.annotate.annotate.run_works", count)
    assert zones.run().state == "published"
    assert submitted == []
    assert not zones.batch.staging.exists()


@pytest.mark.parametrize("left", [0, 1])
def test_speed_is_that_of_what_this_run_annotated(zones: Zones, left: int) -> None:
    zones.deliver_stories(6)

    def die(*arguments: object) -> Judged:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        zones.run(replacing(validate_batch, die))
    results = sorted((zones.batch.staging / "annotated").glob("*/result.json"))
    words = sum(json.loads(result.read_text())["counts"]["words"] for result in results[:left])
    for result in results[:left]:
        shutil.rmtree(result.parent)
    outcome, manifest = zones.run(), read_manifest(zones.batch)
    assert manifest is not None
    assert outcome.annotated == 6
    metrics = manifest.metrics
    assert metrics["annotated_words"] == words < metrics["words"]
    assert outcome.words_per_second == pytest.approx(words / max(metrics["annotate_seconds"], 1e-3), rel=0.01)
    assert bool(metrics["annotate_cpu_seconds"]) == bool(left)


def test_curated_holds_tables_manifest_and_what_describes_them(published: Zones) -> None:
    tables = {f"{name}/batch_date=2025-04-28/part-0.parquet" for name in published.batch.published_files}
    described = {"datapackage.json", *(f"_schemas/{table.name}.json" for table in (*TABLES, *LINK_TABLES))}
    assert published.find_files() == tables | described | {"_manifests/2025-04-28.json"}
