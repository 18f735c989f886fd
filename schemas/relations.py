"""What the rows of a table owe to their article and to one another: derived from the names and types of its columns.

Every relation becomes a column of complaints, null where the row is as it should be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from schemas.table import Table

ARTICLE = "article_id"
REFERENCES = {"sentence_index": "sentence_count", "paragraph_index": "paragraph_count", "head_index": "token_count"}
"""Columns that point at a row of the same article, and the column of `articles` with the number of those rows."""


class Kind(StrEnum):
    """How a relation is checked."""

    ASCENDING = "ascending"
    KNOWN = "known"
    POSITION = "position"
    SLICE = "slice"
    OFFSETS = "offsets"
    ORDER = "order"
    SPANS = "spans"
    SPAN_ENDS = "span ends"
    REFERENCE = "reference"
    IN_SENTENCE = "in sentence"
    TOKEN_OF_SENTENCE = "token of sentence"
    TOKENS_FOLLOW = "tokens follow"
    COPY = "copy"
    COUNT = "count"
    QUOTE_ID = "quote id"


MEANINGS = {
    Kind.ASCENDING: "Rows are sorted by the key, none comes twice.",
    Kind.KNOWN: "Every row belongs to an article.",
    Kind.POSITION: "The rows of an article are numbered without a gap, in order.",
    Kind.SLICE: "The stored string is the slice of the article's text; the three are null together.",
    Kind.OFFSETS: "The offsets are those of a stretch of the article's text; the two are null together.",
    Kind.ORDER: "Rows stand in text order, none overlap.",
    Kind.SPANS: "There is a span; none is empty; they do not overlap and stand in text order.",
    Kind.SPAN_ENDS: "The first span begins and the last one ends where these columns say.",
    Kind.REFERENCE: "What the column points at is a row of the article.",
    Kind.IN_SENTENCE: "The row begins inside the sentence that it names.",
    Kind.TOKEN_OF_SENTENCE: "The token is one of those that its sentence counts, and ends inside it.",
    Kind.TOKENS_FOLLOW: "The sentences share out the tokens of the article without a gap.",
    Kind.COPY: "The row repeats what its article says.",
    Kind.COUNT: "The article has as many rows in `{}` as it says.",
    Kind.QUOTE_ID: "The id is built from the key.",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: how it is checked, the columns it reads, and its name, which its column of complaints bears."""

    kind: Kind
    columns: tuple[str, ...]
    name: str

    @property
    def meaning(self) -> str:
        """What it means, a sentence."""
        return MEANINGS[self.kind].format(self.columns[-1])


def build_relations(table: Table, tables: tuple[Table, ...]) -> tuple[Relation, ...]:
    """Return every relation of a table; `tables` are all of them, `articles` first."""
    articles = tables[0]
    ascending = Relation(Kind.ASCENDING, table.key, f"{', '.join(table.key)} ascend")
    if table.name == articles.name:
        return (ascending, *_counts(tables))
    if ARTICLE not in table.column_names:
        return (ascending,)
    return (
        Relation(Kind.KNOWN, (ARTICLE,), "article_id is in articles"),
        Relation(Kind.POSITION, (table.key[1],), f"{table.key[1]} counts from 0"),
        *_offsets(table),
        *_spans(table),
        *_references(table, articles),
        *_sentences(table),
        *_copies(table, articles),
        *_quote_ids(table),
    )


def _counts(tables: tuple[Table, ...]) -> Iterator[Relation]:
    for table in tables:
        if (count := table.counted_by) is not None:
            yield Relation(Kind.COUNT, (count, table.name), f"{count} is the rows of {table.name}")


def _offsets(table: Table) -> Iterator[Relation]:
    """Yield the relations of offsets: slices are compared with the text, other pairs need only lie inside it."""
    for part in table.slices:
        columns = (part.start, part.end, part.text)
        yield Relation(Kind.SLICE, columns, f"{part.text} is articles.text[{part.start}:{part.end}]")
    sliced = {part.start for part in table.slices}
    for start in table.column_names:
        end = start.removesuffix("start") + "end"
        if start.endswith("start") and start not in sliced and end in table.column_names:
            yield Relation(Kind.OFFSETS, (start, end), f"{start} is before {end}, inside articles.text")
    if {"start", "end"} <= set(table.column_names):
        yield Relation(Kind.ORDER, ("start", "end"), "start is not before the last end")


def _spans(table: Table) -> Iterator[Relation]:
    for spans in table.spans:
        yield Relation(Kind.SPANS, (spans,), f"{spans} ascend inside articles.text")
        start, end = spans.removesuffix("spans") + "start", spans.removesuffix("spans") + "end"
        if {start, end} <= set(table.column_names):
            yield Relation(Kind.SPAN_ENDS, (spans, start, end), f"{spans} reach from {start} to {end}")


def _references(table: Table, articles: Table) -> Iterator[Relation]:
    for column, count in REFERENCES.items():
        if column in table.column_names and column != table.key[1] and count in articles.column_names:
            yield Relation(Kind.REFERENCE, (column, count), f"{column} is below articles.{count}")


def _sentences(table: Table) -> Iterator[Relation]:
    names = set(table.column_names)
    if {"token_start", "token_count"} <= names:
        yield Relation(Kind.TOKENS_FOLLOW, ("token_start", "token_count"), "token_start follows the last sentence")
    if "sentence_index" in names and "token_index" in names:
        columns = ("token_index", "end", "sentence_index")
        yield Relation(Kind.TOKEN_OF_SENTENCE, columns, "token_index is of its sentence")
    elif {"sentence_index", "start"} <= names and table.key[1] != "sentence_index":
        yield Relation(Kind.IN_SENTENCE, ("start", "sentence_index"), "start lies in its sentence")


def _copies(table: Table, articles: Table) -> Iterator[Relation]:
    """Yield a relation for each column that is defined once for `articles` and stands here too."""
    for column in table.columns:
        if column in articles.columns and column.name != ARTICLE:
            yield Relation(Kind.COPY, (column.name,), f"{column.name} is that of articles")


def _quote_ids(table: Table) -> Iterator[Relation]:
    if "quote_id" in table.column_names:
        yield Relation(Kind.QUOTE_ID, ("quote_id", *table.key), f"quote_id is {'-'.join(table.key)}")
