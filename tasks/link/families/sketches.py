"""What linking remembers of a batch's articles: a sample of their runs of words, by which one repeats another."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl

from tasks.ingest.cleaning.agency import is_known_agency
from tasks.link.families.reread import SOURCE, read_changed

ARTICLE_COLUMNS = ("article_id", "publisher", "byline", "published_at", "text")
RUN = 6
"""Words of a run."""
FACTOR = np.uint32(0x9E3779B1)
"""By which the hash of a run's words so far is multiplied before the next is added; an odd number of 32 bits."""
SAMPLE = 8
"""One run of so many is kept, by its hash: the same ones in every article."""
WORD = re.compile(r"\w+")
SKETCH = pl.Schema(
    {
        "article_id": pl.String(),
        "publisher": pl.String(),
        "published": pl.Datetime("us", "UTC"),
        "is_agency": pl.Boolean(),
        "runs": pl.List(pl.UInt32),
        SOURCE: pl.UInt64(),
    }
)


def build_sketches(articles: pl.DataFrame, batch_date: date, old: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return a row an article, `old` are those that the batch had.

    `is_agency` says whether its byline names an agency that is not its publisher.
    """
    seen = pl.lit(batch_date).cast(SKETCH["published"])
    return read_changed(articles, "article_id", read_article, SKETCH, old).with_columns(
        pl.col("published").fill_null(seen)
    )


def read_article(row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the row of an article."""
    yield row["article_id"], row["publisher"], row["published_at"], names_agency(row), sample_runs(row["text"])


def names_agency(article: Mapping[str, Any]) -> bool:
    """Return whether the byline names an agency or broadcaster; not where the publisher is one itself."""
    publisher = article["publisher"]
    return not is_known_agency(publisher, "") and any(is_known_agency(name, "") for name in article["byline"])


def sample_runs(text: str) -> list[int]:
    """Return the hashes of an article's sampled runs of words, sorted."""
    words = WORD.findall(text.casefold())
    if len(words) < RUN:
        return []
    codes = np.fromiter(map(hash_word, words), np.uint32, len(words))
    hashes = np.zeros(len(words) - RUN + 1, np.uint32)
    for place in range(RUN):
        hashes = hashes * FACTOR + codes[place : place + len(hashes)]
    sample: list[int] = np.unique(hashes[hashes % SAMPLE == 0]).tolist()
    return sample


@lru_cache(1 << 16)
def hash_word(word: str) -> int:
    """Return a number of 32 bits for a word, the same on every machine."""
    return crc32(word.encode())
