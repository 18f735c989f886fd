"""Checks of whole columns that find the rows at fault and say, for the first of them, what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.relations import Kind, Relation
from tasks.validate import offsets, references
from tasks.validate.articles import Finding, Rows
from tasks.validate.verdict import EXAMPLES

UNSAID = "(not shown)"

CHECKS: dict[Kind, Callable[[Relation, Rows], Finding]] = {
    Kind.KNOWN: references.find_unknown,
    Kind.POSITION: references.find_misplaced,
    Kind.OFFSETS: offsets.find_wrong_offsets,
    Kind.SLICE: offsets.find_wrong_slices,
    Kind.ORDER: offsets.find_out_of_order,
    Kind.SPANS: offsets.find_wrong_spans,
    Kind.SPAN_ENDS: offsets.find_wrong_span_ends,
    Kind.REFERENCE: references.find_dangling,
    Kind.IN_SENTENCE: references.find_outside_sentence,
    Kind.TOKEN_OF_SENTENCE: references.find_outside_tokens,
    Kind.TOKENS_FOLLOW: references.find_gaps,
    Kind.COPY: references.find_unlike,
    Kind.QUOTE_ID: references.find_wrong_ids,
}


def build_complaints(relation: Relation, rows: Rows, counted: Mapping[str, pa.Table], before: pa.Table | None) -> Any:
    """Return a column with a sentence for every row at fault, null elsewhere.

    Only the first rows at fault are described, since only those are shown. A column without a complaint is of
    floats, which Great Expectations judges fastest.
    """
    if relation.kind is Kind.ASCENDING:
        faults, describe = find_descending(relation, rows.rows, before)
    elif relation.kind is Kind.COUNT:
        faults, describe = find_miscounted(relation, rows, counted[relation.columns[1]])
    else:
        faults, describe = CHECKS[relation.kind](relation, rows)
    at = np.flatnonzero(faults)
    if not len(at):
        return np.full(len(faults), np.nan)
    complaints = np.full(len(faults), None, dtype=object)
    complaints[at] = UNSAID
    for row in at[:EXAMPLES].tolist():
        complaints[row] = describe(row)
    return complaints


def find_descending(relation: Relation, rows: pa.Table, before: pa.Table | None) -> Finding:
    """Find rows whose key is not after the key of the row before; `before` is the row before the first."""
    keys = rows.select(list(relation.columns))
    joined = keys if before is None else pa.concat_tables([before.select(keys.column_names), keys])
    later, equal = np.zeros(max(len(joined) - 1, 0), np.bool_), np.ones(max(len(joined) - 1, 0), np.bool_)
    for column in joined.columns if len(joined) else []:
        left, right = column.slice(0, len(column) - 1), column.slice(1)
        later |= equal & np.asarray(pc.fill_null(pc.greater(right, left), False))
        equal &= np.asarray(pc.fill_null(pc.equal(right, left), False))
    faults = np.append([False], ~later) if before is None else ~later
    return faults[: len(keys)], lambda _: "the key is not after that of the row before"


def find_miscounted(relation: Relation, articles: Rows, counted: pa.Table) -> Finding:
    """Find articles whose count is not the number of rows in the other table."""
    position = articles.articles.find_positions(counted)
    found = np.bincount(position[position >= 0], minlength=len(articles.rows))
    said = articles.ints(relation.columns[0])
    return said != found, lambda row: f"{relation.columns[0]} is {said[row]}, {relation.columns[1]} has {found[row]}"
