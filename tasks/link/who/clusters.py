"""The people and organisations that a batch's articles name, one row each: what linking knows of an article."""

from datetime import date
from typing import Final

import polars as pl

from tasks.link.who.keys import build_key
from tasks.quotes.naming.lexicon import read_countries
from tasks.quotes.naming.names import fold_word

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
    "country": pl.String(),
    "publisher": pl.String(),
    "seen": pl.Date(),
    "mention_count": pl.Int32(),
    "quote_count": pl.Int32(),
}
"""Column → type. `key` is the name normalised (`keys.build_key`), `country` the one its article names most."""


def build_clusters(
    articles: pl.DataFrame, entities: pl.DataFrame, quotes: pl.DataFrame, batch_date: date
) -> pl.DataFrame:
    """Return the clusters of a batch that are a person or organisation, sorted by article and cluster.

    The frames hold the published rows; needed are their ids and of `articles` publisher and published_at, of `entities`
    text, label, cluster_id and name, of `quotes` what begins with "speaker_".
    """
    rows = _name_clusters(entities).join(_describe_speakers(quotes), ["article_id", "cluster_id"], "left")
    seen = pl.col("published_at").dt.date().fill_null(batch_date).alias("seen")
    rows = rows.join(articles.select("article_id", "publisher", seen), "article_id")
    rows = rows.join(_find_countries(entities), "article_id", "left")
    keys = [build_key(label, name) for label, name in zip(rows["label"], rows["name"], strict=True)]
    rows = rows.with_columns(
        pl.lit(batch_date).alias("batch_date"),
        pl.Series("key", keys, pl.String),
        pl.col("titles", "organisations").fill_null([]),
        pl.col("quote_count").fill_null(0),
    )
    return rows.filter(pl.col("key") != "").select(*CLUSTERS).cast(CLUSTERS).sort("article_id", "cluster_id")


def _name_clusters(entities: pl.DataFrame) -> pl.DataFrame:
    """Return label, name, forms and number of mentions of each cluster that is mostly tagged as one of LABELS."""
    own = ["article_id", "cluster_id"]
    named = entities.filter(pl.col("cluster_id").is_not_null() & pl.col("name").is_not_null())
    labels = named.group_by(*own, "label").len().sort("len", "label", descending=[True, False])
    labels = labels.group_by(own, maintain_order=True).first()
    labels = labels.filter(pl.col("label").is_in(list(LABELS))).select(*own, pl.col("label").replace_strict(LABELS))
    forms = named.group_by(*own, "text").agg(pl.len().cast(pl.Int32).alias("count"), pl.col("name").min())
    forms = forms.sort("count", "text", descending=[True, False]).group_by(own, maintain_order=True)
    return labels.join(
        forms.agg(
            pl.col("name").min(),
            pl.struct("text", "count").alias("forms"),
            pl.col("count").sum().alias("mention_count"),
        ),
        own,
    )


def _describe_speakers(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return titles, organisations, pronoun and number of quotes of each cluster that speaks."""
    said = quotes.filter(pl.col("speaker_cluster_id").is_not_null())
    return said.group_by("article_id", pl.col("speaker_cluster_id").alias("cluster_id")).agg(
        pl.col("speaker_title").drop_nulls().unique().sort().alias("titles"),
        pl.col("speaker_organisation").drop_nulls().unique().sort().alias("organisations"),
        pl.col("speaker_pronoun").drop_nulls().mode().sort().first().alias("pronoun"),
        pl.len().alias("quote_count"),
    )


def _find_countries(entities: pl.DataFrame) -> pl.DataFrame:
    """Return the country that each article names most, also by its people; none where two are named as often."""
    places = entities.filter(pl.col("label").is_in(["GPE", "NORP"]))
    countries = read_countries()
    known = {text: countries.get(" ".join(map(fold_word, text.split()))) for text in places["text"].unique()}
    found = {text: country for text, country in known.items() if country}
    counts = places.select("article_id", pl.col("text").replace_strict(found, default=None).alias("country"))
    counts = counts.drop_nulls().group_by("article_id", "country").len()
    most = counts.filter(pl.col("len") == pl.col("len").max().over("article_id"))
    return most.filter(pl.len().over("article_id") == 1).select("article_id", "country")
