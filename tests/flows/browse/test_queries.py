"""Queries on published tables: what is shown can be run again, values stay values, missing tables are empty ones."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.browse.filters import build_condition
from flows.browse.queries import Session, open_zone
from flows.browse.statements import FOLDER, build_literal
from schemas import LINK_TABLES
from tests.support.made_up_zone import START, write_made_up_zone

VALUES = {"limit": 20, "skip": 0, "unit": "day", "name": None, "actor": "x", "family": "x", "article": "x"} | {
    "first": date(2025, 1, 1),
    "last": date(2099, 1, 1),
}
QUERIES = sorted(path.stem for path in FOLDER.glob("*.sql"))


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("it's [a] zone") / "curated"
    write_made_up_zone(folder, days=5)
    return folder


def find_values(curated: Path) -> dict[str, Any]:
    """Values that every query finds something with."""
    database = duckdb.connect()
    with open_zone(curated).open_session() as session:
        family = session.run("SELECT * FROM quote_families LIMIT 1", {}, None).fetchall()[0][1]
        actor = session.run("SELECT actor_id FROM actors ORDER BY quote_count DESC LIMIT 1", {}, None).fetchall()[0][0]
    database.close()
    return {**VALUES, "family": family, "article": family.split("-")[0], "actor": actor}


def ask(session: Session, name: str, values: dict[str, Any]) -> Any:
    if name.startswith("speaker_") and name != "speaker_quotes":
        session.make("speaker_quotes", values, "batch_date <= $last AND speaker_name LIKE '%C%'")
    return session.ask(name, values)


@pytest.mark.parametrize("name", QUERIES)
def test_the_sql_that_is_shown_finds_the_same_rows_in_duckdb_alone(curated: Path, name: str) -> None:
    with open_zone(curated).open_session() as session:
        answer = ask(session, name, find_values(curated))
    rows = duckdb.connect().execute(answer.sql).fetchall()
    found = [tuple(row.values()) for row in answer.rows]
    assert rows == found if "ORDER BY" in answer.sql else sorted(map(str, rows)) == sorted(map(str, found))
    assert rows or name == "actors_named"


@pytest.mark.parametrize("name", QUERIES)
def test_a_table_that_is_not_there_is_an_empty_one(tmp_path: Path, name: str) -> None:
    with open_zone(tmp_path / "none").open_session() as session:
        answer = ask(session, name, VALUES)
    assert (answer.rows, bool(answer.columns)) == ([], True)


def test_batches_without_links_are_found_all_the_same(curated: Path, tmp_path: Path) -> None:
    shutil.copytree(curated, tmp_path / "curated")
    for table in LINK_TABLES:
        shutil.rmtree(tmp_path / "curated" / table.name)
    values = find_values(curated)
    with open_zone(tmp_path / "curated").open_session() as session:
        assert {row["actor_id"] for row in session.ask("article_quotes", values).rows} == {None}


@pytest.mark.parametrize("text", ["it's", "$limit", "'; DROP TABLE quotes; --", "a\nb", "\\", "{where}", "“é”"])
def test_values_stay_values(curated: Path, text: str) -> None:
    where, bound = build_condition({"publisher": text, "words": f'"{text}"'})
    with open_zone(curated).open_session() as session:
        answer = session.ask("search", {**VALUES, **bound}, where)
    assert answer.rows == []
    assert duckdb.connect().execute(answer.sql).fetchall() == []
    assert duckdb.execute(f"SELECT {build_literal(text)}").fetchall() == [(text,)]


@pytest.mark.parametrize("value", [None, True, 0.25, 7, date(2025, 3, 3)])
def test_literals_are_the_values(value: Any) -> None:
    (found,) = duckdb.execute(f"SELECT {build_literal(value)}").fetchall()[0]
    assert (float(found) if isinstance(value, float) else found) == value


def test_one_batch_alone_is_read_where_it_is_known(curated: Path) -> None:
    with open_zone(curated).open_session() as session:
        answer = session.ask("overview", {**VALUES}, batch=START)
    assert [row["batch_date"] for row in answer.rows] == [START]
    assert f"batch_date={START}/*.parquet" in answer.sql


def test_nothing_else_of_the_machine_can_be_read(curated: Path) -> None:
    with open_zone(curated).open_session() as session, pytest.raises(duckdb.PermissionException):
        session.run("SELECT * FROM read_text('/etc/hostname')", {}, None)


def test_what_takes_too_long_is_given_up(curated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.browse.queries.SECONDS", 0.05)
    with open_zone(curated).open_session() as session, pytest.raises(duckdb.InterruptException):
        session.run(
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range % 7 = b.range % 11", {}, None
        )
