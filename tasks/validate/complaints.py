"""Checks of whole columns that find the rows at fault and say, for the first of them, what is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np

from schemas.relations import Kind, Relation
from tasks.validate import offsets, references
from tasks.validate.articles import Finding, Rows
from tasks.validate.verdict import EXAMPLES

UNSAID = "(not shown)"

CHECKS: dict[Kind, Callable[[Relation, Rows], Finding]] = {
    Kind.ASCENDING: references.find_descending,
    Kind.KNOWN: references.find_unknown,
    Kind.POSITION: references.find_misplaced,
    Kind.OFFSETS: offsets.find_wrong_offsets,
    Kind.SLICE: offsets.find_wrong_slices,
    Kind.ORDER: offsets.find_out_of_order,
    Kind.SPANS: offsets.find_wrong_spans,
    Kind.SPAN_ENDS: offsets.find_wrong_span_ends,
    Kind.JOIN: offsets.find_wrong_joins,
    Kind.ONLY_WITH: references.find_alone,
    Kind.REFERENCE: references.find_dangling,
    Kind.IN_SENTENCE: references.find_outside_sentence,
    Kind.TOKEN_OF_SENTENCE: references.find_outside_tokens,
    Kind.TOKENS_FOLLOW: references.find_gaps,
    Kind.COPY: references.find_unlike,
    Kind.COUNT: references.find_miscounted,
    Kind.QUOTE_ID: references.find_wrong_ids,
}


def build_complaints(relation: Relation, rows: Rows) -> Any:
    """Return a column with a sentence for every row at fault, null elsewhere.

    Only the first rows at fault are described, since only those are shown. A column without a complaint is of
    floats, which Great Expectations judges fastest.
    """
    faults, describe = CHECKS[relation.kind](relation, rows)
    at = np.flatnonzero(faults)
    if not len(at):
        return np.full(len(faults), np.nan)
    complaints = np.full(len(faults), None, dtype=object)
    complaints[at] = UNSAID
    for row in at[:EXAMPLES].tolist():
        complaints[row] = describe(row)
    return complaints
