"""Sums to the rows of `actors`: which of its names an actor bears, and what the articles agree on."""

import polars as pl

from tasks.link.sums import ACTOR

OFTEN = 0.25
"""Of the count of the most frequent name: a fuller name that stands so often is the name."""
AGREED = 0.8
"""Share of a pronoun in the articles that have one, from which they agree on it."""


def build_actors(sums: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `actors` for the sums of some of them; `doubts` say why two may hide behind one."""
    names = sums.select(ACTOR, name=choose_name())
    return (
        sums.join(names, on=ACTOR)
        .join(doubts, on=ACTOR, how="left")
        .select(
            ACTOR,
            "name",
            "label",
            pl.col("forms")
            .list.eval(pl.struct(name=pl.element().struct.field("text"), count=pl.element().struct.field("count")))
            .alias("other_names"),
            "titles",
            "organisations",
            choose_pronoun().alias("pronoun"),
            "mention_count",
            "quote_count",
            pl.col("articles").list.len().cast(pl.Int32).alias("article_count"),
            pl.col("publishers").list.len().cast(pl.Int32).alias("publisher_count"),
            "first_seen",
            "last_seen",
            pl.col("why_ambiguous").is_not_null().alias("is_ambiguous"),
            "why_ambiguous",
        )
        .sort(ACTOR)
    )


def choose_name() -> pl.Expr:
    """Return the fullest of the names that are often used: the longest, then the most frequent."""
    count = pl.element().struct.field("count")
    often = pl.element().filter(count >= OFTEN * count.max())
    return (
        pl.col("names")
        .list.eval(often.sort_by(often.struct.field("text").str.len_chars(), descending=True, maintain_order=True))
        .list.first()
        .struct.field("text")
    )


def choose_pronoun() -> pl.Expr:
    """Return the pronoun that articles agree on; null where they have none or do not."""
    first = pl.col("pronouns").list.first()
    total = pl.col("pronouns").list.eval(pl.element().struct.field("count")).list.sum()
    return pl.when(first.struct.field("count") >= AGREED * total).then(first.struct.field("text"))
