"""Which of the people or organisations that a short name may mean it means, by a model of the evidence.

The model is a logistic regression; `choice_weights.json` holds its weights, fitted by `tests/bench/fit_choices.py`.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from tasks.link.who.context import ASK
from tasks.link.who.forms import GENERIC

_ENOUGH: Final = 0.5
"""Probability from which on a choice is taken."""
FEATURES: Final = {
    "one": pl.lit(1.0),
    **{
        kind: pl.col("kind") == kind
        for kind in ("surname", "acronym", "without place", "without ending", "part", "place")
    },
    "same": pl.col("same"),
    "beside": pl.col("beside"),
    "found": pl.col("found").log1p(),
    "lead": pl.col("lead"),
    "among strangers": pl.col("among_strangers"),
    "share": pl.col("share"),
    "articles": pl.col("articles").log(),
    "publisher": pl.col("publisher_too"),
    "fits": pl.col("fits"),
    "generic": pl.col("key").str.split(" ").list.eval(pl.element().is_in(list(GENERIC))).list.all(),
}
"""Feature → its value from the columns of `context.find_choices`."""


@cache
def read_weights() -> Mapping[str, float]:
    """Return feature → its fitted weight."""
    weights: dict[str, float] = json.loads(files(__package__).joinpath("choice_weights.json").read_text())
    return weights


def score_choices() -> pl.Expr:
    """Return the probability of each choice."""
    score = sum((weight * FEATURES[name].cast(pl.Float64) for name, weight in read_weights().items()), pl.lit(0.0))
    return 1 / (1 + (-score).exp())


def choose(choices: pl.DataFrame) -> pl.DataFrame:
    """Return the actor that each short name means, where the evidence is enough: ASK, chosen, probability.

    One whom articles call by another pronoun is none of them.
    """
    ranked = choices.with_columns(probability=score_choices().round(4))
    ranked = ranked.filter(~pl.col("clashes") & (pl.col("probability") >= _ENOUGH))
    ranked = ranked.sort("probability", "actor", descending=[True, False])
    best = ranked.unique(ASK, keep="first", maintain_order=True)
    return best.select(*ASK, pl.col("actor").alias("chosen"), "probability")
