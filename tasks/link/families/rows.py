"""The rows of `quote_families`: the connected quotes, their oldest, and how alike they are to it."""

from collections.abc import Sequence

import polars as pl
from rapidfuzz.distance import LCSseq

from tasks.link.families.pairs import OTHER, QUOTE
from tasks.link.families.wordings import WORDING

ID_LENGTH = 16
"""Characters of an article's id, with which the id of its quotes begins."""
WORDS = pl.Schema({name: WORDING[name] for name in ("quote_id", "published", "words")})


def build_families(pairs: pl.DataFrame, wordings: pl.DataFrame) -> pl.DataFrame:
    """Return all quotes of the pairs with their family, batch and likeness; `wordings` has the words of all.

    `is_elsewhere` says whether the family is of more than one article.
    """
    words = wordings.group_by(QUOTE).agg(pl.col("published").first(), "words")
    quotes = number_families(pairs).join(words, on=QUOTE).sort("published", *reversed(QUOTE))
    oldest = quotes.group_by("family", maintain_order=True).first()
    oldest = oldest.select("family", family_id="quote_id", oldest_words="words")
    rows = quotes.join(oldest, on="family", maintain_order="left")
    likeness = [measure_likeness(*words) for words in rows.select("words", "oldest_words").iter_rows()]
    is_elsewhere = pl.col("quote_id").str.head(ID_LENGTH).n_unique().over("family") > 1
    rows = rows.with_columns(likeness=pl.Series(likeness, dtype=pl.Float32), is_elsewhere=is_elsewhere)
    return rows.select(*QUOTE, "family_id", "likeness", "is_elsewhere").sort(QUOTE)


def number_families(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return every quote of the pairs with the number of its family: all that pairs connect it with."""
    quotes = list_quotes(pairs).sort(QUOTE).with_row_index("row")
    rows = [
        pairs.select(end).join(quotes, left_on=end, right_on=QUOTE, maintain_order="left")["row"].to_list()
        for end in (QUOTE, OTHER)
    ]
    family = list(range(len(quotes)))
    for one, other in zip(*rows, strict=True):
        first, second = find_root(family, one), find_root(family, other)
        family[max(first, second)] = min(first, second)
    return quotes.select(*QUOTE, family=pl.Series([find_root(family, row) for row in family], dtype=pl.UInt32))


def find_root(family: list[int], row: int) -> int:
    """Return the row that stands for the family of a row; the way to it is made shorter."""
    while family[row] != row:
        family[row] = family[family[row]]
        row = family[row]
    return row


def list_quotes(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return both quotes of all pairs, each once."""
    return pl.concat([pairs.select(QUOTE), pairs.select(OTHER).rename(dict(zip(OTHER, QUOTE, strict=True)))]).unique()


def measure_likeness(wordings: Sequence[str], oldest: Sequence[str]) -> float:
    """Return the share of the shorter one's words that a quote has in common with the oldest, in order."""
    split = [[words.split() for words in those] for those in (wordings, oldest)]
    return max(LCSseq.similarity(one, other) / min(len(one), len(other)) for one in split[0] for other in split[1])
