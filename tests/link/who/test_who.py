"""Names across articles: which are one person or organisation, by cases; nothing depends on the order of rows."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.link.who.actors import build_actor_id, find_ambiguous
from tasks.link.who.canonical import resolve_names
from tasks.link.who.counts import NAMES, count_names
from tasks.link.who.forms import gather_names
from tasks.link.who.links import WINDOW, link_clusters
from tests.support.who import DAY, build_articles, link

CASES = [json.loads(line) for line in (Path(__file__).parents[2] / "cases" / "who.jsonl").read_text().splitlines()]
PEOPLE = (
    "Vera Holm",
    "Vera A. Holm",
    "Nils Holm",
    "Holm",
    "Vera",
    "Bill Thorne",
    "William Thorne",
    "Thorne",
    "V. Holm",
)
BODIES = ("+ Halse Rovers", "+ Rovers", "+ Boston Herons", "+ Herons", "+ Associated Wire", "+ AW", "+ Holm", "+ Navy")
ARTICLES = st.lists(
    st.lists(st.sampled_from(PEOPLE + BODIES), min_size=1, max_size=5, unique=True), min_size=1, max_size=12
)


def number(ids: list[Any]) -> list[int]:
    """Ids as numbers in the order of their first use."""
    first = {one: place for place, one in enumerate(dict.fromkeys(ids))}
    return [first[one] for one in ids]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_who_is_who(case: dict[str, Any]) -> None:
    links = link(build_articles(case["articles"]))
    found = number(links.select("label", "actor_key").rows())
    assert found == number([one for article in case["who"] for one in article.split()])
    assert links["probability"].is_between(0, 1).all()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(articles=ARTICLES, data=st.data())
def test_order_makes_no_difference(articles: list[list[str]], data: st.DataObject) -> None:
    clusters = pl.concat([build_articles(articles), build_articles(articles[::2], DAY + timedelta(1), "b")])
    order = data.draw(st.permutations(range(len(clusters))))
    assert link(clusters[order]).equals(link(clusters))


@settings(max_examples=30, deadline=None)
@given(articles=ARTICLES, cut=st.integers(0, 12))
def test_counts_of_batches_add_up(articles: list[list[str]], cut: int) -> None:
    clusters = build_articles(articles)
    is_first = pl.col("article_id") < f"{cut:04}"
    parts = [count_names(clusters.filter(is_first)), count_names(clusters.filter(~is_first))]
    assert resolve_names(pl.concat(parts)).equals(resolve_names(count_names(clusters)))


def test_only_what_is_near_is_asked() -> None:
    today = build_articles([["Holm", "Omar Haddad", "Petra Vogel"]])
    for days, is_linked in ((WINDOW, True), (WINDOW + 1, False)):
        other = build_articles([["Vera Holm", "Omar Haddad", "Petra Vogel"]], DAY + timedelta(days), "b")
        clusters = pl.concat([today, other])
        near = clusters.filter((pl.col("batch_date") - DAY).abs() <= timedelta(WINDOW))
        links = link_clusters(near, gather_names(resolve_names(count_names(clusters))), DAY)
        assert (links["actor_key"][0] == "vera holm") == is_linked


def test_a_name_of_two_roles_is_ambiguous() -> None:
    coach = {"name": "Ann Lund", "titles": ["head coach"], "organisations": ["Boston Herons"]}
    judge = {"name": "Ann Lund", "titles": ["district judge"], "organisations": ["Supreme Court of Norland"]}
    sure = find_ambiguous(resolve_names(count_names(build_articles([[coach]] * 3 + [[judge]] * 2))))
    unsure = find_ambiguous(resolve_names(count_names(build_articles([[coach]] * 3 + [[judge]] * 3))))
    assert sure.is_empty()
    assert unsure["actor_id"].to_list() == [build_actor_id("person", "ann lund")]
    assert "district judge" in unsure["why_ambiguous"][0]


def test_no_names_make_no_links() -> None:
    assert link(build_articles([])).is_empty()
    assert link(build_articles([["Vera Holm"]]), DAY + timedelta(1)).is_empty()


def test_what_is_too_long_for_a_name_is_cut() -> None:
    long = " ".join(f"Norland{n}" for n in range(10_000))
    links = link(build_articles([[long, f"+ {long}"], [long, f"+ {long}"]]))
    assert {len(key.split()) for key in links["actor_key"]} == {16}


@pytest.mark.slow
def test_articles_that_take_a_name_for_another_kind_count_too() -> None:
    name, longer = "Ann Lee", "Ann Lee Dies"
    articles = [[name]] * 5 + [[f"+ {name}"]] * 2 + [[longer]] * 3
    counts = count_names(build_articles(articles))
    for order in (counts, counts.reverse()):
        resolved = resolve_names(order).filter(pl.col("actor_label") == "person")
        assert dict(resolved.select("key", "read_as").iter_rows()) == {"ann lee": "ann lee", "ann lee dies": "ann lee"}


def test_time_is_linear_in_names() -> None:
    """100,000 names, of which many share a surname, a first name or an acronym."""

    def measure(count: int) -> float:
        keys = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}na {'abcdef'[n % 6]} holm{n % 997}" for n in range(count)]
        keys += [f"harbour {chr(97 + n % 26)}orks {n} board" for n in range(count)]
        labels = ["person"] * count + ["organisation"] * count
        columns = {"label": labels, "key": keys, "what": "name", "value": "", "articles": 1}
        names = pl.DataFrame(columns, pl.Schema(NAMES))
        start = time.process_time()
        resolve_names(names)
        return time.process_time() - start

    measure(1_000)
    small, large = measure(5_000), measure(50_000)
    assert large < 25 * small
