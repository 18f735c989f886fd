"""What stands near a name: who it may be short for, and what speaks for each of them."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from tasks.link.who.forms import find_forms

_MOST_CHOICES: Final = 20
"""The most people or organisations that a name of an article is compared with: those that most articles name."""
ASK: Final = ("article", "cluster_id")
"""What tells the names of a batch apart that are asked for."""


def find_choices(own: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each name of `own` and each other actor of `rows` that it may be short for, with the evidence.

    Both have the columns article, cluster_id, label, key, actor, is_told, pronoun, publisher, titles and organisations;
    `rows` holds all that is near, `own` some of it. Returned are ASK, label, key, own (its actor by name alone), actor,
    kind (`forms.Kind`), articles (that name the actor), share (of those that name any choice of the kind), same (its
    article names the actor in full), found (weight of the names beside it that stand beside the actor elsewhere, rare
    names weighing more), beside (their share of all names beside it), lead (over the best other choice),
    among_strangers (there are names beside it, none of which stands beside the actor), publisher_too (the same
    publisher names the actor), fits (a title or organisation is the same), clashes (the pronoun is another).
    """
    choices = _find_pairs(own, rows)
    named = rows.select("article", "actor").unique()
    counts = named.group_by("actor").agg(pl.len().alias("articles"))
    choices = choices.join(counts, "actor").sort("articles", "actor", descending=[True, False])
    choices = choices.group_by(*ASK, maintain_order=True).head(_MOST_CHOICES)
    choices = choices.with_columns(
        (pl.col("articles") / pl.col("articles").sum().over(*ASK, "kind")).alias("share"),
    )
    choices = _add_flag(choices, named, ["article", "actor"], "same")
    choices = _add_flag(choices, rows.select("publisher", "actor").unique(), ["publisher", "actor"], "publisher_too")
    choices = choices.join(_find_beside(choices, named, counts), [*ASK, "actor"], "left")
    return _compare_details(_compare_beside(choices), rows)


def _find_pairs(own: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    full = rows.select("label", "key", "actor", "is_told").unique()
    forms = [
        (label, form, actor, kind)
        for label, key, actor, is_told in full.iter_rows()
        for form, kind in [*find_forms(label, key).items(), *([(key, "surname")] if is_told else [])]
    ]
    schema = {"label": pl.String(), "key": pl.String(), "actor": pl.String(), "kind": pl.String()}
    known = pl.DataFrame(forms, schema, orient="row").join(own.select("label", "key").unique(), ["label", "key"])
    known = known.sort("kind").unique(["label", "key", "actor"], keep="first", maintain_order=True)
    return own.rename({"actor": "own"}).join(known, ["label", "key"])


def _add_flag(choices: pl.DataFrame, known: pl.DataFrame, on: Sequence[str], name: str) -> pl.DataFrame:
    """Return the choices with a column that says whether `known` has their row."""
    flagged = choices.join(known.with_columns(pl.lit(True).alias(name)), on, "left")
    return flagged.with_columns(pl.col(name).fill_null(False))


def _find_beside(choices: pl.DataFrame, named: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Return for each choice the share of the names beside the short one that other articles have beside the actor."""
    asked = choices.select(*ASK, "own", "actor").join(named.rename({"actor": "companion"}), "article")
    asked = asked.filter((pl.col("companion") != pl.col("own")) & (pl.col("companion") != pl.col("actor")))
    wanted = named.join(choices.select("actor").unique(), "actor", "semi")
    beside = wanted.join(named.rename({"actor": "companion"}), "article")
    beside = beside.join(asked.select("companion").unique(), "companion", "semi")
    beside = beside.group_by("actor", "companion").agg(pl.col("article").unique())
    asked = asked.join(beside.rename({"article": "where"}), ["actor", "companion"], "left")
    is_elsewhere = (pl.col("where").list.len() - pl.col("where").list.contains(pl.col("article"))).fill_null(0) > 0
    weights = counts.select(pl.col("actor").alias("companion"), (1 / (1 + pl.col("articles").log())).alias("weight"))
    asked = asked.join(weights, "companion").with_columns(is_elsewhere.alias("is_elsewhere"))
    found = asked.group_by(*ASK, "actor").agg(
        pl.col("weight").filter("is_elsewhere").sum().alias("found"), pl.col("weight").sum().alias("all")
    )
    return found.select(*ASK, "actor", "found", (pl.col("found") / (pl.col("all") + 1)).alias("beside"))


def _compare_beside(choices: pl.DataFrame) -> pl.DataFrame:
    """Return the choices with `among_strangers` and `lead`, and no nulls in `found` and `beside`."""
    choices = choices.with_columns(
        (pl.col("found") == 0).fill_null(False).alias("among_strangers"), pl.col("found", "beside").fill_null(0.0)
    ).sort(*ASK, "beside", "actor", descending=[False, False, True, False])
    first, second = (pl.col("beside").slice(at, 1).sum().over(*ASK) for at in (0, 1))
    is_first = pl.int_range(pl.len()).over(*ASK) == 0
    return choices.with_columns((pl.col("beside") - pl.when(is_first).then(second).otherwise(first)).alias("lead"))


def _compare_details(choices: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the choices with `fits` (a title or organisation is the same) and `clashes` (the pronoun is another)."""
    known = rows.join(choices.select("actor").unique(), "actor", "semi").group_by("actor")
    details = known.agg(
        pl.col("pronoun").drop_nulls().mode().sort().first().alias("their_pronoun"),
        pl.col("titles").explode().drop_nulls().unique().alias("their_titles"),
        pl.col("organisations").explode().drop_nulls().unique().alias("their_organisations"),
    )
    choices = choices.join(details, "actor", "left")
    shared = [
        pl.col(name).list.set_intersection(f"their_{name}").list.len() > 0 for name in ("titles", "organisations")
    ]
    clashes = (pl.col("pronoun") != pl.col("their_pronoun")).fill_null(False)
    return choices.with_columns((shared[0] | shared[1]).fill_null(False).alias("fits"), clashes.alias("clashes"))
