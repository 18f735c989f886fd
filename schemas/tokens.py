"""The table `tokens`."""

import pyarrow as pa

from schemas.columns import ARTICLE_ID, END, SENTENCE_INDEX, START
from schemas.table import Column, Table

TOKENS = Table(
    name="tokens",
    grain="one row per token of an article, white space left out",
    key=("article_id", "token_index"),
    columns=(
        ARTICLE_ID,
        Column("token_index", pa.int32(), "Which token of the article it is, from 0.", minimum=0),
        SENTENCE_INDEX,
        START,
        END,
        Column("text", pa.string(), "The token as written."),
        Column("lemma", pa.string(), "The base form."),
        Column("pos", pa.string(), "Universal Dependencies part of speech (UPOS)."),
        Column("tag", pa.string(), "Penn Treebank part of speech."),
        Column("morph", pa.string(), "Universal Dependencies morphological features; empty where there are none."),
        Column("dep", pa.string(), "The relation to the head (ClearNLP labels)."),
        Column("head_index", pa.int32(), "`token_index` of the syntactic head; its own where it is a root.", minimum=0),
        Column("entity_iob", pa.string(), "Where the token stands in a named entity.", allowed=("B", "I", "O")),
        Column("entity_label", pa.string(), "The entity's label (OntoNotes); null outside of one.", nullable=True),
    ),
    slices=(("start", "end", "text"),),
    counted_by="token_count",
)
