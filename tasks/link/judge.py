"""The verdict on staged link tables: the expectations that derive from their schemas, evaluated by polars.

Great Expectations, which judges the tables of a batch, takes 3 s to be imported and a copy of every frame for pandas;
here the same expectations are asked of rows that are in memory already, for a millisecond each.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl

from schemas import ACTORS, LINK_TABLES, TABLES, Table
from schemas.columns import ACTOR_ID
from schemas.expectations import Expectation, build_expectations
from schemas.relations import Kind, build_relations
from tasks.batch.places import Batch
from tasks.link.draft import Draft
from tasks.link.frames import TablesDifferError, read_published
from tasks.link.plan import LinkPlan

EXAMPLES = 3


class LinksRefusedError(Exception):
    """Staged link tables are not as they must be: a fault of linking, and nothing of it is published."""


def judge_draft(draft: Draft, plan: LinkPlan) -> int:
    """Judge every staged file of a link table, and return the number of checks. Raises LinksRefusedError."""
    faults: list[str] = []
    checks = 0
    actors = draft.read(ACTORS.name, columns=[ACTOR_ID.name])
    for table in LINK_TABLES:
        for batch_date in draft.staged.get(table.name, ()):
            rows = draft.read(table.name, batch_date)
            assert rows is not None
            expectations = build_expectations(table, TABLES)
            data = rows.with_columns(*build_complaints(table, read_known(draft, plan, table, batch_date, actors)))
            faults += find_faults(f"{table.name} {batch_date or ''}".strip(), table, data, expectations)
            checks += len(expectations)
    if faults:
        raise LinksRefusedError(f"{len(faults)} checks of link tables failed, first: {faults[0]}; please report this")
    return checks


def read_known(
    draft: Draft, plan: LinkPlan, table: Table, batch_date: date | None, actors: pl.DataFrame | None
) -> dict[str, pl.Series]:
    """Return by column the values of the tables that it refers to; not of a batch that is another by now."""
    known = {}
    for column, other in table.references:
        if other == ACTORS.name:
            known[column] = pl.Series(column, [], pl.String) if actors is None else actors[column]
        elif batch_date is not None:
            place = Batch(batch_date, draft.links.curated, draft.links.curated).published(other)
            try:
                known[column] = read_published(place, [column], plan.published[batch_date].split()[0])[column]
            except TablesDifferError:  # it is published anew meanwhile, and linked anew after that
                continue
    return known


def build_complaints(table: Table, known: Mapping[str, pl.Series]) -> Iterator[pl.Expr]:
    """Yield a column for each relation of a table: null where the row is as it should be."""
    for relation in build_relations(table, TABLES):
        is_right = pl.lit(True)
        if relation.kind is Kind.ASCENDING:
            is_right = pl.arg_sort_by(*relation.columns) == pl.int_range(pl.len())
        elif relation.kind is Kind.REFERS and relation.columns[0] in known:
            is_right = pl.col(relation.columns[0]).is_in(known[relation.columns[0]].implode())
        yield pl.when(~is_right).then(pl.lit(relation.meaning)).alias(relation.name)


def find_faults(where: str, table: Table, data: pl.DataFrame, expectations: tuple[Expectation, ...]) -> Iterator[str]:
    """Yield what is not as expected, with some rows that it is so of."""
    for expectation in expectations:
        wrong = data.filter(~CHECKS[expectation.type](**expectation.kwargs))
        if len(wrong):
            keys = wrong.head(EXAMPLES).select(table.key).rows()
            yield f"{where}: {expectation.label}: {len(wrong)} rows, as {keys}"


def is_between(column: str, min_value: float | None = None, max_value: float | None = None) -> pl.Expr:
    """Return whether a value is in range, or null."""
    value, is_in = pl.col(column), pl.lit(True)
    if min_value is not None:
        is_in &= value >= min_value
    if max_value is not None:
        is_in &= value <= max_value
    return is_in.fill_null(True)


CHECKS: dict[str, Callable[..., pl.Expr]] = {
    "expect_column_values_to_be_unique": lambda column: pl.col(column).is_unique(),
    "expect_compound_columns_to_be_unique": lambda column_list: pl.struct(column_list).is_unique(),
    "expect_column_values_to_not_be_null": lambda column: pl.col(column).is_not_null(),
    "expect_column_values_to_be_null": lambda column: pl.col(column).is_null(),
    "expect_column_values_to_be_between": is_between,
    "expect_column_values_to_be_in_set": lambda column, value_set: pl.col(column).is_in(value_set).fill_null(True),
    "expect_column_values_to_match_regex": lambda column, regex: pl.col(column).str.contains(regex).fill_null(True),
}
"""By the type of an expectation, whether a row is as expected; it takes the expectation's arguments."""
