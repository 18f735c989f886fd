"""A run whose zones lie in an object store keeps the promises of one on this machine."""

import io
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.batch import process_batch
from flows.status import read_status
from tasks.batch.plan import plan_batch
from tasks.ingest.ingest import Ingested, ingest
from tasks.link.link import link
from tasks.publish.publish import Judged
from tasks.validate.step import validate_batch
from tests.conftest import DAY, Zones, build_story, build_zones, differing_rows
from tests.support.steps import replacing
from tests.support.stores import BUCKET, InThisProcess, Server, StoreZones, build_store_zones

pytestmark = pytest.mark.slow
KEPT = f"_replaced/batch_date={DAY}/part-0.parquet"
"""What a batch keeps of what was published before."""


@pytest.fixture
def model(blank_model: Path) -> str:
    return str(blank_model)


@pytest.fixture
def zones(server: Server, model: str, tmp_path: Path) -> StoreZones:
    """Empty zones, with a lease of two seconds."""
    return build_store_zones(server, tmp_path.name, tmp_path / "state", model=model)


def build_local(zones: StoreZones, root: Path) -> Zones:
    """The same raw files on this machine, published there."""
    local = build_zones(root, model=zones.settings.model)
    raw = f"{zones.prefix}/raw/{zones.batch.batch_date}/"
    for key in zones.server.list_keys(raw):
        publisher, name = key.removeprefix(raw).split("/", 1)
        local.deliver(name, zones.server.get(key), publisher)
    with InThisProcess(1, local.settings.model) as workers:
        assert process_batch(local.batch, local.settings, workers).state == "published"
    return local


def test_round_trip(zones: StoreZones, tmp_path: Path) -> None:
    zones.deliver_stories(5)
    zones.deliver("empty.txt", "")
    zones.deliver("odd name [1] %20ü.txt", build_story(7))
    outcome = zones.run()
    assert outcome.state == "published", outcome.reason
    local = build_local(zones, tmp_path)
    assert differing_rows(zones.read_all(), local.read_all()) == 0
    assert zones.find_objects() == local.find_files()
    assert zones.run().state == "unchanged"


def run_as_commands_do(zones: StoreZones) -> list[str]:
    """The states of all batches after a run of those that need one."""
    from flows.commands.shared import problems
    from flows.plan import find_dates, plan_batches
    from flows.run import run_batches

    plans = plan_batches(zones.settings, find_dates(zones.settings, None).dates)
    return [outcome.state for outcome in run_batches(zones.settings, plans, problems)]


def test_nothing_changed_nothing_done(zones: StoreZones, monkeypatch: pytest.MonkeyPatch) -> None:
    zones.deliver_stories(3)
    zones.deliver("empty.txt", "")
    assert zones.run().state == "published"
    assert link(zones.settings.curated).state == "linked"
    monkeypatch.setattr("flows.run.run_flow", None)
    zones.server.requests.clear()
    assert run_as_commands_do(zones) == ["unchanged"]
    assert {request.split()[0] for request in zones.server.requests} == {"GET", "HEAD"}
    assert [request for request in zones.server.requests if "story" in request] == []


@pytest.fixture
def changing(zones: StoreZones) -> StoreZones:
    """A published batch of six articles that a test may change."""
    zones.deliver_stories(6)
    assert zones.run().state == "published"
    return zones


def test_one_record_changed_one_article_annotated(changing: StoreZones, tmp_path: Path) -> None:
    changing.deliver("story-003.txt", build_story(3).replace("autumn", "spring"))
    outcome = changing.run()
    assert (outcome.annotated, outcome.reused) == (1, 5)
    local = build_local(changing, tmp_path)
    assert differing_rows(changing.read_all(), local.read_all()) == 0
    assert changing.find_objects() == local.find_files() | {KEPT}


def test_a_record_that_is_gone_takes_its_rows_with_it(changing: StoreZones, tmp_path: Path) -> None:
    changing.withdraw("story-002.txt")
    outcome = changing.run()
    assert (outcome.annotated, outcome.reused) == (0, 5)
    assert differing_rows(changing.read_all(), build_local(changing, tmp_path).read_all()) == 0


