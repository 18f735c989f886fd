"""The tables described as a data package (Frictionless): what catalogues and validators read."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from schemas.dictionary import show_type
from schemas.table import Column, Table

SCHEMAS = "_schemas"
"""The folder, beside the package, with the schema of every table: 10,000 files of a table share one."""
ALL_BATCHES = "all"


def build_package(files: Iterable[tuple[Table, str | None]]) -> dict[str, Any]:
    """Return the package of these files: of a table, for a batch or for all of them."""
    return {
        "profile": "data-package",
        "name": "quotewire",
        "title": "News quotes: who said what",
        "description": "A resource for each table and batch. The data dictionary is README.md beside this file.",
        "resources": [_build_resource(table, batch_date) for table, batch_date in files],
    }


def _build_resource(table: Table, batch_date: str | None) -> dict[str, Any]:
    folder = f"{table.name}/batch_date={batch_date}" if batch_date else table.name
    return {
        "name": f"{table.name.replace('_', '-')}-{batch_date or ALL_BATCHES}",
        "path": f"{folder}/part-0.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": f"{table.grain.capitalize()}.",
        "schema": f"{SCHEMAS}/{table.name}.json",
    }


def build_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a table, of whose columns a key tells rows apart within a file."""
    return {"fields": [_build_field(column) for column in table.columns], "primaryKey": list(table.key)}


def _build_field(column: Column) -> dict[str, Any]:
    known: Mapping[str, Any] = {
        "minimum": column.minimum,
        "maximum": column.maximum,
        "pattern": column.pattern,
        "enum": list(column.allowed) or None,
    }
    constraints = {name: value for name, value in known.items() if value is not None}
    return {
        "name": column.name,
        "type": find_type(column.type),
        "arrowType": show_type(column.type),
        "description": column.description,
        "constraints": {"required": not column.nullable} | constraints,
    }


def find_type(kind: pa.DataType) -> str:
    """Return the type of Table Schema that values of an Arrow type have.

    Lists are `any`: the frictionless package, which reads Parquet through pandas, gets arrays of numpy for them and
    finds no `array` in these.
    """
    known = {
        "boolean": pa.types.is_boolean,
        "integer": pa.types.is_integer,
        "number": pa.types.is_floating,
        "date": pa.types.is_date,
        "datetime": pa.types.is_timestamp,
        "any": pa.types.is_list,
    }
    return next((name for name, is_kind in known.items() if is_kind(kind)), "string")
