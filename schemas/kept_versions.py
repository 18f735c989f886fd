"""The versions of articles that publishing replaced: no table of a batch, but what `quote_changes` is made from."""

import pyarrow as pa

from schemas.columns import ARTICLE_ID, PUBLISHER
from schemas.table import Column, Table

ENDS = ("correction", "withdrawal", "reject", "return")
KEPT_QUOTE = pa.struct(
    [
        pa.field("quote_id", pa.string(), False),
        pa.field("content_start", pa.int32(), False),
        pa.field("content_end", pa.int32(), False),
        pa.field("content_text", pa.string(), False),
        pa.field("quote_text", pa.string(), False),
        pa.field("speaker_name", pa.string()),
        pa.field("speaker_mention", pa.string()),
    ]
)

KEPT_VERSIONS = Table(
    name="_replaced",
    grain="one row per version of an article that publishing its batch anew has ended",
    key=("article_id", "ended_at"),
    columns=(
        ARTICLE_ID,
        PUBLISHER,
        Column("text", pa.string(), "`articles.text`; null where the article was not there.", nullable=True),
        Column("quotes", pa.list_(pa.field("item", KEPT_QUOTE, False)), "Those of the version, in text order."),
        Column("ended_at", pa.timestamp("us", tz="UTC"), "When the batch was published without this version."),
        Column(
            "ended_by",
            pa.string(),
            "What the batch has instead: another text, no such record, a reject in its place; or the article again, "
            "where it had been withdrawn.",
            allowed=ENDS,
        ),
    ),
)
