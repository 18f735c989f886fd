"""What linking remembers of a batch's quotes: their words, who said them when, and the keys by which they are found."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from tasks.link.families.keys import build_keys
from tasks.link.families.rarity import weigh_words
from tasks.link.families.relation import find_least_bits
from tasks.link.families.reread import SOURCE, read_changed
from tasks.link.families.words import find_words
from tasks.quotes.marks import find_regions

QUOTE_COLUMNS = ("quote_id", "published_at", "type", "quote_text", "speaker_name", "speaker_label")
HUBS = 8
"""Of the wordings of a batch with a certain key, the longest: they alone are found from other batches by that key, so
that what hundreds print costs no more than what a few do; within a batch all meet the hubs."""
NAME_ENDINGS = frozenset(("jr", "sr", "ii", "iii"))
KEYS = pl.List(pl.UInt32)
WORDING = pl.Schema(
    {
        "quote_id": pl.String(),
        "published": pl.Datetime("us", "UTC"),
        "day": pl.Date(),
        "speaker": pl.String(),
        "is_quoted": pl.Boolean(),
        "words": pl.String(),
        "bits": pl.List(pl.UInt8),
        "first": pl.UInt32(),
        "keys": KEYS,
        "hub_keys": KEYS,
        SOURCE: pl.UInt64(),
    }
)
"""One row a wording: the words of a quote, and of a mixed one those in quotation marks once more. `first` is the first
row with the same words of one speaker on one day; that one alone is found by its keys."""
READ = pl.Schema(
    {name: WORDING[name] for name in ("quote_id", "published", "speaker", "is_quoted", "words", "bits", "keys", SOURCE)}
)
"""What is read of one quote, whatever else the batch has."""


def build_wordings(quotes: pl.DataFrame, batch_date: date, old: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the wordings of a batch that tell enough to be found elsewhere; `old` are those that it had."""
    wordings = read_changed(quotes, "quote_id", read_quote, READ, old)
    wordings = wordings.with_columns(pl.col("published").fill_null(pl.lit(batch_date).cast(READ["published"])))
    wordings = wordings.with_columns(day=pl.col("published").dt.date(), row=pl.int_range(pl.len(), dtype=pl.UInt32))
    return mark_hubs(wordings.with_columns(first=pl.col("row").min().over("words", "speaker", "is_quoted", "day")))


def mark_hubs(wordings: pl.DataFrame) -> pl.DataFrame:
    """Return the wordings with those of their keys that they are hubs of."""
    keys = wordings.filter(pl.col("first") == pl.col("row"))
    keys = keys.select("row", "keys", length=pl.col("bits").list.len()).explode("keys").drop_nulls("keys")
    hubs = keys.sort("length", "row", descending=[True, False]).group_by("keys", maintain_order=True).head(HUBS)
    hub_keys = hubs.group_by("row").agg(hub_keys=pl.col("keys").sort())
    marked = wordings.join(hub_keys, on="row", how="left", maintain_order="left")
    return marked.with_columns(pl.col("hub_keys").fill_null([])).select(WORDING.names()).cast(WORDING)


def read_quote(quote: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the wordings of a quote that could be found elsewhere."""
    speaker = fold_speaker(quote["speaker_name"], quote["speaker_label"])
    for text, is_quoted in read_texts(quote["quote_text"], quote["type"]):
        words, bits = weigh_words(text)
        if sum(bits) >= find_least_bits(is_quoted, speaker):
            keys = sorted(build_keys(words, bits))
            yield quote["quote_id"], quote["published_at"], speaker, is_quoted, " ".join(words), bits, keys


def read_texts(text: str, kind: str) -> Iterator[tuple[str, bool]]:
    """Yield the text of a quote, and of a mixed one that in quotation marks, and whether it is all the speaker's."""
    yield text, kind == "direct"
    if kind == "mixed":
        yield " ".join(text[one.start : one.end] for one in find_regions(text) if one.depth == 0), True


@lru_cache(1 << 12)
def fold_speaker(name: str | None, label: str) -> str | None:
    """Return a person's surname, folded, or another speaker's name; None where nobody is named."""
    if name is None:
        return None
    words = [word.text for word in find_words(name) if word.text not in NAME_ENDINGS]
    return (words[-1] if label == "person" else " ".join(words)) if words else None
