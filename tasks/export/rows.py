"""The rows of an export: each quote with its article, speaker, actor, family, sentence and paragraph."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas import ACTOR_LINKS, ACTORS, ARTICLES, QUOTE_FAMILIES, QUOTES, SENTENCES, build_arrow_schema
from schemas.exported import EXPORTED
from tasks.export.source import Selection, connect, opened

SOURCES = (ARTICLES, SENTENCES, QUOTES, ACTORS, ACTOR_LINKS, QUOTE_FAMILIES)
SCHEMA = build_arrow_schema(EXPORTED)
CHUNK_BATCHES = 8
"""Batches looked at together: fewer cost a query each, more have to be joined at once."""
CHUNK_ROWS = 5_000
QUERY = f"""
    WITH article AS (
        SELECT batch_date, article_id, title, url, array_to_string(byline, '; ') AS byline, text FROM articles
    ), standing AS (
        SELECT batch_date, quote_id, min(start) AS first, max("end") AS last, max(sentences.paragraph_index) AS bottom
        FROM quotes JOIN sentences USING (batch_date, article_id)
        WHERE start < content_end AND "end" > content_start GROUP BY ALL
    ), top AS (
        SELECT batch_date, article_id, paragraph_index, min(start) AS paragraph_start FROM sentences GROUP BY ALL
    ), bottom AS (
        SELECT batch_date, article_id, paragraph_index AS bottom, max("end") AS paragraph_end
        FROM sentences GROUP BY ALL
    ), link AS (
        SELECT batch_date, article_id, cluster_id AS speaker_cluster_id, actor_id, probability AS actor_probability
        FROM actor_links
    ), actor AS (
        SELECT actor_id, name AS actor_name, is_ambiguous AS actor_is_ambiguous FROM actors
    ), found AS (
        SELECT *, substring(text, first + 1, last - first) AS sentence,
            substring(text, paragraph_start + 1, paragraph_end - paragraph_start) AS paragraph
        FROM quotes
        JOIN article USING (batch_date, article_id)
        LEFT JOIN standing USING (batch_date, quote_id)
        LEFT JOIN top USING (batch_date, article_id, paragraph_index)
        LEFT JOIN bottom USING (batch_date, article_id, bottom)
        LEFT JOIN link USING (batch_date, article_id, speaker_cluster_id)
        LEFT JOIN actor USING (actor_id)
        LEFT JOIN quote_families USING (batch_date, quote_id)
    )
    SELECT {", ".join(EXPORTED.column_names)} FROM found ORDER BY {", ".join(EXPORTED.key)}
"""
"""Over tables of these names that have a column `batch_date`."""


def read_rows(selection: Selection, spill: Path) -> Iterator[pa.Table]:
    """Yield the rows of an export by batch and key, some at a time."""
    with connect(spill) as connection:
        for part in cut(selection):
            with opened(connection, part, SOURCES):
                yield from read_query(connection)


def read_query(connection: duckdb.DuckDBPyConnection) -> Iterator[pa.Table]:
    """Yield the rows of the query over the tables of a connection."""
    for batch in connection.sql(QUERY).to_arrow_reader(CHUNK_ROWS):
        yield pa.Table.from_batches([batch]).cast(SCHEMA)


def cut(selection: Selection) -> Iterator[Selection]:
    """Yield parts of a selection that are looked at together."""
    dates: Sequence[date] = selection.dates
    for start in range(0, len(dates), CHUNK_BATCHES):
        yield replace(selection, dates=dates[start : start + CHUNK_BATCHES])
