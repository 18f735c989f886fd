"""What batches add to an actor, and what it then is."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from tasks.link.rows import build_actors
from tasks.link.sums import add_sums, build_sums
from tasks.link.who.clusters import CLUSTERS

DAY = date(2025, 4, 28)
DOUBTS = pl.DataFrame(schema={"actor_id": pl.String, "why_ambiguous": pl.String})


def build_day(labels: list[str], **values: Any) -> pl.DataFrame:
    """What a batch adds that has one article a label, of an actor so labelled in it."""
    row = {
        "batch_date": DAY, "cluster_id": 0, "key": "harrow weir", "name": "Harrow Weir", "seen": DAY,
        "forms": [{"text": "Harrow Weir", "count": 1}], "titles": [], "organisations": [], "pronoun": None,
        "publisher": "echo", "mention_count": 1, "quote_count": 0,
    }  # fmt: skip
    rows = [row | values | {"article_id": f"{number:016x}", "label": label} for number, label in enumerate(labels)]
    clusters = pl.DataFrame(rows, CLUSTERS)
    return build_sums(clusters, clusters.select("article_id", "cluster_id", actor_id=pl.lit("a")))


@pytest.mark.parametrize("order", [1, -1])
def test_an_actor_is_what_most_articles_take_it_for(order: int) -> None:
    days = [build_day(["person"]), build_day(["organisation", "organisation"])][::order]
    (actor,) = build_actors(add_sums(days), DOUBTS).to_dicts()
    assert (actor["label"], actor["mention_count"]) == ("organisation", 3)
