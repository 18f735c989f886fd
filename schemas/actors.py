"""The table `actors`: who is named in any batch."""

import pyarrow as pa

from schemas.columns import ACTOR_ID
from schemas.quotes import SPEAKER_PRONOUNS
from schemas.table import Column, Table

ACTOR_LABELS = ("person", "organisation")


def _list_of(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("item", pa.struct([pa.field(name, kind, False) for name, kind in fields.items()]), False))


def _count(name: str, description: str) -> Column:
    return Column(name, pa.int32(), description, minimum=0)


NAMES = _list_of(name=pa.string(), count=pa.int32())
PERIODS = _list_of(text=pa.string(), first=pa.date32(), last=pa.date32())

ACTORS = Table(
    name="actors",
    grain="one row per person or organisation that is named in any batch",
    key=("actor_id",),
    columns=(
        ACTOR_ID,
        Column("name", pa.string(), "The fullest name that is often used."),
        Column("label", pa.string(), "What it is.", allowed=ACTOR_LABELS),
        Column("other_names", NAMES, "Every other form that names it, with the number of mentions, most often first."),
        Column("titles", PERIODS, "Roles and titles given to it, in the articles' words, with first and last date."),
        Column("organisations", PERIODS, "Organisations it speaks for or belongs to, with first and last date."),
        Column(
            "pronoun",
            pa.string(),
            "How articles refer to the person; null where they do not or do not agree.",
            nullable=True,
            allowed=SPEAKER_PRONOUNS,
        ),
        _count("mention_count", "Mentions in all articles."),
        _count("quote_count", "Quotes of which it is the speaker."),
        _count("article_count", "Articles that name it."),
        _count("publisher_count", "Publishers whose articles name it."),
        Column("first_seen", pa.date32(), "Earliest date of an article that names it: when published, else its batch."),
        Column("last_seen", pa.date32(), "Latest date of an article that names it."),
        Column("is_ambiguous", pa.bool_(), "Two people or organisations may hide behind it."),
        Column("why_ambiguous", pa.string(), "Why; null where it is not.", nullable=True),
    ),
)
