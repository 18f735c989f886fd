"""What stands near a name: who it may be short for, and what speaks for each of them."""

from typing import Final

import polars as pl

_MOST_CHOICES: Final = 20
"""The most people or organisations that a name of an article is compared with: those that most articles name."""
ASK: Final = ("article", "cluster_id")
"""What tells the names of a batch apart that are asked for."""
_CHOICE: Final = [*ASK, "who"]
_NAME: Final = ["window", "label", "key"]
_SHARED: Final = ("titles", "organisations")


def find_choices(own: pl.DataFrame, rows: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each name of `own` and each actor of `rows` that it may be short for, with the evidence.

    Both have the columns window, article, cluster_id, label, key, actor, who (its number), is_told, pronoun, publisher,
    titles and organisations; `rows` holds all that is near, `own` some of it. What is of one window is near to itself
    alone; `forms` are those of `list_forms`. Returned are ASK, key, kind (`forms.Kind`), actor, who, and

      articles         that name the actor
      share            of those that name any choice of the kind
      same             its article names the actor in full
      found            weight of the names beside it that stand beside the actor elsewhere; rare names weigh more
      beside           their share of all names beside it
      lead             of `beside` over the best other choice
      among_strangers  there are names beside it, none of which stands beside the actor
      publisher_too    the same publisher names the actor
      fits             a title or organisation is the same
      clashes          the pronoun is another
    """
    choices = _find_pairs(own, rows, forms)
    named = rows.select("article", "who").unique()
    counts = named.group_by("who").agg(pl.len().alias("articles"))
    choices = choices.join(counts, "who").sort("articles", "who", descending=[True, False])
    choices = choices.group_by(ASK, maintain_order=True).head(_MOST_CHOICES)
    total = pl.col("articles").sum().over(*ASK, "kind")
    choices = choices.with_columns((pl.col("articles") / total).alias("share"))
    choices = _add_flag(choices, named, "article", "same")
    choices = _add_flag(choices, rows.select("publisher", "who").unique(), "publisher", "publisher_too")
    choices = choices.join(_find_beside(choices, named, counts), _CHOICE, "left")
    return _compare_details(_compare_beside(choices), rows)


def _find_pairs(own: pl.DataFrame, rows: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    full = rows.select("window", "label", "key", "who", "actor", "is_told").unique()
    forms = find_short(full, own.select("label", "key"), forms)
    known = full.join(forms, ["label", "key", "is_told"]).drop("key", "is_told").rename({"form": "key"})
    known = known.join(own.select(_NAME).unique(), _NAME)
    known = known.sort("kind").unique([*_NAME, "who"], keep="first", maintain_order=True)
    return own.rename({"who": "own"}).drop("actor").join(known, _NAME)


def find_short(names: pl.DataFrame, wanted: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Return label, key and is_told of names, each with the `form` and `kind` of what is wanted of its short forms.

    A name that the pronoun tells apart is short for itself where an article has no pronoun.
    """
    names = names.select("label", "key", "is_told").unique()
    asked = wanted.select("label", form="key").unique()
    short = names.join(forms.join(asked, ["label", "form"], "semi"), ["label", "key"])
    told = names.filter("is_told").with_columns(form="key", kind=pl.lit("surname"))
    return pl.concat([short, told.join(asked, ["label", "form"], "semi")])


def _add_flag(choices: pl.DataFrame, known: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Return the choices with a column that says whether `known` has the actor with their value of another one."""
    flagged = choices.join(known.with_columns(pl.lit(True).alias(name)), [column, "who"], "left")
    return flagged.with_columns(pl.col(name).fill_null(False))


def _find_beside(choices: pl.DataFrame, named: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Return for each choice the weight, and the share, of the names beside the short one that stand beside the actor.

    The article itself does not count: where it names the actor, each name in it stands beside the actor once.
    """
    others = named.rename({"who": "companion"})
    asked = choices.select(*_CHOICE, "own", "same").join(others, "article")
    asked = asked.filter((pl.col("companion") != pl.col("own")) & (pl.col("companion") != pl.col("who")))
    wanted = named.join(choices.select("who").unique(), "who", "semi")
    companions = others.join(asked.select("companion").unique(), "companion", "semi")
    beside = wanted.join(companions, "article").group_by("who", "companion").agg(pl.len().alias("times"))
    asked = asked.join(beside, ["who", "companion"], "left")
    weights = counts.select(pl.col("who").alias("companion"), (1 / (1 + pl.col("articles").log())).alias("weight"))
    asked = asked.join(weights, "companion").sort(*_CHOICE, "companion")  # sums of floats depend on the order
    is_elsewhere = pl.col("times").fill_null(0) > pl.col("same").cast(pl.UInt32)
    found = asked.group_by(_CHOICE, maintain_order=True).agg(
        pl.col("weight").filter(is_elsewhere).sum().alias("found"), pl.col("weight").sum().alias("all")
    )
    return found.select(*_CHOICE, "found", (pl.col("found") / (pl.col("all") + 1)).alias("beside"))


def _compare_beside(choices: pl.DataFrame) -> pl.DataFrame:
    """Return the choices with `among_strangers` and `lead`, and no nulls in `found` and `beside`."""
    choices = choices.with_columns(
        (pl.col("found") == 0).fill_null(False).alias("among_strangers"), pl.col("found", "beside").fill_null(0.0)
    ).sort(*ASK, "beside", "who", descending=[False, False, True, False])
    first, second = (pl.col("beside").slice(at, 1).sum().over(ASK) for at in (0, 1))
    is_first = pl.int_range(pl.len()).over(ASK) == 0
    return choices.with_columns((pl.col("beside") - pl.when(is_first).then(second).otherwise(first)).alias("lead"))


def _compare_details(choices: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the choices with `fits` and `clashes`."""
    known = rows.join(choices.select("who").unique(), "who", "semi").group_by("who")
    details = known.agg(
        pl.col("pronoun").drop_nulls().mode().sort().first().alias("their_pronoun"),
        *(pl.col(name).explode().drop_nulls().unique().alias(f"their_{name}") for name in _SHARED),
    )
    choices = choices.join(details, "who", "left")
    shared = [pl.col(name).list.set_intersection(f"their_{name}").list.len() > 0 for name in _SHARED]
    clashes = (pl.col("pronoun") != pl.col("their_pronoun")).fill_null(False)
    return choices.with_columns((shared[0] | shared[1]).fill_null(False).alias("fits"), clashes.alias("clashes"))
