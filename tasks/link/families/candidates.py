"""Which wordings to compare: those that share so many keys that they could be of one utterance."""

import polars as pl

from tasks.link.families.relation import count_days, count_needed_bits, is_verbatim

BITS_A_KEY, BITS_A_KEY_REPORTED = 30, 22
"""Of the bits that are needed: a pair that shares fewer keys is not compared."""
LATER, BITS_A_KEY_LATER = 45, 14
"""The same for quotes more than so many days apart: these are most, and have to share long stretches."""
FACTS = ("day", "speaker", "is_quoted")


def find_candidates(wordings: pl.DataFrame, others: pl.DataFrame, keys: str) -> pl.DataFrame:
    """Return the pairs to compare, `row` and `row_other`, and the bits that they need.

    The wordings are found by their `keys`, the others by those that they are hubs of.
    """
    id_ = ("batch_date", "row")
    found = wordings.select(*id_, key=keys).explode("key").drop_nulls("key")
    other = others.select(row_other="row", key="hub_keys").explode("key").drop_nulls("key")
    near = pl.when(is_verbatim()).then(BITS_A_KEY).otherwise(BITS_A_KEY_REPORTED)
    bits = pl.when(count_days() > LATER).then(BITS_A_KEY_LATER).otherwise(near)
    shared = found.join(other, on="key").group_by(*id_, "row_other").agg(shared=pl.len())
    return (
        shared.join(wordings.select(*id_, *FACTS), on=id_)
        .join(others.select("row", *FACTS), left_on="row_other", right_on="row", suffix="_other")
        .with_columns(is_verbatim().alias("is_verbatim"), needed=count_needed_bits())
        .filter(pl.col("shared") >= pl.col("needed") // bits)
        .select(*id_, "row_other", "is_verbatim", "needed")
    )
