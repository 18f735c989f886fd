"""The table `actor_links`: which actor a cluster of an article is."""

import pyarrow as pa

from schemas.columns import ACTOR_ID, ARTICLE_ID
from schemas.table import Column, Table

ACTOR_LINKS = Table(
    name="actor_links",
    grain="one row per cluster of an article that is a person or organisation with a name",
    key=("article_id", "cluster_id"),
    columns=(
        ARTICLE_ID,
        Column(
            "cluster_id",
            pa.int32(),
            "`entities.cluster_id` and `quotes.speaker_cluster_id`: the actor's mentions and quotes in the article.",
            minimum=0,
        ),
        ACTOR_ID,
        Column("probability", pa.float32(), "That the cluster is this actor and no other.", minimum=0, maximum=1),
    ),
    references=(("article_id", "articles"), ("actor_id", "actors")),
)
