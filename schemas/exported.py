"""What `quotewire export` writes: quotes with what other tables have on them, in columns that a spreadsheet holds."""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from schemas.actor_links import ACTOR_LINKS
from schemas.actors import ACTORS
from schemas.articles import ARTICLES
from schemas.columns import BATCH_DATE, nullable
from schemas.quote_families import QUOTE_FAMILIES
from schemas.quotes import QUOTES
from schemas.table import Column, Table


def _take(table: Table, *names: str, prefix: str = "") -> Iterator[Column]:
    """Yield columns of another table, null where it has no row for a quote, or is of an older version."""
    known = {column.name: column for column in table.columns}
    for name in names:
        yield nullable(replace(known[name], name=prefix + name))


EXPORTED = Table(
    name="exported",
    grain="one row per quote, with its article, its speaker and the words around it",
    key=("batch_date", "article_id", "quote_index"),
    columns=(
        BATCH_DATE,
        *_take(ARTICLES, "publisher", "title", "url", "published_at"),
        Column("byline", pa.string(), "The authors named by the delivery, joined by semicolons.", nullable=True),
        *_take(QUOTES, "type", "quote_text", "speaker_name", "speaker_mention", "speaker_title"),
        *_take(QUOTES, "speaker_organisation", "speaker_pronoun", "speaker_label", "speaker_text", "cue_text"),
        *_take(QUOTES, "is_speech", "confidence", "name_confidence"),
        Column("sentence", pa.string(), "The sentences that the quote stands in, whole.", nullable=True),
        Column("paragraph", pa.string(), "The paragraphs that the quote stands in, whole.", nullable=True),
        *_take(ACTOR_LINKS, "actor_id"),
        *_take(ACTORS, "name", "is_ambiguous", prefix="actor_"),
        *_take(ACTOR_LINKS, "probability", prefix="actor_"),
        *_take(QUOTE_FAMILIES, "family_id", "likeness", "is_wire"),
        *_take(QUOTES, "rule", "article_id", "quote_id", "quote_index"),
    ),
)
