"""Which quotes people are asked about: the least sure ones, spread over articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from tasks.batch.corrections import find_article_id, find_folder, find_key
from tasks.batch.places import Batch
from tasks.quotes.correcting import CORRECTION
from tasks.review.published import PublishedArticle, PublishedQuote, read_articles
from tasks.zones.rows import read_rows

COLUMNS = ("article_id", "quote_index", "confidence", "name_confidence", "rule")
ORDER = ("is_outdated", "rank", "sureness", "batch_date", "article_id", "quote_index")
"""Articles whose corrections are of another text come first, then the least sure quote of each article, then its
second, and so on: the least sure quotes alone would all be of a few articles of a difficult kind."""


@dataclass(frozen=True, slots=True)
class Question:
    """An article, and those of its quotes that people are asked about."""

    article: PublishedArticle
    asked: tuple[PublishedQuote, ...]


def choose_quotes(batches: Iterable[Batch], count: int, below: float, per_article: int | None = None) -> list[Question]:
    """Return so many of the least sure quotes of published batches, by article; at most `per_article` of one.

    Only those that are right with a chance below `below`; none that a person has judged.
    """
    by_date = {batch.batch_date: batch for batch in batches if batch.published("quotes").exists()}
    parts = [find_candidates(batch, below, per_article).head(count) for batch in by_date.values()]
    if not parts:
        return []
    chosen = sort(pl.concat(parts)).head(count)
    asked: dict[tuple[date, str], set[int]] = {}
    for batch_date, article_id, index in chosen.select("batch_date", "article_id", "quote_index").iter_rows():
        asked.setdefault((batch_date, article_id), set()).add(index)
    return list(build_questions(by_date, asked))


def build_questions(batches: dict[date, Batch], asked: dict[tuple[date, str], set[int]]) -> Iterator[Question]:
    """Yield the questions about quotes, given as indices by article, in the order of batches and articles."""
    for batch_date, batch in sorted(batches.items()):
        for article in read_articles(batch, [one for when, one in asked if when == batch_date]):
            indices = asked[batch_date, article.article_id]
            yield Question(article, tuple(one for one in article.quotes if one.row["quote_index"] in indices))


def find_candidates(batch: Batch, below: float, per_article: int | None) -> pl.DataFrame:
    """Return the quotes of a published batch that people may be asked about, in order."""
    rows = pl.DataFrame(read_rows(batch.published("quotes"), columns=COLUMNS))
    sureness = pl.col("confidence").cast(pl.Float64) * pl.col("name_confidence")
    found = rows.filter(pl.col("rule").ne_missing(CORRECTION)).with_columns(
        sureness=sureness,
        batch_date=pl.lit(batch.batch_date),
        is_outdated=pl.col("article_id").is_in(find_outdated(batch)),
    )
    found = found.filter((pl.col("sureness") < below) | pl.col("is_outdated"))
    found = found.sort("article_id", "sureness", "quote_index")
    found = found.with_columns(rank=pl.int_range(pl.len()).over("article_id"))
    found = found.filter(pl.col("rank") < per_article) if per_article else found
    return sort(found.select(ORDER))


def sort(candidates: pl.DataFrame) -> pl.DataFrame:
    """Return quotes in the order in which people are asked about them."""
    return candidates.sort(ORDER, descending=[name == "is_outdated" for name in ORDER])


def find_outdated(batch: Batch) -> list[str]:
    """Return the articles of a batch that there are corrections of, but none of their text as it is now."""
    folder = find_folder(batch)
    keys = {find_key(path) for path, _ in folder.find_files()} if folder.is_dir() else set()
    if not keys:
        return []
    articles = read_articles(batch, map(find_article_id, keys))
    return [one.article_id for one in articles if one.key not in keys]
