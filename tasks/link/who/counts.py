"""What the articles of a batch say of each name, counted: what is kept of all batches to tell who bears it."""

from typing import Final

import polars as pl

from tasks.link.who.keys import build_key

NAMES: Final = {
    "label": pl.String(),
    "key": pl.String(),
    "what": pl.String(),
    "value": pl.String(),
    "articles": pl.Int64(),
}
"""Column → type. `what` is "name" (no value), "alias" (the key of another form), "pronoun" or "role" (a title and an
organisation, a tab between them)."""


def count_names(clusters: pl.DataFrame) -> pl.DataFrame:
    """Return in how many articles each name stands, and with each alias, pronoun and role.

    Counts of batches add up: `resolve_names` takes the sum over all of them.
    """
    roles = clusters.filter(pl.col("label") == "person").explode("titles").explode("organisations")
    facts = [
        clusters.select("label", "key", what=pl.lit("name"), value=pl.lit("")),
        _find_aliases(clusters),
        clusters.select("label", "key", what=pl.lit("pronoun"), value="pronoun"),
        roles.select(
            "label", "key", what=pl.lit("role"), value=pl.concat_str("titles", "organisations", separator="\t")
        ),
    ]
    counts = pl.concat(facts).drop_nulls().group_by("label", "key", "what", "value").agg(articles=pl.len())
    return counts.cast(pl.Schema({"articles": NAMES["articles"]})).sort("label", "key", "what", "value")


def _find_aliases(clusters: pl.DataFrame) -> pl.DataFrame:
    """Return the keys of the other forms of each cluster, each once."""
    own = ["article_id", "cluster_id", "label", "key"]
    texts = clusters.select(*own, text=pl.col("forms").list.eval(pl.element().struct["text"])).explode("text")
    pairs = texts.select("label", "text").unique()
    keys = pl.Series("value", [build_key(label, text) for label, text in pairs.iter_rows()], pl.String)
    aliases = texts.join(pairs.with_columns(keys), ["label", "text"]).select(*own, "value").unique()
    aliases = aliases.filter((pl.col("value") != pl.col("key")) & (pl.col("value") != ""))
    return aliases.select("label", "key", what=pl.lit("alias"), value="value")
