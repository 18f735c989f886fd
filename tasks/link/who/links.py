"""Which person or organisation each cluster of a batch is, by its name and by what stands near."""

from datetime import date
from typing import Final

import polars as pl

from tasks.link.who.context import ASK, find_choices

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
    rows = near.join(canonical, ["label", "key"], "left", maintain_order="left").with_columns(
        label=pl.coalesce("actor_label", "label"),
        actor=pl.concat_str(pl.coalesce("actor_label", "label"), pl.coalesce("group", "key"), separator=" "),
        key=pl.coalesce("read_as", "key"),
        article=pl.concat_str("batch_date", "article_id", separator=" "),
    )
    own = rows.filter(pl.col("batch_date") == batch_date)
    best = choose(find_choices(own, rows))
    linked = own.join(best, list(ASK), "left")
    linked = linked.with_columns(
        pl.coalesce("chosen", "actor").str.splitn(" ", 2).struct[1].alias("actor_key"),
        pl.col("probability").fill_null(0.9),
    )
    return linked.select(*LINKS).cast(pl.Schema(LINKS)).sort("article_id", "cluster_id")


def choose(choices: pl.DataFrame) -> pl.DataFrame:
    """Return the actor that each short name means, where the evidence is enough: ASK, chosen, probability."""
    strong = pl.col("kind").is_in(["surname", "acronym", "without place", "without ending"])
    score = (
        strong.cast(pl.Float64)
        + 3 * pl.col("same").cast(pl.Float64)
        + 4 * pl.col("beside")
        + pl.col("share")
        + 0.5 * pl.col("publisher_too").cast(pl.Float64)
        + pl.col("fits").cast(pl.Float64)
    )
    enough = pl.col("same") | (pl.col("beside") > 0.1) | pl.col("fits") | (strong & (pl.col("share") > 0.5))
    ranked = choices.with_columns(score.alias("score")).filter(enough & ~pl.col("clashes"))
    ranked = ranked.sort("score", "actor", descending=[True, False]).unique(ASK, keep="first", maintain_order=True)
    return ranked.select(*ASK, pl.col("actor").alias("chosen"), pl.lit(0.8).alias("probability"))
