"""Published rows to clusters, and names to keys."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from tasks.link.who.clusters import CLUSTERS, build_clusters
from tasks.link.who.keys import build_key

ENTITIES = pl.DataFrame(
    [
        ("a", 0, "PERSON", "Vera Holm", "Vera Holm"),
        ("a", 0, "PERSON", "Holm", "Vera Holm"),
        ("a", 0, "ORG", "Holm", "Vera Holm"),
        ("a", 1, "GPE", "Halse", "Halse"),
        ("a", None, "DATE", "Monday", None),
        ("b", 0, "ORG", "Calder Haulage Inc.", "Calder Haulage Inc."),
        ("b", 1, "PERSON", "’s", "’s"),
    ],
    ["article_id", "cluster_id", "label", "text", "name"],
    orient="row",
)
QUOTES = pl.DataFrame(
    [("a", 0, "mayor", "Halse Council", "she"), ("a", 0, None, None, "she"), ("a", 0, "mayor", None, "he")],
    ["article_id", "speaker_cluster_id", "speaker_title", "speaker_organisation", "speaker_pronoun"],
    orient="row",
)
ARTICLES = pl.DataFrame(
    {
        "article_id": ["a", "b"],
        "publisher": ["post", "wire"],
        "published_at": [datetime(2025, 3, 3, 22, tzinfo=UTC), None],
    }
)


def test_clusters_are_people_and_organisations_with_what_is_said_of_them() -> None:
    found = build_clusters(ARTICLES, ENTITIES, QUOTES, date(2025, 3, 4))
    assert found.schema == pl.Schema(CLUSTERS)
    assert found.select("article_id", "cluster_id", "label", "key", "mention_count", "quote_count").rows() == [
        ("a", 0, "person", "vera holm", 3, 3),
        ("b", 0, "organisation", "calder haulage", 1, 0),
    ]
    person = found.row(0, named=True)
    assert person["forms"] == [{"text": "Holm", "count": 2}, {"text": "Vera Holm", "count": 1}]
    assert (person["titles"], person["organisations"], person["pronoun"]) == (["mayor"], ["Halse Council"], "she")
    assert found["seen"].to_list() == [date(2025, 3, 3), date(2025, 3, 4)]


def test_no_rows_make_no_clusters() -> None:
    found = build_clusters(ARTICLES.clear(), ENTITIES.clear(), QUOTES.clear(), date(2025, 3, 4))
    assert found.schema == pl.Schema(CLUSTERS)
    assert found.is_empty()


@pytest.mark.parametrize(
    ("label", "name", "key"),
    [
        ("person", "Dr. Luis van der Bellen, Jr.", "luis van_der_bellen, jr"),
        ("person", "Pope Francis", "pope francis"),
        ("person", "Pope Adrian Vogel", "adrian vogel"),
        ("person", "J.D. Moss", "j d moss"),
        ("person", "JD Moss", "j d moss"),
        ("person", "ED MOSS", "ed moss"),
        ("person", "Marc E. Elling", "marc e elling"),
        ("person", "Seán O’Brian", "sean o'brian"),
        ("person", "Luis “Jerry” Prado", "luis ~jerry prado"),
        ("person", "Dr.", "dr"),
        ("person", "—", ""),
        ("organisation", "The Calder Haulage Co., Inc.", "calder haulage"),
        ("organisation", "Tide & Co.", "tide"),
        ("organisation", "AMA's Board", "ama board"),
        ("organisation", "@TheHalseCourier", "halse courier"),
        ("organisation", "Ministry of the Interior", "interior ministry"),
        ("organisation", "Inc.", "inc"),
    ],
)
def test_keys(label: str, name: str, key: str) -> None:
    assert build_key(label, name) == key
