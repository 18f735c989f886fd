"""The list of known people: its headings, and the ids that actors get from it."""

from pathlib import Path

import polars as pl
import pytest

from tasks.link.who.actors import build_actor_id, find_ambiguous
from tasks.link.who.canonical import resolve_names
from tasks.link.who.counts import count_names
from tasks.link.who.known import read_known
from tests.support.who import build_articles, link

PLAIN = "id,name,other names,roles\nn1,Vera Holm,V. A. Holm; Vera Holm-Lund,mayor of Halse|councillor\n"
SANCTIONS = "id,schema,name,aliases\nQ1,Person,Vera Holm,V. A. Holm;Vera Holm-Lund\nQ2,Organization,Calder Haulage,CH\n"
WIKIDATA = """item,itemLabel,itemAltLabel,positionLabel
http://www.wikidata.org/entity/Q1,Vera Holm,"V. A. Holm, Vera Holm-Lund",mayor
http://www.wikidata.org/entity/Q1,Vera Holm,"V. A. Holm, Vera Holm-Lund",judge
"""
NAMES = ["v a holm", "vera holm", "vera holm-lund"]


def read(folder: Path, text: str) -> pl.DataFrame:
    (folder / "people.csv").write_text(text)
    return read_known(folder / "people.csv")


@pytest.mark.parametrize(
    ("text", "identifier", "roles"),
    [(PLAIN, "n1", ["councillor", "mayor of Halse"]), (SANCTIONS, "Q1", []), (WIKIDATA, "Q1", ["judge", "mayor"])],
)
def test_headings_in_several_spellings(tmp_path: Path, text: str, identifier: str, roles: list[str]) -> None:
    people = read(tmp_path, text).filter(pl.col("label") == "person")
    assert people["key"].to_list() == NAMES
    assert set(people["id"]) == {identifier}
    assert people["roles"].to_list() == [roles] * 3


def test_parquet_with_lists(tmp_path: Path) -> None:
    rows = {"QID": ["Q1"], "Name": ["Vera Holm"], "Also known as": [["V. A. Holm", "Vera Holm-Lund"]]}
    pl.DataFrame(rows).write_parquet(tmp_path / "people.parquet")
    assert read_known(tmp_path / "people.parquet")["key"].to_list() == NAMES


def test_a_list_without_names_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no column name; its columns are id, born"):
        read(tmp_path, "id,born\nn1,1970\n")


def test_names_of_known_people_get_their_ids(tmp_path: Path) -> None:
    known = read(tmp_path, SANCTIONS)
    articles = [["Dr. Vera Holm", "+ Calder Haulage Ltd"], ["Vera Holm-Lund"], ["Vera B. Holm"], ["Nils Holm"]]
    keys = link(build_articles(articles), known=known)["actor_key"].to_list()
    assert keys == ["=Q1", "=Q2", "=Q1", "=Q1", "nils holm"]
    assert build_actor_id("person", "=Q1") == "Q1"


def test_a_surname_that_means_a_known_person_gets_the_id(tmp_path: Path) -> None:
    near = ["Omar Haddad", "Petra Vogel"]
    clusters = build_articles([["Vera Holm", *near], ["Holm", *near]])
    assert link(clusters, known=read(tmp_path, PLAIN))["actor_key"].to_list()[::3] == ["=n1", "=n1"]


def test_two_known_people_of_one_name_are_told_apart_by_roles(tmp_path: Path) -> None:
    known = read(tmp_path, "id,name,roles\nn1,Vera Holm,mayor of Halse\nn2,Vera Holm,goalkeeper\n")
    titles = (["the town's mayor"], ["goalkeeper"], ["mayor", "goalkeeper"], [])
    clusters = build_articles([[{"name": "Vera Holm", "titles": one}] for one in titles])
    assert link(clusters, known=known)["actor_key"].to_list() == ["=n1", "=n2", "vera holm", "vera holm"]
    ambiguous = find_ambiguous(resolve_names(count_names(clusters), known))
    assert ambiguous.rows() == [(build_actor_id("person", "vera holm"), "Several known people have the name.")]
