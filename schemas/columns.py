"""Columns that several tables share."""

from dataclasses import replace

import pyarrow as pa

from schemas.table import Column

SPANS = pa.list_(
    pa.field("item", pa.struct([pa.field("start", pa.int32(), False), pa.field("end", pa.int32(), False)]), False)
)
STRINGS = pa.list_(pa.field("item", pa.string(), False))
SHA256 = "^[0-9a-f]{64}$"

ARTICLE_ID = Column(
    "article_id",
    pa.string(),
    "Stable hash of the publisher and the publisher's own id, else url, else path below the date folder; "
    "a corrected article keeps it.",
    pattern="^[0-9a-f]{16}$",
)
BATCH_DATE = Column("batch_date", pa.date32(), "The batch: the date of the delivery.")
QUOTE_ID = Column("quote_id", pa.string(), "`article_id`, a hyphen, `quote_index`.", pattern="^[0-9a-f]{16}-[0-9]+$")
ACTOR_ID = Column(
    "actor_id",
    pa.string(),
    "Which person or organisation it is, over all batches; the id of the list of known people where it is in one.",
)
PUBLISHER = Column(
    "publisher",
    pa.string(),
    "The outlet the article appeared in: the folder below the date, the host of a page in a WARC file, the publication "
    "of a document in an export of a press database.",
)
PUBLISHED_AT = Column(
    "published_at",
    pa.timestamp("us", tz="UTC"),
    "When the article was published, in UTC; null where the delivery does not say it or it cannot be read.",
    nullable=True,
)
SENTENCE_INDEX = Column("sentence_index", pa.int32(), "Which sentence of the article it is in, from 0.", minimum=0)
PARAGRAPH_INDEX = Column("paragraph_index", pa.int32(), "Which paragraph of the article it is in, from 0.", minimum=0)
START = Column("start", pa.int32(), "First character, an offset into `articles.text`.", minimum=0)
END = Column("end", pa.int32(), "One past the last character, an offset into `articles.text`.", minimum=1)
RAW_PATH = Column(
    "raw_path",
    pa.string(),
    "The raw file, relative to the batch's date folder; of a file in an archive the archive, `!/` and its path in it, "
    "like `daily/week.zip!/politics/story.html`.",
)
RAW_SHA256 = Column(
    "raw_sha256",
    pa.string(),
    "SHA-256 of the raw file as delivered, in hex; in an archive, of the archive.",
    pattern=SHA256,
)
RECORD_INDEX = Column(
    "record_index",
    pa.int32(),
    "Which record of the raw file, or of the file in an archive, it is, from 0; 0 where a file holds one. In a WARC "
    "file those passed over count too.",
    minimum=0,
)


def nullable(column: Column) -> Column:
    """Return the same column where a value may be missing."""
    return replace(column, nullable=True)
