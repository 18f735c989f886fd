"""The step as its callers meet it: what makes links stale, who waits for whom, what is refused, what a crash leaves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import polars as pl
import pytest

from schemas import ACTOR_LINKS, ACTORS, LINK_TABLES, Table, build_arrow_schema
from tasks.batch.places import Batch
from tasks.link import extract
from tasks.link import link as step
from tasks.link.draft import Draft
from tasks.link.frames import read_frame
from tasks.link.judge import LinksRefusedError, judge_draft
from tasks.link.link import hold_links, link
from tasks.link.places import Links
from tasks.link.plan import plan_links
from tasks.link.recipe import CODE, read_link_recipe
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place
from tests.link.test_order import DATES, build_delivery, deliver
from tests.support.linked import are_equal, find_differing, read_links
from tests.test_structure import MODULES, ROOT, find_own

LINKED = DATES[:2]


@pytest.fixture
def curated(tmp_path: Path) -> LocalPlace:
    """Two batches that are linked."""
    place = LocalPlace(tmp_path / "curated")
    for one in LINKED:
        deliver(place, one, build_delivery(one, 0))
    link(place)
    return place


def test_the_files_are_as_the_schemas_say(curated: LocalPlace) -> None:
    import pyarrow.parquet as pq

    for table in LINK_TABLES:
        place = Links(curated).find(table.name, None if table is ACTORS else LINKED[0])
        assert pq.read_schema(place).remove_metadata() == build_arrow_schema(table).remove_metadata()
        assert pq.read_schema(place).field(0).metadata[b"description"]
    actors = read_links(curated)["actors/part-0.parquet"]
    assert {"Amara Diallo", "Grete Lindqvist"} <= set(actors["name"])
    assert not any(row["name"] in [one["name"] for one in row["other_names"]] for row in actors.to_dicts())


def test_a_batch_in_the_middle_of_publishing_waits_for_the_next_link(curated: LocalPlace, tmp_path: Path) -> None:
    old = read_links(curated)
    batch = Batch(LINKED[0], curated, curated)
    manifest = batch.manifest.read_text()
    deliver(curated, LINKED[0], build_delivery(LINKED[0], 1))
    settled = batch.manifest.read_text()
    batch.manifest.write_atomically(manifest.replace('"fingerprint": "', '"fingerprint": "0'))
    assert link(curated).waiting == (LINKED[0],)
    assert all(old[name].equals(rows) for name, rows in read_links(curated).items())
    batch.manifest.write_atomically(settled)
    assert link(curated).changed == 1
    assert find_differing(curated, tmp_path / "anew") == []


@pytest.mark.slow
@pytest.mark.parametrize("table", LINK_TABLES, ids=lambda table: table.name)
def test_a_link_table_that_was_deleted_is_made_again(curated: LocalPlace, table: Table) -> None:
    before = read_links(curated)
    Links(curated).find(table.name, None if table is ACTORS else LINKED[1]).parent.remove()
    assert plan_links(curated, None).why == "a link table was deleted"
    assert link(curated).state == "linked"
    after = read_links(curated)
    assert before.keys() == after.keys()
    assert all(are_equal(before[name], after[name]) for name in before)
    assert link(curated).state == "unchanged"


def test_a_batch_that_lost_a_table_waits_too(curated: LocalPlace) -> None:
    deliver(curated, DATES[2], build_delivery(DATES[2], 0))
    Batch(DATES[2], curated, curated).published("entities").remove()
    done = link(curated)
    assert (done.state, done.waiting) == ("unchanged", (DATES[2],))
    assert "1 wait" in str(done)


def test_a_batch_that_is_published_while_it_is_read_waits_whole(
    curated: LocalPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, reads = read_links(curated), count()
    deliver(curated, LINKED[0], build_delivery(LINKED[0], 1))
    real = extract.read_published

    def read_published(place: Place, columns: Sequence[str], fingerprint: str) -> pl.DataFrame:
        return real(place, columns, fingerprint if next(reads) < 3 else "that of the next edition")

    monkeypatch.setattr(extract, "read_published", read_published)
    assert link(curated).waiting == (LINKED[0],)
    found = read_links(curated)
    assert [name for name in old if not old[name].equals(found[name])] == []


def test_linking_ends_early_also_while_it_compares_quotes(curated: LocalPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(curated, DATES[2], build_delivery(DATES[2], 0))
    begun, real = Event(), step.link_families

    def link_families(*arguments: Any) -> None:
        begun.set()
        real(*arguments)
        pytest.fail("nothing has ended it")

    def check() -> None:
        if begun.is_set():
            raise InterruptedError

    monkeypatch.setattr(step, "link_families", link_families)
    with pytest.raises(InterruptedError):
        link(curated, check=check)


@pytest.mark.slow
def test_other_code_or_known_people_make_links_stale_and_same_rows_no_new_file(
    curated: LocalPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,name,other_names,roles\nQ1,Amara Diallo,Amara B. Diallo,finance minister\n")
    assert "list of known people" in plan_links(curated, people).why
    link(curated, people)
    assert "Q1" in read_links(curated)["actors/part-0.parquet"]["actor_id"].to_list()
    link(curated)
    assert "Q1" not in read_links(curated)["actors/part-0.parquet"]["actor_id"].to_list()
    monkeypatch.setattr("tasks.link.plan.read_link_recipe", lambda _: "other code")
    assert "linking itself" in plan_links(curated, None).why
    assert link(curated).rewritten == {}
    assert find_differing(curated, tmp_path / "anew") == []


def test_the_recipe_covers_all_that_decides_links() -> None:
    """What linking imports from the steps of a batch is hashed with it."""
    steps = ("tasks.quotes", "tasks.ingest", "tasks.annotate", "tasks.publish")
    own = [name for name in MODULES if name.startswith("tasks.link") and not name.startswith("tasks.link.scoring")]
    used = {name for one in own for name in find_own(MODULES[one]) if name.startswith(steps)}
    paths = {MODULES[name].relative_to(ROOT).as_posix() for name in used if name in MODULES}
    assert [path for path in paths if path != "tasks/publish/datapackage.py" and not path.startswith(CODE)] == []
    assert read_link_recipe(None) == read_link_recipe(None)


@pytest.mark.slow
def test_a_second_link_waits_for_the_first(curated: LocalPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "WAIT_SECONDS", 0.01)
    deliver(curated, DATES[2], build_delivery(DATES[2], 0))
    done = []
    with hold_links(Links(curated), 30, lambda: None):
        second = Thread(target=lambda: done.append(link(curated)))
        second.start()
        second.join(1)
        assert done == []
    second.join()
    assert done[0].changed == 1


def test_what_is_not_as_the_schemas_say_is_refused(curated: LocalPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    old = read_links(curated)
    deliver(curated, DATES[2], build_delivery(DATES[2], 0))
    real = step.link_actors

    def link_wrongly(draft: Draft, *arguments: object) -> None:
        real(draft, *arguments)  # type: ignore[arg-type]
        links = draft.read_all("actor_links", [DATES[2]])[0]
        draft.write("actor_links", links.with_columns(actor_id=pl.lit("nobody")), DATES[2])

    monkeypatch.setattr(step, "link_actors", link_wrongly)
    with pytest.raises(LinksRefusedError, match=r"actor_links 2025-04-03: actor_id is in actors: \d+ rows"):
        link(curated)
    assert all(old[name].equals(rows) for name, rows in read_links(curated).items() if name in old)


FAULTS = {
    "article_id, cluster_id ascend": lambda rows: rows.reverse(),
    "article_id, cluster_id unique": lambda rows: pl.concat([rows[:1], rows]),
    "article_id is in articles": lambda rows: rows.with_columns(article_id=pl.lit("0" * 16)),
    "article_id matches": lambda rows: rows.with_columns(article_id=pl.col("article_id").str.to_uppercase() + "X"),
    "actor_id is in actors": lambda rows: rows.with_columns(actor_id=pl.lit("nobody")),
    "cluster_id at least 0": lambda rows: rows.with_columns(cluster_id=pl.col("cluster_id") - 100),
    "probability from 0 to 1": lambda rows: rows.with_columns(probability=pl.lit(1.5, pl.Float32)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_expectation_can_fail(curated: LocalPlace, tmp_path: Path, fault: str) -> None:
    (tmp_path / "draft").mkdir()
    draft = Draft(Links(curated), tmp_path / "draft")
    rows = read_frame(Links(curated).find(ACTOR_LINKS.name, LINKED[0]))
    assert rows is not None
    draft.write(ACTOR_LINKS.name, FAULTS[fault](rows), LINKED[0])
    with pytest.raises(LinksRefusedError, match="checks of link tables failed"):
        judge_draft(draft, plan_links(curated, None))
    del draft.staged[ACTOR_LINKS.name]
    assert judge_draft(draft, plan_links(curated, None)) == 0


def test_nothing_published_is_nothing_to_link(tmp_path: Path) -> None:
    plan = plan_links(LocalPlace(tmp_path / "nowhere"), None)
    assert (plan.why, plan.changed) == ("", [])
    assert replace(plan, published={date(2025, 4, 1): "f 0"}).why == "never linked"
