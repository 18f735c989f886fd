"""Fit the weights by which linking chooses whom a short name means: `python -m tests.bench.fit_choices CORPUS`.

Nobody has to annotate for it: names of a corpus of articles are hidden behind their short forms, one in seven at a
time, and the choices that linking finds for them are right or wrong by the names that were there. Prints the weights
and, of names that had no part in the fit, how many choices are right at each probability. What `same` weighs is set by
hand: an article that has both forms hides none.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.settings import Settings
from tasks.annotate.pipeline import load_pipeline
from tasks.annotate.rows import annotate
from tasks.link.scoring.people import read_rows
from tasks.link.who.canonical import resolve_names
from tasks.link.who.choice import FEATURES
from tasks.link.who.clusters import build_clusters
from tasks.link.who.context import ASK, find_choices
from tasks.link.who.counts import count_names
from tasks.link.who.forms import find_forms, list_forms
from tasks.link.who.links import name_actors, number_actors
from tasks.quotes.scoring.corpus import read_corpus

DAY, ROUNDS, HIDDEN, FOLDS, SAME = date(2000, 1, 1), 6, 0.15, 5, 3.0
NAMES = {"article_id": "doc_id", "publisher": "source"}
TABLES = ("entities", "quotes")
type Matrix = NDArray[np.float64]


def read_clusters(path: Path) -> pl.DataFrame:
    """The clusters of a corpus as those of one batch; `source` is the publisher."""
    documents = list(read_corpus(path))
    nlp = load_pipeline(Settings().model)
    found = list(annotate(nlp, ((one["doc_id"], one["text"]) for one in documents)))
    columns = {name: [one.get(key, "") for one in documents] for name, key in NAMES.items()}
    articles = pl.DataFrame(columns).with_columns(pl.lit(None, pl.Datetime).alias("published_at"))
    return build_clusters(articles, *(read_rows([getattr(one, name) for one in found]) for name in TABLES), DAY)


def draw(*what: object) -> float:
    """A number from 0 to 1 that only depends on what it is for."""
    return int.from_bytes(blake2b(repr(what).encode(), digest_size=4).digest()) / 2**32


def hide_names(clusters: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The choices for names that are hidden, with the actor that each one is as `truth`; a frame a round."""
    counts = count_names(clusters)
    used = set(counts.filter(pl.col("what").is_in(["name", "alias"])).select("label", "key").iter_rows())
    used |= set(counts.filter(pl.col("what") == "alias").select("label", "value").iter_rows())
    base = number_actors(name_actors(clusters.with_columns(window="batch_date"), resolve_names(counts)))
    for number in range(ROUNDS):
        short = [choose_form(number, *row, used) for row in base.select("article", "cluster_id", "label", "key").rows()]
        hidden = base.with_columns(pl.Series("short", short, pl.String)).with_columns(
            truth=pl.when(pl.col("short").is_not_null()).then("actor"), key=pl.coalesce("short", "key")
        )
        lone = pl.concat_str("label", "key", separator=" ")
        actor = pl.when(pl.col("truth").is_null()).then("actor").otherwise(lone)
        rows = hidden.with_columns(actor=actor).with_columns(who=pl.col("actor").rank("dense"))
        own = rows.filter(pl.col("truth").is_not_null())
        names = pl.concat([one.select(actor_label="label", read_as="key") for one in (base, rows)])
        choices = find_choices(own.drop("truth"), rows.drop("truth"), list_forms(names))
        choices = choices.join(own.select(*ASK, "truth"), ASK)
        yield choices.filter(~pl.col("same") & ~pl.col("clashes")).with_columns(round=pl.lit(number))


def choose_form(
    number: int, article: int, cluster: int, label: str, key: str, used: set[tuple[str, str]]
) -> str | None:
    """A short form that the corpus uses, for one name in seven; a person's mostly by the surname."""
    if draw(number, article, cluster) >= HIDDEN:
        return None
    forms = {form: kind for form, kind in find_forms(label, key).items() if (label, form) in used and kind != "place"}
    words = [form for form in forms if label == "organisation" or " " not in form]
    surnames = [form for form in words if forms[form] == "surname"]
    chosen = surnames if surnames and draw("surname", number, article, cluster) < 0.8 else words
    return chosen[int(draw("form", number, article, cluster) * len(chosen))] if chosen else None


def fit(features: Matrix, right: Matrix) -> Matrix:
    """The weights of a logistic regression, ridge 1, by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (p - right) + weights
        curve = (features * (p * (1 - p))[:, None]).T @ features + np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return weights


def main(path: Path) -> None:
    choices = pl.concat(hide_names(read_clusters(path)))
    features = choices.select(one.cast(pl.Float64).alias(name) for name, one in FEATURES.items()).to_numpy()
    right = (choices["actor"] == choices["truth"]).cast(pl.Float64).to_numpy()
    folds = np.array([int(draw(truth) * FOLDS) for truth in choices["truth"]])
    p = np.zeros(len(right))
    for fold in range(FOLDS):
        p[folds == fold] = 1 / (
            1 + np.exp(-features[folds == fold] @ fit(features[folds != fold], right[folds != fold]))
        )
    weights = dict(zip(FEATURES, fit(features, right).round(2).tolist(), strict=True)) | {"same": SAME}
    print(json.dumps(weights, indent=2))
    best = choices.with_columns(p=p).sort("p", "actor", descending=[True, False]).unique([*ASK, "round"], keep="first")
    bins = best.group_by(floor=(10 * pl.col("p")).floor() / 10).agg(
        names=pl.len(), expected=pl.mean("p").round(3), right=(pl.col("actor") == pl.col("truth")).mean().round(3)
    )
    print(bins.sort("floor"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
