"""A published article with its quotes, as people are asked about it and as their answers are held against it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.printable import mask_unsafe
from tasks.batch.corrections import build_key
from tasks.batch.places import Batch
from tasks.batch.publishers import find_publisher
from tasks.quotes.correcting import SAME
from tasks.quotes.quote import Spans, find_likeness
from tasks.zones.rows import read_rows

OUTSIDE = "\u25a1"
"""Shown for a character that JavaScript counts as two, so that offsets are the same there."""


@dataclass(frozen=True, slots=True)
class PublishedQuote:
    """A row of `quotes`, and where its content is."""

    row: Mapping[str, Any]

    @property
    def content(self) -> Spans:
        """Return the stretches of its content."""
        return tuple((one["start"], one["end"]) for one in self.row["content_spans"])

    @property
    def sureness(self) -> float:
        """Return the chance that the quote and its name are both right."""
        return float(self.row["confidence"] * self.row["name_confidence"])

    def find_span(self, part: str) -> tuple[int, int] | None:
        """Return where its cue or speaker is, or None."""
        start, end = self.row[f"{part}_start"], self.row[f"{part}_end"]
        return None if start is None else (start, end)


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """An article of a published batch."""

    batch: Batch
    article_id: str
    publisher: str
    title: str
    text: str
    folder: str
    """The publisher's folder in the raw zone."""
    quotes: tuple[PublishedQuote, ...]

    @property
    def key(self) -> str:
        """What corrections of this text are known by."""
        return build_key(self.article_id, self.text)

    @property
    def shown(self) -> str:
        """The text as people are shown it, of the same length."""
        return "".join(one if one <= "\uffff" else OUTSIDE for one in mask_unsafe(self.text))

    def find_quote(self, content: Spans) -> PublishedQuote | None:
        """Return the quote that is most like a content, or None."""
        best = max(self.quotes, key=lambda one: find_likeness(one.content, content), default=None)
        return best if best and find_likeness(best.content, content) >= SAME else None


def read_articles(batch: Batch, ids: Iterable[str]) -> Iterator[PublishedArticle]:
    """Yield the published articles of a batch that have one of these ids, in their order; none where it has none."""
    wanted = pc.field("article_id").isin(pa.array(sorted(set(ids)), pa.string()))
    try:
        articles, quotes = (read_rows(batch.published(name), wanted).to_pylist() for name in ("articles", "quotes"))
    except FileNotFoundError:
        return
    by_article: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in quotes:
        by_article[row["article_id"]].append(row)
    for row in articles:
        yield build_article(batch, row, by_article[row["article_id"]])


def build_article(batch: Batch, row: Mapping[str, Any], quotes: Sequence[Mapping[str, Any]]) -> PublishedArticle:
    """Return an article from its rows."""
    return PublishedArticle(
        batch,
        row["article_id"],
        row["publisher"],
        row["title"] or "",
        row["text"],
        find_publisher(row["raw_path"]),
        tuple(map(PublishedQuote, quotes)),
    )
