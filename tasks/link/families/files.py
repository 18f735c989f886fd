"""The files that families are kept in, by batch; who links says where they lie."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

import polars as pl

WORDINGS = "wordings"
SKETCHES = "sketches"
PAIRS = "pairs"
KIN = "kin"
REPEATS = "repeats"


class Files(Protocol):
    """What linking remembers of each batch and what it publishes, as both will be in the end."""

    def read(
        self, what: str, batch_date: date | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame | None:
        """Return columns of a file, or all; None where there is none."""

    def write(self, what: str, frame: pl.DataFrame, batch_date: date | None = None) -> None:
        """Replace a file, unless it has these rows."""


def find_span(times: pl.Series) -> Any:
    """Return the first and the last of these times; None where there are none."""
    return None if times.is_empty() else (times.min(), times.max())


def lie_within(reach: timedelta, span: Any, other: Any) -> bool:
    """Return whether two times of these spans could lie so near each other."""
    return bool(span and other and max(span[0], other[0]) - min(span[1], other[1]) <= reach)


def read_rows(
    files: Files, what: str, batch_date: date, schema: pl.Schema, columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return columns of a file, or all; no rows where there is none."""
    found = files.read(what, batch_date, columns or schema.names())
    return pl.DataFrame(schema={name: schema[name] for name in columns or schema.names()}) if found is None else found
