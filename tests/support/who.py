"""Clusters of made-up articles, as linking takes them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from tasks.link.who.canonical import resolve_names
from tasks.link.who.clusters import CLUSTERS
from tasks.link.who.counts import count_names
from tasks.link.who.forms import gather_names
from tasks.link.who.keys import build_key
from tasks.link.who.links import link_clusters

DAY = date(2025, 3, 4)
type Cluster = dict[str, Any] | str
"""A name, or the columns that are given; "+ Calder Rovers" is an organisation."""


def build_articles(articles: Iterable[Sequence[Cluster]], day: date = DAY, prefix: str = "") -> pl.DataFrame:
    """The clusters of articles, numbered from 0 in each."""
    rows = [
        describe(cluster, f"{prefix}{number:04}", index, day)
        for number, article in enumerate(articles)
        for index, cluster in enumerate(article)
    ]
    return pl.DataFrame(rows, pl.Schema(CLUSTERS))


def describe(cluster: Cluster, article_id: str, index: int, day: date) -> dict[str, Any]:
    """One cluster as a row."""
    given = cluster if isinstance(cluster, dict) else {"name": cluster}
    label = "organisation" if given["name"].startswith("+") else "person"
    name = given["name"].removeprefix("+ ")
    forms = given.get("forms", [name])
    defaults = {"titles": [], "organisations": [], "pronoun": None, "publisher": "the-post"}
    return {
        **defaults,
        **given,
        "name": name,
        "forms": [{"text": form, "count": 1} for form in forms],
        "batch_date": day,
        "seen": day,
        "article_id": article_id,
        "cluster_id": index,
        "label": label,
        "key": build_key(label, name),
        "mention_count": len(forms),
        "quote_count": 0,
    }


def link(clusters: pl.DataFrame, day: date = DAY, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """The links of a day, all names of `clusters` known."""
    return link_clusters(clusters, gather_names(resolve_names(count_names(clusters), known)), day)
