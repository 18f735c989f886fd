"""The ids of people and organisations, and why some of them may be two."""

from hashlib import blake2b

import polars as pl


def build_actor_id(label: str, actor_key: str) -> str:
    """Return the id of an actor: of the list of known people where its key is one, else a hash."""
    if actor_key.startswith("="):
        return actor_key[1:]
    return blake2b(f"{label}\n{actor_key}".encode(), digest_size=8).hexdigest()


def find_ambiguous(canonical: pl.DataFrame) -> pl.DataFrame:
    """Return `actor_id` and `why_ambiguous` of the actors who may be two, sorted; of all of them where all is given.

    Several known people of one name make it ambiguous too: their own actors are sure, the one that is left is not.
    """
    several = (pl.col("known").list.len() > 1).fill_null(False)
    why = pl.when(several).then(pl.lit("Several known people have the name.")).otherwise(pl.col("why_ambiguous"))
    actors = canonical.select(pl.col("actor_label").alias("label"), "group", "known", why.alias("why"))
    actors = actors.drop_nulls("why").unique(["label", "group"])
    ids = [
        build_actor_id(label, f"={known[0]['id']}" if known and len(known) == 1 else group)
        for label, group, known in actors.select("label", "group", "known").iter_rows()
    ]
    return actors.select(pl.Series("actor_id", ids, pl.String), pl.col("why").alias("why_ambiguous")).sort("actor_id")
