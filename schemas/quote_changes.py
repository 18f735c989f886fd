"""The table `quote_changes`: what became of quotes after publication."""

from dataclasses import replace

import pyarrow as pa

from schemas.columns import ARTICLE_ID, PUBLISHER, QUOTE_ID
from schemas.table import Column, Table

CHANGES = ("added", "withdrawn", "reworded", "speaker")

QUOTE_CHANGES = Table(
    name="quote_changes",
    grain="one row per change of a quote where an article was delivered again with another text",
    key=("article_id", "changed_at", "quote_id", "change"),
    columns=(
        ARTICLE_ID,
        PUBLISHER,
        replace(QUOTE_ID, description="`quote_id` of the version after; of the one before for a quote withdrawn."),
        Column("change", pa.string(), "What became of the quote.", allowed=CHANGES),
        Column("old_text", pa.string(), "`quote_text` before; null for one that was added.", nullable=True),
        Column("new_text", pa.string(), "`quote_text` after; null for one that was withdrawn.", nullable=True),
        Column("old_speaker", pa.string(), "Name, else words, of the speaker before.", nullable=True),
        Column("new_speaker", pa.string(), "Name, else words, of the speaker after.", nullable=True),
        Column("old_batch_date", pa.date32(), "The batch of the delivery before."),
        Column(
            "changed_at",
            pa.timestamp("us", tz="UTC"),
            "When the delivery before was replaced within its batch; across batches, the start of the later one's day.",
        ),
    ),
)
