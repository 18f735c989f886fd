"""Which of the people or organisations that a short name may mean it means, by a model of the evidence."""

import polars as pl

from tasks.link.who.context import ASK


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
