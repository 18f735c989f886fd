"""Who some clusters of many batches are, at the cost of these: nothing is asked that they do not depend on."""

from datetime import date, timedelta
from typing import Final

import polars as pl

from tasks.link.who.context import find_short
from tasks.link.who.forms import ArchiveNames
from tasks.link.who.links import WINDOW, link_windows, name_actors

NEEDED: Final = (
    "batch_date",
    "article_id",
    "cluster_id",
    "label",
    "key",
    "titles",
    "organisations",
    "pronoun",
    "publisher",
)
"""The columns of clusters that decide who each of them is."""
_NAME: Final = ["label", "key", "is_told"]
_ARTICLE: Final = ["batch_date", "article_id"]


def link_some(near: pl.DataFrame, concerned: pl.DataFrame, names: ArchiveNames) -> pl.DataFrame:
    """Return who the clusters are whose links may change, as `link_clusters` does, for many batches at once.

    `near` holds the clusters of these batches and of those within WINDOW days. `concerned` has the columns batch_date,
    label, key and is_own: the names of a batch whose links may change, and whether those beside them may change too,
    since this is the name of an actor that has other names, or other articles, than before.
    """
    rows = _gather(name_actors(_mark(near, concerned), names.canonical), names.forms)
    return link_windows(rows, names)


def find_near(dates: set[date]) -> set[date]:
    """Return the dates so near these that their articles tell whom a name means."""
    return {one + timedelta(days) for one in dates for days in range(-WINDOW, WINDOW + 1)}


def pair_windows(dates: set[date]) -> pl.DataFrame:
    """Return each of these dates as `window`, with every `batch_date` near it."""
    pairs = [(one, near) for one in sorted(dates) for near in sorted(find_near({one}))]
    return pl.DataFrame(pairs, {"window": pl.Date, "batch_date": pl.Date}, orient="row")


def _mark(near: pl.DataFrame, concerned: pl.DataFrame) -> pl.DataFrame:
    """Return the clusters with `is_asked`, whether the link may change, and `is_beside`, of all in such an article."""
    marked = near.join(concerned, ["batch_date", "label", "key"], "left", maintain_order="left")
    is_asked = pl.col("is_own").is_not_null() | pl.col("is_own").any().over(_ARTICLE)
    return marked.with_columns(is_asked=is_asked).with_columns(is_beside=pl.col("is_asked").any().over(_ARTICLE))


def _gather(rows: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Return for each window the rows of all actors that its clusters may be, or that stand beside them."""
    asked = rows.filter("is_asked")
    found = find_short(rows, asked.select("label", "key"), forms)
    short = asked.select("batch_date", "label", form="key").unique().join(found, ["label", "form"])
    choices = short.join(rows.select(*_NAME, "actor").unique(), _NAME).select(window="batch_date", actor="actor")
    beside = rows.filter("is_beside").select(window="batch_date", actor="actor")
    wanted = pl.concat([choices, beside]).unique()
    found = rows.join(wanted.select("actor").unique(), "actor", "semi")
    windows = pair_windows(set(asked["batch_date"]))
    return found.join(windows, "batch_date").join(wanted, ["window", "actor"], "semi")
