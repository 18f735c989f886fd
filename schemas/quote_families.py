"""The table `quote_families`: quotes that are one utterance."""

import pyarrow as pa

from schemas.columns import QUOTE_ID
from schemas.table import Column, Table

QUOTE_FAMILIES = Table(
    name="quote_families",
    grain="one row per quote that has kin: the same words, cut, trimmed or misquoted, elsewhere",
    key=("quote_id",),
    columns=(
        QUOTE_ID,
        Column("family_id", pa.string(), "`quote_id` of the oldest quote of the family.", pattern=QUOTE_ID.pattern),
        Column(
            "likeness",
            pa.float32(),
            "Share of the shorter one's words that quote and oldest quote have in common, in order; 1 for the oldest.",
            minimum=0,
            maximum=1,
        ),
        Column("is_wire", pa.bool_(), "The article repeats another publisher's or an agency's text."),
    ),
    references=(("quote_id", "quotes"),),
)
