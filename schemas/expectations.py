"""What is expected of each table: derived from its columns and keys, as data that names no library's classes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schemas.relations import build_relations
from schemas.table import Column, Table

FAULT = "a fault of the step that made the table: look at these rows in the staged files"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of one table, by the name and arguments that Great Expectations has for it."""

    type: str
    kwargs: Mapping[str, Any]
    label: str
    """What is expected, in a few words; no two expectations of a table share it."""
    meaning: str
    """The same as the report says it."""
    advice: str = FAULT
    """What to do when it fails."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Between what a figure of the whole batch must lie, and why there."""

    figure: str
    reason: str
    advice: str
    minimum: float | None = None
    maximum: float | None = None
    of: str = "records"
    """The figure that says whether the batch is large enough to judge."""
    at_least: int = 0


RECORDS = Bound(
    "records",
    "a batch of nothing is a delivery that failed",
    "deliver files to the raw folder of this date, or remove the folder",
    minimum=1,
)
SPEAKER_SHARE = Bound(
    "speaker_share",
    "news names a speaker for nine quotes in ten; under three in ten the attribution has broken",
    "read some articles with `quotewire show`; check the model that QUOTEWIRE_MODEL names",
    minimum=0.3,
    of="quotes",
    at_least=100,
)
QUOTES_PER_1000_TOKENS = Bound(
    "quotes_per_1000_tokens",
    "news has 10 to 40; ten times fewer or three times more is no news text, or the attribution has broken",
    "read some articles with `quotewire show`; check what was delivered",
    minimum=1,
    maximum=120,
    of="tokens",
    at_least=20_000,
)


def build_bounds(max_reject_share: float) -> tuple[Bound, ...]:
    """Return the bounds on a batch's figures; one of them is a setting."""
    rejects = Bound(
        "reject_share",
        "the setting QUOTEWIRE_MAX_REJECT_SHARE",
        "the reasons are in rejects.parquet of the staged tables, _staging/<date>/tables of the curated zone; have the "
        "files delivered again, or raise QUOTEWIRE_MAX_REJECT_SHARE",
        maximum=max_reject_share,
    )
    return (RECORDS, rejects, SPEAKER_SHARE, QUOTES_PER_1000_TOKENS)


TYPE_EXPECTATION = Expectation(
    "expect_column_pair_values_to_be_equal",
    {"column_A": "defined", "column_B": "found"},
    "type as defined",
    "The columns of the file, their order, types and nullability are those of the definition.",
    "the files were staged by other code than this: run the batch again",
)
"""Of a table with one row for every column of every table."""


def build_expectations(table: Table, tables: tuple[Table, ...]) -> tuple[Expectation, ...]:
    """Return every expectation of a table: of its columns, of its key, and of its relations to the other tables.

    A relation holds where its column of complaints is null in every row.
    """
    columns = (expectation for column in table.columns for expectation in _expect_of_column(column))
    complaints = (
        Expectation("expect_column_values_to_be_null", {"column": relation.name}, relation.name, relation.meaning)
        for relation in build_relations(table, tables)
    )
    return (_expect_unique(table), *columns, *complaints)


def build_batch_expectations(bounds: tuple[Bound, ...]) -> tuple[Expectation, ...]:
    """Return the bounds as expectations of a table with one row, a column for each figure."""
    return tuple(_expect_between(one.figure, one.minimum, one.maximum, one.reason, one.advice) for one in bounds)


def _expect_unique(table: Table) -> Expectation:
    """Expect that the key tells rows apart."""
    label, meaning = f"{', '.join(table.key)} unique", "The key tells rows apart."
    if len(table.key) == 1:
        return Expectation("expect_column_values_to_be_unique", {"column": table.key[0]}, label, meaning)
    return Expectation("expect_compound_columns_to_be_unique", {"column_list": list(table.key)}, label, meaning)


def _expect_of_column(column: Column) -> Iterator[Expectation]:
    """Expect what the column says of its values: not null, in range, of the closed set, of the pattern."""
    if pa.types.is_nested(column.type):
        return
    if not column.nullable:
        yield _expect(column, "expect_column_values_to_not_be_null", {}, f"{column.name} not null")
    if column.minimum is not None or column.maximum is not None:
        yield _expect_between(column.name, column.minimum, column.maximum)
    if column.allowed:
        label = f"{column.name} one of {', '.join(column.allowed)}"
        yield _expect(column, "expect_column_values_to_be_in_set", {"value_set": list(column.allowed)}, label)
    if column.pattern is not None:
        label = f"{column.name} matches {column.pattern}"
        yield _expect(column, "expect_column_values_to_match_regex", {"regex": column.pattern}, label)


def _expect(column: Column, kind: str, kwargs: Mapping[str, Any], label: str) -> Expectation:
    return Expectation(kind, {"column": column.name, **kwargs}, label, label)


def _expect_between(
    column: str, minimum: float | None, maximum: float | None, reason: str = "", advice: str = FAULT
) -> Expectation:
    """Expect values that are not below or above what is not None."""
    limits = {name: limit for name, limit in (("min_value", minimum), ("max_value", maximum)) if limit is not None}
    if maximum is None:
        label = f"{column} at least {minimum:g}"
    else:
        label = f"{column} at most {maximum:g}" if minimum is None else f"{column} from {minimum:g} to {maximum:g}"
    meaning = f"{label}: {reason}." if reason else label
    return Expectation("expect_column_values_to_be_between", {"column": column, **limits}, label, meaning, advice)
