"""Which person or organisation each cluster of a batch is, by its name and by what stands near."""

from datetime import date
from typing import Final

import polars as pl

WINDOW: Final = 3
"""Days before and after a batch whose articles say whom a short name means."""
LINKS: Final = {
    "batch_date": pl.Date(),
    "article_id": pl.String(),
    "cluster_id": pl.Int32(),
    "label": pl.String(),
    "actor_key": pl.String(),
    "probability": pl.Float32(),
}


def link_clusters(near: pl.DataFrame, canonical: pl.DataFrame, batch_date: date) -> pl.DataFrame:
    """Return who each cluster of a batch is, sorted by article and cluster.

    `near` holds the clusters of the batches within WINDOW days of it and of itself; `canonical` has a row for each name
    in them (more do no harm). With `build_actor_id(label, actor_key)` the key becomes an id.
    """
    own = near.filter(pl.col("batch_date") == batch_date)
    rows = own.join(canonical, ["label", "key"], "left", maintain_order="left")
    rows = rows.with_columns(pl.col("group").alias("actor_key"), pl.lit(0.9).alias("probability"))
    return rows.select(*LINKS).cast(LINKS).sort("article_id", "cluster_id")
