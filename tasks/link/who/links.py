"""Which person or organisation each cluster of a batch is, by its name and by what stands near."""

from datetime import date
from typing import Final

import polars as pl

from tasks.link.who.choice import choose
from tasks.link.who.context import ASK, find_choices
from tasks.link.who.forms import ArchiveNames
from tasks.link.who.namesakes import find_known

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


def link_clusters(near: pl.DataFrame, names: ArchiveNames, batch_date: date) -> pl.DataFrame:
    """Return who each cluster of a batch is, of the columns LINKS, sorted by article and cluster.

    `near` holds the clusters of the batch and of those within WINDOW days of it; `names` has what each name in them
    means (more do no harm). The links depend on nothing else: they may change only where a row of `near`, or the
    meaning of a name in `near`, does. `label` is the actor's, whatever the article's recogniser took the name for;
    `build_actor_id(label, actor_key)` gives the id.
    """
    rows = name_actors(near.with_columns(window=pl.lit(batch_date), is_asked=True), names.canonical)
    return link_windows(rows, names)


def link_windows(rows: pl.DataFrame, names: ArchiveNames) -> pl.DataFrame:
    """Return who each cluster is that `is_asked` for and of the batch that its `window` is of, as `link_clusters` does.

    `rows` are those of `name_actors`, once for each window that they are near to.
    """
    rows = number_actors(rows)
    own = rows.filter(pl.col("is_asked") & (pl.col("batch_date") == pl.col("window")))
    best = choose(find_choices(own.filter(~pl.col("is_told")), rows, names.forms))
    linked = own.join(best, list(ASK), "left").with_columns(
        pl.coalesce("chosen", "actor").alias("actor"), pl.coalesce("probability", "sureness").alias("probability")
    )
    linked = linked.with_columns(pl.col("actor").str.splitn(" ", 2).struct[1].alias("actor_key"))
    return (
        find_known(linked, names.canonical)
        .select(*LINKS)
        .cast(pl.Schema(LINKS))
        .sort("batch_date", "article_id", "cluster_id")
    )


def name_actors(near: pl.DataFrame, canonical: pl.DataFrame) -> pl.DataFrame:
    """Return the clusters with what their names mean by themselves.

    `actor` is label and key of the actor, the pronoun behind a bar where two people bear the name and this is the
    second one; `is_told` says that the pronoun tells them apart.
    """
    rows = near.join(canonical, ["label", "key"], "left", maintain_order="left")
    label, group = pl.coalesce("actor_label", "label"), pl.coalesce("group", "key")
    is_second = (pl.col("pronoun") == pl.col("other_pronoun")).fill_null(False)
    second = pl.when(is_second).then(pl.concat_str(pl.lit("|"), "pronoun")).otherwise(pl.lit(""))
    return rows.with_columns(
        label=label,
        actor=pl.concat_str(label, pl.lit(" "), group, second),
        key=pl.coalesce("read_as", "key"),
        is_told=pl.col("other_pronoun").is_not_null() & pl.col("pronoun").is_not_null(),
    ).with_columns(sureness=find_sureness())


def number_actors(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the clusters with numbers for quick joins: `who`, of the actor, and `article`, both within a window."""
    return rows.with_columns(
        who=pl.struct("window", "actor").rank("dense"),
        article=pl.struct("window", "batch_date", "article_id").rank("dense"),
    )


def find_sureness() -> pl.Expr:
    """Return the probability that a name means what it means by itself.

    Of `people_across/dev.jsonl` 1,293 of 1,295 full names and 178 of 179 names of organisations are right, and 22 of 23
    single words for people; a larger archive has more namesakes, so that the values are lower where nothing is near.
    """
    is_default = pl.col("is_open") & (pl.col("group") != pl.col("key"))
    is_lone = pl.col("is_open") & (pl.col("label") == "person")
    return (
        pl.when(is_default | pl.col("why_ambiguous").is_not_null() & ~is_lone)
        .then(0.9)
        .when(is_lone)
        .then(0.85)
        .when(pl.col("is_open"))
        .then(0.97)
        .otherwise(0.99)
    )
