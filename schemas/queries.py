"""Sample queries for the data dictionary; each runs from the repository root."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Query:
    """One sample query: its heading, the language of its code, and the code."""

    title: str
    language: Literal["sql", "python"]
    code: str


QUERIES = (
    Query(
        "Who is quoted most (DuckDB)",
        "sql",
        """
SELECT speaker_name, speaker_label, count(*) AS quotes, count(DISTINCT article_id) AS articles
FROM 'curated/quotes/**/*.parquet'
WHERE speaker_name IS NOT NULL AND is_speech
GROUP BY ALL
ORDER BY quotes DESC, speaker_name
LIMIT 20;
""",
    ),
    Query(
        "Quotes of every publisher by day (DuckDB)",
        "sql",
        """
SELECT publisher, batch_date, count(*) AS quotes, avg((type = 'direct')::INT) AS direct_share
FROM read_parquet('curated/quotes/**/*.parquet', hive_partitioning = true)
GROUP BY ALL
ORDER BY publisher, batch_date;
""",
    ),
    Query(
        "Direct quotes with the title of their article (DuckDB)",
        "sql",
        """
SELECT a.title, q.speaker_name, q.content_text
FROM read_parquet('curated/quotes/**/*.parquet', hive_partitioning = true) AS q
JOIN read_parquet('curated/articles/**/*.parquet', hive_partitioning = true) AS a
  USING (batch_date, article_id)
WHERE q.type = 'direct' AND q.confidence >= 0.5
ORDER BY batch_date, article_id, q.quote_index
LIMIT 20;
""",
    ),
    Query(
        "Years of quotes: whole months from the monthly copies, the days since from the daily files (DuckDB)",
        "sql",
        """
SELECT date_trunc('month', batch_date) AS month, speaker_name, count(*) AS quotes
FROM (
  SELECT batch_date, speaker_name FROM 'curated/_monthly/quotes/**/*.parquet' WHERE batch_date < '2025-05-01'
  UNION ALL
  SELECT batch_date, speaker_name FROM read_parquet('curated/quotes/**/*.parquet', hive_partitioning = true)
  WHERE batch_date >= '2025-05-01'
)
WHERE speaker_name IS NOT NULL
GROUP BY ALL
ORDER BY month, quotes DESC;
""",
    ),
    Query(
        "The newest delivery of every article (DuckDB)",
        "sql",
        """
SELECT article_id, publisher, title, batch_date
FROM read_parquet('curated/articles/**/*.parquet', hive_partitioning = true)
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY batch_date DESC) = 1
ORDER BY article_id;
""",
    ),
    Query(
        "The entities named most (polars)",
        "python",
        """
import polars as pl

named = (
    pl.scan_parquet("curated/entities/**/*.parquet", hive_partitioning=True)
    .group_by("name", "label")
    .agg(pl.len().alias("mentions"), pl.col("article_id").n_unique().alias("articles"))
    .sort("mentions", "name", descending=[True, False])
    .head(20)
    .collect()
)
print(named)
""",
    ),
    Query(
        "Quotes of every publisher by month, from the monthly copies and the daily files since (polars)",
        "python",
        """
from datetime import date

import polars as pl

since, wanted = date(2025, 5, 1), ["batch_date", "publisher"]
months = pl.scan_parquet("curated/_monthly/quotes/**/*.parquet").filter(pl.col("batch_date") < since)
days = pl.scan_parquet("curated/quotes/**/*.parquet", hive_partitioning=True).filter(pl.col("batch_date") >= since)
counts = (
    pl.concat([months.select(wanted), days.select(wanted)])
    .group_by(pl.col("batch_date").dt.truncate("1mo"), "publisher")
    .len()
    .sort("batch_date", "publisher")
    .collect()
)
print(counts)
""",
    ),
    Query(
        "Sure quotes with the sentence they stand in (polars)",
        "python",
        """
import polars as pl

at = ["batch_date", "article_id", "sentence_index"]
quotes = pl.scan_parquet("curated/quotes/**/*.parquet", hive_partitioning=True)
sentences = pl.scan_parquet("curated/sentences/**/*.parquet", hive_partitioning=True)
articles = pl.scan_parquet("curated/articles/**/*.parquet", hive_partitioning=True)
found = (
    quotes.filter(pl.col("confidence") >= 0.8)
    .join(sentences.select(*at, "start", "end"), on=at)
    .join(articles.select(*at[:2], "text"), on=at[:2])
    .select("speaker_name", "type", sentence=pl.col("text").str.slice("start", pl.col("end") - pl.col("start")))
    .collect()
)
print(found)
""",
    ),
    Query(
        "What was said without the cue that interrupts it (pandas)",
        "python",
        """
import pandas as pd

key = ["batch_date", "article_id"]
quotes = pd.read_parquet("curated/quotes").merge(
    pd.read_parquet("curated/articles", columns=[*key, "text"]), on=key
)
parts = [
    " ".join(text[span["start"] : span["end"]] for span in spans)
    for text, spans in zip(quotes["text"], quotes["content_spans"])
]
print(quotes.assign(said=parts)[["speaker_name", "cue_text", "said"]])
""",
    ),
    Query(
        "Why records were rejected (pandas)",
        "python",
        """
import pandas as pd

rejects = pd.read_parquet("curated/rejects")
print(rejects.groupby(["batch_date", "reason"], observed=True).size().sort_values(ascending=False))
""",
    ),
)
