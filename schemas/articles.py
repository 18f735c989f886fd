"""The table `articles`."""

import pyarrow as pa

from schemas.columns import ARTICLE_ID, PUBLISHED_AT, PUBLISHER, RAW_PATH, RAW_SHA256, RECORD_INDEX, STRINGS
from schemas.formats import FORMATS
from schemas.table import Column, Table


def _count(name: str, of: str) -> Column:
    return Column(name, pa.int32(), f"Number of {of} in the article.", minimum=0)


TEXT = Column(
    "text", pa.string(), "The cleaned body, NFC, paragraphs separated by one blank line. Every offset points into it."
)
COUNTS = (
    _count("paragraph_count", "paragraphs"),
    _count("sentence_count", "sentences"),
    _count("token_count", "tokens"),
    _count("entity_count", "named-entity mentions"),
    _count("quote_count", "quotes"),
)
COUNT_NAMES = tuple(column.name for column in COUNTS)

ARTICLES = Table(
    name="articles",
    grain="one row per article",
    key=("article_id",),
    columns=(
        ARTICLE_ID,
        PUBLISHER,
        Column("url", pa.string(), "Where the article was published on the web.", nullable=True),
        Column("title", pa.string(), "The headline.", nullable=True),
        Column("byline", STRINGS, "The authors named by the delivery, one element each; empty where none is."),
        PUBLISHED_AT,
        Column("published_at_raw", pa.string(), "The publication date as delivered.", nullable=True),
        Column("language", pa.string(), "ISO 639-1 code of the language of the text.", allowed=("en",)),
        TEXT,
        *COUNTS,
        RAW_PATH,
        RAW_SHA256,
        RECORD_INDEX,
        Column(
            "format",
            pa.string(),
            "The format of the raw file, or of the file in an archive, without gzip.",
            allowed=tuple(FORMATS),
        ),
    ),
)
