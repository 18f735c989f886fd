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
class Slice:
    """`text[start:end]` of the article is the string of the column `text`."""

    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, which columns tell rows apart, and what it owes to other tables."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    slices: tuple[Slice, ...] = ()
    counted_by: str | None = None
    """The column of `articles` that holds the number of this table's rows for an article."""
    spans: tuple[str, ...] = ()
    """Columns that hold lists of start/end pairs, in text order and inside the text."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """In table order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")


def build_arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table, with the descriptions in the metadata of table and columns."""
    fields = [
        pa.field(column.name, column.type, column.nullable, {"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, {"description": table.grain, "key": ",".join(table.key)})
