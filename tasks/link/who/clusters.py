"""The people and organisations that a batch's articles name, one row each: what linking knows of an article."""

from datetime import date
from typing import Final

import polars as pl

from tasks.link.who.keys import build_key

LABELS: Final = {"PERSON": "person", "ORG": "organisation"}
FORMS: Final = pl.List(pl.Struct({"text": pl.String, "count": pl.Int32}))
CLUSTERS: Final = {
    "batch_date": pl.Date(),
    "article_id": pl.String(),
    "cluster_id": pl.Int32(),
    "label": pl.String(),
    "key": pl.String(),
    "name": pl.String(),
    "forms": FORMS,
    "titles": pl.List(pl.String),
    "organisations": pl.List(pl.String),
    "pronoun": pl.String(),
    "publisher": pl.String(),
    "seen": pl.Date(),
    "mention_count": pl.Int32(),
    "quote_count": pl.Int32(),
}
"""Column → type. `key` is the name normalised (`keys.build_key`)."""


def build_clusters(
    articles: pl.DataFrame,
    entities: pl.DataFrame,
    quotes: pl.DataFrame,
    batch_date: date,
    _old: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the clusters of a batch that are a person or organisation, sorted by article and cluster.

    The frames hold the published rows; needed are their ids and of `articles` publisher and published_at, of `entities`
    text, label, cluster_id and name, of `quotes` what begins with "speaker_". All is made anew, in milliseconds.
    """
    rows = _name_clusters(entities).join(_describe_speakers(quotes), ["article_id", "cluster_id"], "left")
    seen = pl.col("published_at").dt.date().fill_null(batch_date).alias("seen")
    rows = rows.join(articles.select("article_id", "publisher", seen), "article_id")
    keys = [build_key(label, name) for label, name in zip(rows["label"], rows["name"], strict=True)]
    rows = rows.with_columns(
        pl.lit(batch_date).alias("batch_date"),
        pl.Series("key", keys, pl.String),
        pl.col("titles", "organisations").fill_null([]),
        pl.col("quote_count").fill_null(0),
    )
    return rows.filter(pl.col("key") != "").select(*CLUSTERS).cast(pl.Schema(CLUSTERS)).sort("article_id", "cluster_id")


def _name_clusters(entities: pl.DataFrame) -> pl.DataFrame:
    """Return label, name, forms and number of mentions of each cluster that is mostly tagged as one of LABELS."""
    own = ["article_id", "cluster_id"]
    named = entities.filter(pl.col("cluster_id").is_not_null() & pl.col("name").is_not_null())
    labels = named.group_by(*own, "label").len().sort("len", "label", descending=[True, False])
    labels = labels.unique(own, keep="first", maintain_order=True).filter(pl.col("label").is_in(list(LABELS)))
    forms = named.group_by(*own, "text").agg(pl.len().alias("count"), pl.col("name").min())
    forms = forms.sort("count", "text", descending=[True, False])
    counted = forms.group_by(own, maintain_order=True).agg(
        pl.col("name").min(),
        pl.struct("text", pl.col("count").cast(pl.Int32)).alias("forms"),
        pl.col("count").sum().alias("mention_count"),
    )
    return labels.select(*own, pl.col("label").replace_strict(LABELS)).join(counted, own)


def _describe_speakers(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return titles, organisations, pronoun and number of quotes of each cluster that speaks."""
    said = quotes.filter(pl.col("speaker_cluster_id").is_not_null())
    return said.group_by("article_id", pl.col("speaker_cluster_id").alias("cluster_id")).agg(
        pl.col("speaker_title").drop_nulls().unique().sort().alias("titles"),
        pl.col("speaker_organisation").drop_nulls().unique().sort().alias("organisations"),
        pl.col("speaker_pronoun").drop_nulls().mode().sort().first().alias("pronoun"),
        pl.len().alias("quote_count"),
    )
