"""Which wordings to compare: those that share so many keys that they could be of one utterance."""

import polars as pl

from tasks.link.families.relation import count_needed_bits, is_verbatim

BITS_A_KEY = 30
"""Of the bits that are needed: a pair that shares fewer keys is not compared."""
FACTS = ("day", "speaker", "is_quoted")


def find_candidates(wordings: pl.DataFrame, others: pl.DataFrame, keys: str) -> pl.DataFrame:
    """Return the pairs to compare, `row` and `row_other`, and the bits that they need.

    The wordings are found by their `keys`, the others by those that they are hubs of.
    """
    id_ = ("batch_date", "row")
    found = wordings.select(*id_, key=keys).explode("key").drop_nulls("key")
    other = others.select(row_other="row", key="hub_keys").explode("key").drop_nulls("key")
    shared = found.join(other, on="key").group_by(*id_, "row_other").agg(shared=pl.len())
    return (
        shared.join(wordings.select(*id_, *FACTS), on=id_)
        .join(others.select("row", *FACTS), left_on="row_other", right_on="row", suffix="_other")
        .select(*id_, "row_other", "shared", is_verbatim().alias("is_verbatim"), needed=count_needed_bits())
        .filter(pl.col("shared") >= pl.col("needed") // BITS_A_KEY)
    )
