"""Sums to the rows of `actors`: which of its names an actor bears, and what the articles agree on."""

import polars as pl

from tasks.link.sums import ACTOR, unnest

OFTEN = 0.25
"""Of the count of the most frequent name: a fuller name that stands so often is the name."""
AGREED = 0.8
"""Share of a pronoun in the articles that have one, from which they agree on it."""


def build_actors(sums: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `actors` for the sums of some of them; `doubts` say why two may hide behind one."""
    names = sums.select(ACTOR, name=choose_name())
    return (
        sums.join(names, on=ACTOR)
        .join(list_other_names(sums, names), on=ACTOR, how="left")
        .join(doubts, on=ACTOR, how="left")
        .select(
            ACTOR,
            "name",
            pl.col("labels").list.first().struct.field("text").alias("label"),
            pl.col("other_names").fill_null([]),
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


def list_other_names(sums: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the forms of each actor that are not its name."""
    forms = unnest(sums.select(ACTOR, "forms")).join(names, on=ACTOR, maintain_order="left")
    others = forms.filter(pl.col("text") != pl.col("name")).select(ACTOR, form=pl.struct(name="text", count="count"))
    return others.group_by(ACTOR, maintain_order=True).agg(other_names="form")


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
