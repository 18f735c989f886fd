"""What a table and a column are; the Arrow schema is built from them."""

from dataclasses import dataclass

import pyarrow as pa


class SchemaError(Exception):
    """A table or column is defined in `schemas`, but no step gives it rows or values."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, what it means, and what every value of it must satisfy."""

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    """A closed set of values; empty where any value may stand."""
    pattern: str | None = None
    """A regular expression that every value matches."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, which columns tell rows apart, and what it owes to other tables."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    slices: tuple[tuple[str, str, str], ...] = ()
    """Columns start, end, text: the article's `text[start:end]` is the string of the third."""
    counted_by: str | None = None
    """The column of `articles` that holds the number of this table's rows for an article."""
    spans: tuple[str, ...] = ()
    """Columns that hold lists of start/end pairs, in text order and inside the text."""
    joins: tuple[tuple[str, str], ...] = ()
    """Columns spans, text: the stretches of the article's text, joined by a space, are the string of the second."""
    only_with: tuple[tuple[str, str], ...] = ()
    """Two columns: the first is null where the second is."""
    references: tuple[tuple[str, str], ...] = ()
    """Of a table across batches: a column, and the table that has its values, of the same batch or of all."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """In table order."""
        return tuple(column.name for column in self.columns)


def build_arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table, with the descriptions in the metadata of table and columns."""
    fields = [pa.field(one.name, one.type, one.nullable, {"description": one.description}) for one in table.columns]
    return pa.schema(fields, {"description": table.grain, "key": ",".join(table.key)})
