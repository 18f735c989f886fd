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


def lie_within(reach: timedelta, times: pl.Series, others: pl.Series) -> bool:
    """Return whether any two of these times could lie so near each other, as far as the first and last tell."""
    if times.is_empty() or others.is_empty():
        return False
    ends: list[Any] = [times.min(), others.min(), times.max(), others.max()]
    return bool(max(ends[:2]) - min(ends[2:]) <= reach)


def read_rows(
    files: Files, what: str, batch_date: date, schema: pl.Schema, columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return columns of a file, or all; no rows where there is none."""
    found = files.read(what, batch_date, columns or schema.names())
    return pl.DataFrame(schema={name: schema[name] for name in columns or schema.names()}) if found is None else found
