"""The table `entities`."""

import pyarrow as pa

from schemas.columns import ARTICLE_ID, END, SENTENCE_INDEX, START
from schemas.table import Column, Table

ENTITIES = Table(
    name="entities",
    grain="one row per mention of a named entity in an article",
    key=("article_id", "entity_index"),
    columns=(
        ARTICLE_ID,
        Column("entity_index", pa.int32(), "Which mention of the article it is, from 0.", minimum=0),
        START,
        END,
        Column("text", pa.string(), "The mention as written."),
        Column("label", pa.string(), "What kind of entity it is (OntoNotes)."),
        SENTENCE_INDEX,
        Column(
            "cluster_id",
            pa.int32(),
            "Equal for the mentions of one entity in one article, shared with `quotes.speaker_cluster_id`; "
            "null for dates, times and quantities.",
            nullable=True,
            minimum=0,
        ),
        Column(
            "name",
            pa.string(),
            "The fullest name of the cluster in the article; null for dates, times and quantities.",
            nullable=True,
        ),
    ),
    slices=(("start", "end", "text"),),
    counted_by="entity_count",
)