def test_objects_that_vanish_or_change_during_a_run_are_rejects(server: Server, model: str, tmp_path: Path) -> None:
    zones = build_store_zones(server, tmp_path.name, tmp_path / "state", model=model, max_reject_share=1)
    zones.deliver_stories(3)

    def change_and_read(*arguments: object) -> Ingested:
        zones.withdraw("story-000.txt")
        zones.deliver("story-001.txt", build_story(5))
        return ingest(*arguments)  # type: ignore[arg-type]

    outcome = zones.run(replacing(ingest, change_and_read))
    assert (outcome.rows["articles"], outcome.rejects) == (1, {"vanished": 2})
    assert zones.run().rows["articles"] == 2


def test_a_failed_validation_publishes_nothing_and_leaves_what_there_is_to_look_at(changing: StoreZones) -> None:
    before = changing.read_all()
    changing.deliver_stories(1, start=20)

    def refuse(*arguments: object) -> Judged:
        judged = validate_batch(*arguments)  # type: ignore[arg-type]
        return replace(judged, success=False, failures=("tokens: one check failed",))

    outcome = changing.run(replacing(validate_batch, refuse))
    assert outcome.state == "failed"
    assert "tokens: one check failed" in outcome.reason
    assert differing_rows(before, changing.read_all()) == 0
    assert plan_batch(changing.batch, changing.settings.recipe).state == "failed"
    assert any(name.endswith("tables/tokens.parquet") for name in changing.find_objects())
    assert f"s3://{BUCKET}/{changing.prefix}/curated/_validation/" in outcome.reason
    assert changing.run().state == "published"
    assert not any(name.startswith("_staging/") for name in changing.find_objects())


def test_local_raw_files_and_curated_tables_in_a_store(server: Server, model: str, tmp_path: Path) -> None:
    zones = build_store_zones(server, tmp_path.name, tmp_path / "state", model=model, raw=tmp_path / "raw")
    local = build_zones(tmp_path, model=model)
    local.deliver_stories(2)
    assert zones.run().rows["articles"] == 2
    assert len(zones.read_all()["articles"]) == 2


def test_data_docs_are_in_the_store(changing: StoreZones) -> None:
    root = f"{changing.prefix}/curated/_validation"
    changing.deliver_stories(1, start=9)
    changing.run()
    pages = [key for key in changing.server.list_keys(f"{root}/{DAY}/") if key.endswith("/index.html")]
    assert len(pages) == 2
    index = changing.server.get(f"{root}/index.html").decode()
    assert all(key.removeprefix(f"{root}/") in index for key in pages)


def test_of_two_runs_one_ends_with_a_message(changing: StoreZones) -> None:
    changing.deliver_stories(1, start=30)

    def run_again(*arguments: object) -> Ingested:
        assert re.search(rf"batch {DAY}: another run .* is writing it", changing.run().reason)
        (status,) = read_status(changing.settings, [DAY])
        assert status.state == "running"
        return ingest(*arguments)  # type: ignore[arg-type]

    assert changing.run(replacing(ingest, run_again)).state == "published"


def test_readers_never_see_half_a_table(zones: StoreZones) -> None:
    """Tables are replaced over and over; each read finds one version whole, or is told that it was replaced."""
    tables = [pa.table({"version": [number] * 200_000, "row": range(200_000)}) for number in range(2)]
    place = zones.batch.published("quotes")
    seen, ended = set(), threading.Event()

    def read_whole() -> None:
        seen.add(check(pq.read_table(io.BytesIO(zones.server.get(key)))))

    def read_ranges() -> None:
        with suppress(OSError), place.open_bytes() as file:
            seen.add(check(pq.read_table(file)))

    def check(table: pa.Table) -> int:
        (version,) = set(table["version"].to_pylist())
        assert len(table) == 200_000
        return int(version)

    def read_on(read: Callable[[], None]) -> int:
        count = 0
        while not ended.is_set():
            read()
            count += 1
        return count

    key = str(place).removeprefix(f"s3://{BUCKET}/")
    with ThreadPoolExecutor(2) as pool:
        replace_table(zones, tables[0])
        reading = [pool.submit(read_on, read) for read in (read_whole, read_ranges)]
        for number in range(12):
            replace_table(zones, tables[number % 2])
        ended.set()
        assert all(one.result() > 0 for one in reading)
    assert seen == {0, 1}


def replace_table(zones: StoreZones, table: pa.Table) -> None:
    """Stage a table and put it into its place, as publishing does."""
    with zones.batch.staged_tables.staged_folder() as folder:
        pq.write_table(table, folder / "quotes.parquet")
    (zones.batch.staged_tables / "quotes.parquet").move_to(zones.batch.published("quotes"))
