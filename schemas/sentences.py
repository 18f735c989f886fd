"""The table `sentences`."""

import pyarrow as pa

from schemas.columns import ARTICLE_ID, END, PARAGRAPH_INDEX, SENTENCE_INDEX, START
from schemas.table import Column, Table

SENTENCES = Table(
    name="sentences",
    grain="one row per sentence of an article",
    key=("article_id", "sentence_index"),
    columns=(
        ARTICLE_ID,
        SENTENCE_INDEX,
        PARAGRAPH_INDEX,
        START,
        END,
        Column("token_start", pa.int32(), "`token_index` of the first token of the sentence.", minimum=0),
        Column("token_count", pa.int32(), "Number of tokens in the sentence.", minimum=1),
    ),
    counted_by="sentence_count",
)
