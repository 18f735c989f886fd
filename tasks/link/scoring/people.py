"""Find people and organisations across the articles of a corpus: annotate them, then link them as one batch."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import polars as pl
import pyarrow as pa
from spacy.language import Language

from tasks.annotate.rows import annotate
from tasks.link.scoring.score import KINDS
from tasks.link.who.canonical import resolve_names
from tasks.link.who.clusters import build_clusters
from tasks.link.who.counts import count_names
from tasks.link.who.forms import gather_names
from tasks.link.who.links import link_clusters
from tasks.quotes.scoring.corpus import Document

_BATCH: Final = date(2000, 1, 1)
"""The articles of a corpus have no dates: they are one batch."""


def has_people(gold: Sequence[Document]) -> bool:
    """Return whether a corpus says who is who across articles: mentions of four values, the last one of KINDS."""
    mentions = [mention for document in gold for mention in document.get("mentions", ())]
    return bool(mentions) and all(len(mention) == 4 and mention[3] in KINDS for mention in mentions)


def find_people(nlp: Language, gold: Sequence[Document]) -> list[Document]:
    """Return the documents with the mentions found in them, start, end and id, in the corpora's format."""
    annotated = list(annotate(nlp, ((document["doc_id"], document["text"]) for document in gold)))
    entities, quotes = (read_rows([getattr(one, name) for one in annotated]) for name in ("entities", "quotes"))
    return link_mentions(gold, entities, quotes)


def link_mentions(gold: Sequence[Document], entities: pl.DataFrame, quotes: pl.DataFrame) -> list[Document]:
    """Return the documents with the mentions that rows of `entities` and `quotes` have in them, linked."""
    clusters = build_clusters(describe_articles(gold), entities, quotes, _BATCH)
    links = link_clusters(clusters, gather_names(resolve_names(count_names(clusters))), _BATCH)
    return list(list_mentions(gold, entities, links))


def read_rows(tables: Sequence[pa.Table]) -> pl.DataFrame:
    """Return the rows of some tables as one frame."""
    frame = pl.from_arrow(pa.concat_tables(tables))
    assert isinstance(frame, pl.DataFrame)
    return frame


def describe_articles(gold: Sequence[Document]) -> pl.DataFrame:
    """Return what linking needs of `articles`: no publisher, no date."""
    ids = [document["doc_id"] for document in gold]
    columns = {"article_id": ids, "publisher": [""] * len(ids), "published_at": [None] * len(ids)}
    return pl.DataFrame(columns, {"article_id": pl.String, "publisher": pl.String, "published_at": pl.Datetime})


def list_mentions(gold: Sequence[Document], entities: pl.DataFrame, links: pl.DataFrame) -> Iterator[Document]:
    """Yield each document with the mentions that are linked."""
    linked = entities.join(links, ["article_id", "cluster_id"])
    ids = pl.concat_str("label_right", "actor_key", separator=":")
    rows = linked.select("article_id", "start", "end", ids.alias("id")).sort("article_id", "start", "end")
    found = {key[0]: part.select("start", "end", "id").rows() for key, part in rows.group_by("article_id")}
    for document in gold:
        mentions = [list(mention) for mention in found.get(document["doc_id"], ())]
        yield {"doc_id": document["doc_id"], "text": document["text"], "mentions": mentions}
