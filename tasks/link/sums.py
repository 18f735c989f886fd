"""What each batch adds to the actors that it names: their figures, names and roles, to be summed over all batches."""

from collections.abc import Iterable

import polars as pl

COUNTED = ("names", "forms", "labels", "pronouns")
"""Columns of lists of texts with counts."""
DATED = ("titles", "organisations")
"""Columns of lists of texts with their first and last date."""
ACTOR = "actor_id"
TEXTS = pl.List(pl.Struct({"text": pl.String, "count": pl.Int32}))
PERIODS = pl.List(pl.Struct({"text": pl.String, "first": pl.Date, "last": pl.Date}))
SUMS = {
    ACTOR: pl.String(),
    "mention_count": pl.Int32(),
    "quote_count": pl.Int32(),
    "articles": pl.List(pl.String),
    "publishers": pl.List(pl.String),
    "first_seen": pl.Date(),
    "last_seen": pl.Date(),
    **dict.fromkeys(COUNTED, TEXTS),
    **dict.fromkeys(DATED, PERIODS),
}
"""Column → type. `names` are the fullest names of the clusters, `forms` all that is written in them."""


def build_sums(clusters: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return what one batch adds to its actors, by actor id; `links` say which actor each of the `clusters` is."""
    links = links.select("article_id", "cluster_id", ACTOR)
    named = clusters.join(links, on=["article_id", "cluster_id"], maintain_order="left")
    seen = {"first": pl.col("seen"), "last": pl.col("seen")}
    texts = {
        "names": named.select(ACTOR, text="name", count=pl.lit(1)),
        "forms": unnest(named.select(ACTOR, "forms")),
        "labels": named.select(ACTOR, text="label", count=pl.lit(1)),
        "pronouns": named.select(ACTOR, text="pronoun", count=pl.lit(1)),
        **{name: named.select(ACTOR, text=name, **seen).explode("text") for name in DATED},
    }
    figures = named.select(
        ACTOR,
        "mention_count",
        "quote_count",
        articles=pl.concat_list("article_id"),
        publishers=pl.concat_list("publisher"),
        first_seen="seen",
        last_seen="seen",
    )
    return _gather(figures, texts.items())


def add_sums(sums: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the sums of several batches as one, by actor id; in whatever order they come, it is the same."""
    joined = pl.concat([pl.DataFrame(schema=SUMS), *sums])
    lists = (*COUNTED, *DATED)
    return _gather(joined.drop(lists), ((name, unnest(joined.select(ACTOR, name))) for name in lists))


def unnest(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each element of a column of lists, the second one."""
    return frame.explode(frame.columns[1]).drop_nulls().unnest(frame.columns[1])


def _gather(figures: pl.DataFrame, texts: Iterable[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    """Return one row an actor: its figures summed, and beside them its texts, each once."""
    total = pl.col("mention_count", "quote_count").sum()
    ends = (pl.min("first_seen"), pl.max("last_seen"))
    sets = pl.col("articles", "publishers").list.explode(keep_nulls=False, empty_as_null=False).unique().sort()
    gathered = figures.group_by(ACTOR).agg(total, *ends, sets)
    for name, rows in texts:
        gathered = gathered.join(_list_texts(name, rows), on=ACTOR, how="left")
    lists = pl.col(*COUNTED, *DATED).fill_null([])
    return gathered.with_columns(lists).select(*SUMS).sort(ACTOR)


def _list_texts(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return a list of texts for each actor: those that are counted most first, those with dates by date."""
    by_text = rows.drop_nulls("text").group_by(ACTOR, "text")
    if name in COUNTED:
        once = by_text.agg(pl.sum("count").cast(pl.Int32)).sort(pl.col("count").neg(), "text")
    else:
        once = by_text.agg(pl.min("first"), pl.max("last")).sort("first", "last", "text")
    return once.group_by(ACTOR, maintain_order=True).agg(pl.struct(pl.exclude(ACTOR)).alias(name))
