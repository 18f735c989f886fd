"""What has not changed is neither hashed nor read again, and the rows are those of a run that starts from nothing."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.batch import raw_files
from tasks.batch.manifest import Manifest, read_manifest
from tasks.batch.plan import Plan, plan_batch
from tasks.ingest.ingest import Ingested, find_kept
from tests.conftest import Zones, build_story, build_zones, differing_rows
from tests.support.archives import pack_files

FILES = ("a.txt", "b.txt", "c.jsonl", "d.jsonl", "e.jsonl.gz", "f.html", "g.zip", "h.tar")


@pytest.fixture
def quick(tmp_path: Path, blank_model: Path, monkeypatch: pytest.MonkeyPatch) -> Zones:
    """Zones in which a file just written is trusted to keep its stamp, and a pipeline that loads at once."""
    monkeypatch.setattr(raw_files, "RACY_NS", 0)
    return build_zones(tmp_path / "own", model=str(blank_model), max_reject_share=1.0)


def build_content(source: random.Random, name: str) -> bytes:
    """Some content for a file: articles, of which some have an id that others have too, and rejects."""
    if source.random() < 0.1:
        return b""
    if name.endswith((".zip", ".tar")):
        inner = source.sample(FILES[:4], source.randrange(1, 4))
        return pack_files(name, [(one, build_content(source, one)) for one in inner])
    if "jsonl" not in name:
        return build_story(source.randrange(9)).encode()
    lines = [
        json.dumps({"id": source.randrange(4), "body": build_story(source.randrange(9))})
        if source.random() < 0.8
        else source.choice(["{broken", "[1]", json.dumps({"id": 9})])
        for _ in range(source.randrange(1, 4))
    ]
    return "\n".join(lines).encode()


def change(zones: Zones, source: random.Random) -> None:
    """Deliver, correct, touch or remove some files."""
    import gzip

    for name in source.sample(FILES, source.randrange(1, 4)):
        path, publisher = zones.batch.raw / "post" / name, "post"
        if path.exists() and source.random() < 0.3:
            path.unlink()
        elif path.exists() and source.random() < 0.2:
            os.utime(path)
        else:
            content = build_content(source, name)
            zones.deliver(name, gzip.compress(content) if name.endswith(".gz") else content, publisher)
    zones.deliver("stays.txt", build_story(7), "other") if source.random() < 0.3 else None


def read_published_manifest(zones: Zones) -> Manifest:
    manifest = read_manifest(zones.batch)
    assert manifest is not None
    return manifest


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_rows_are_those_of_a_clean_run_whatever_was_delivered_changed_and_removed(
    quick: Zones, tmp_path: Path, seed: int
) -> None:
    source = random.Random(seed)
    quick.deliver("stays.txt", build_story(8), "other")
    kept = 0
    for step in range(5):
        change(quick, source)
        kept += len(find_kept(plan_batch(quick.batch, quick.settings.recipe))[0])
        assert quick.run().state in ("published", "unchanged")
        clean = build_zones(tmp_path / str(step), model=quick.settings.model, max_reject_share=1.0)
        shutil.copytree(quick.batch.raw, clean.batch.raw)
        assert clean.run().state == "published"
        assert differing_rows(quick.read_all(), clean.read_all()) == 0
        own, other = read_published_manifest(quick), read_published_manifest(clean)
        assert (own.records, own.rejects, own.fingerprint) == (other.records, other.rejects, other.fingerprint)
        assert [(file.path, file.sha256, file.records) for file in own.inputs] == [
            (file.path, file.sha256, file.records) for file in other.inputs
        ]
        assert quick.run().state == "unchanged"
    assert kept  # or nothing was shown


@pytest.mark.slow
def test_new_files_are_not_opened_to_plan_and_changed_ones_are(quick: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    quick.deliver_stories(3)
    opened: list[str] = []
    real = raw_files.describe_raw_file
    monkeypatch.setattr(raw_files, "describe_raw_file", lambda batch, path: (opened.append(path), real(batch, path))[1])
    assert plan_batch(quick.batch, quick.settings.recipe).state == "new"
    quick.run()
    assert opened == []
    inputs = read_published_manifest(quick).inputs
    assert [(len(file.sha256 or ""), file.records) for file in inputs] == [(64, 1)] * 3
    quick.deliver("story-001.txt", build_story(9))
    os.utime(quick.batch.raw / "port-ellery-post" / "story-002.txt")
    plan = plan_batch(quick.batch, quick.settings.recipe)
    assert (plan.state, opened) == ("stale", [f"port-ellery-post/story-00{number}.txt" for number in (1, 2)])
    again = plan_batch(quick.batch, quick.settings.recipe, earlier=plan)
    assert (again.files, len(opened)) == (plan.files, 2)
    assert [file.records for file in again.files] == [1, None, 1]


def run_and_watch(zones: Zones) -> tuple[Plan, Ingested]:
    seen: list[Any] = []

    def watch(step: Any, *arguments: Any) -> Any:
        seen.append((arguments[0], step(*arguments)))
        return seen[-1][1]

    assert zones.run(watch).state == "published"
    return seen[0]  # type: ignore[no-any-return]


@pytest.mark.slow
def test_only_the_changed_file_is_read_again(quick: Zones) -> None:
    quick.deliver_stories(5)
    quick.deliver("empty.txt", "")
    quick.run()
    quick.deliver("story-003.txt", build_story(4) + " And more.")
    plan, ingested = run_and_watch(quick)
    kept, rejects = find_kept(plan)
    assert len(kept) == 5
    assert [reject.reason for reject in rejects] == ["empty"]
    assert (ingested.records, ingested.articles, ingested.to_annotate) == (6, 5, 1)


@pytest.fixture
def unreadable(quick: Zones) -> Iterator[Zones]:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    path = quick.deliver("closed.txt", build_story(1))
    quick.deliver_stories(1)
    path.chmod(0)
    yield quick
    path.chmod(0o600)


def test_a_file_that_cannot_be_opened_is_a_reject_until_it_can(unreadable: Zones) -> None:
    assert unreadable.run().rejects == {"unreadable": 1}
    assert unreadable.run().state == "unchanged"
    (unreadable.batch.raw / "port-ellery-post" / "closed.txt").chmod(0o600)
    outcome = unreadable.run()
    assert (outcome.state, outcome.rejects, outcome.rows["articles"]) == ("published", {}, 2)


@pytest.mark.slow
def test_a_file_that_changes_between_listing_and_reading_is_read_by_the_next_run(quick: Zones) -> None:
    quick.deliver_stories(2)

    def deliver_late(step: Any, *arguments: Any) -> Any:
        if step.__name__ == "ingest":
            quick.deliver("story-001.txt", build_story(5))
        return step(*arguments)

    assert quick.run(deliver_late).rejects == {"vanished": 1}
    outcome = quick.run()
    assert (outcome.state, outcome.rejects, outcome.rows["articles"]) == ("published", {}, 2)
