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
    """How a relation is checked; the value says what it means."""

    ASCENDING = "Rows are sorted by the key, none comes twice."
    KNOWN = "Every row belongs to an article."
    POSITION = "The rows of an article are numbered without a gap, in order."
    SLICE = "The stored string is the slice of the article's text; the three are null together."
    OFFSETS = "The offsets are those of a stretch of the article's text; the two are null together."
    ORDER = "Rows stand in text order, none overlap."
    SPANS = "There is a span; none is empty; they do not overlap and stand in text order."
    SPAN_ENDS = "The first span begins and the last one ends where these columns say."
    JOIN = "The string is the stretches of the article's text that the spans name, joined by a space."
    ONLY_WITH = "Null where `{}` is null."
    REFERENCE = "What the column points at is a row of the article."
    IN_SENTENCE = "The row begins inside the sentence that it names."
    TOKEN_OF_SENTENCE = "The token is one of those that its sentence counts, and ends inside it."
    TOKENS_FOLLOW = "The sentences share out the tokens of the article without a gap."
    COPY = "The row repeats what its article says."
    COUNT = "The article has as many rows in `{}` as it says."
    REFERS = "What the column names is a row of `{}`."
    QUOTE_ID = "The id is built from the key."


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: how it is checked, the columns it reads, and its name, which its column of complaints bears."""

    kind: Kind
    columns: tuple[str, ...]
    name: str

    @property
    def meaning(self) -> str:
        """What it means, a sentence."""
        return self.kind.format(self.columns[-1])


def build_relations(table: Table, tables: tuple[Table, ...]) -> tuple[Relation, ...]:
    """Return every relation of a table; `tables` are those of a batch, `articles` first.

    A table that is none of them is kept across batches.
    """
    articles, key = tables[0], table.key
    ascending = Relation(Kind.ASCENDING, key, f"{', '.join(key)} ascend")
    if table not in tables:
        return (ascending, *(Relation(Kind.REFERS, pair, f"{pair[0]} is in {pair[1]}") for pair in table.references))
    if table.name == articles.name:
        pairs = [(one.counted_by, one.name) for one in tables if one.counted_by]
        return (ascending, *(Relation(Kind.COUNT, pair, f"{pair[0]} is the rows of {pair[1]}") for pair in pairs))
    if ARTICLE not in table.column_names:
        return (ascending,)
    copied = (column.name for column in table.columns if column in articles.columns and column.name != ARTICLE)
    ids = ("quote_id",) if "quote_id" in table.column_names else ()
    return (
        Relation(Kind.KNOWN, (ARTICLE,), "article_id is in articles"),
        Relation(Kind.POSITION, (key[1],), f"{key[1]} counts from 0"),
        *_offsets(table),
        *_spans(table),
        *(Relation(Kind.ONLY_WITH, pair, f"{pair[0]} only with {pair[1]}") for pair in table.only_with),
        *_references(table, articles),
        *_sentences(table),
        *(Relation(Kind.COPY, (name,), f"{name} is that of articles") for name in copied),
        *(Relation(Kind.QUOTE_ID, (name, *key), f"{name} is {'-'.join(key)}") for name in ids),
    )


def _offsets(table: Table) -> Iterator[Relation]:
    """Yield the relations of offsets: slices are compared with the text, other pairs need only lie inside it."""
    for start, end, text in table.slices:
        yield Relation(Kind.SLICE, (start, end, text), f"{text} is articles.text[{start}:{end}]")
    sliced = {start for start, _, _ in table.slices}
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
    for spans, text in table.joins:
        yield Relation(Kind.JOIN, (spans, text), f"{text} is {spans} joined")


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
