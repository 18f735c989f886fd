"""Checks of what rows owe to their article, to its sentences and to the row before."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.relations import Relation
from tasks.validate.articles import Finding, Rows, quote, read_ints


def find_unknown(_: Relation, rows: Rows) -> Finding:
    """Find rows of no article."""
    return rows.position < 0, lambda _: "no such article in this place (rows come in the order of articles)"


def find_misplaced(relation: Relation, rows: Rows) -> Finding:
    """Find rows that are not numbered from 0 within their article."""
    index, counted = rows.ints(relation.columns[0]), np.arange(len(rows.rows))
    expected = counted - np.maximum.accumulate(np.where(rows.is_first, counted, 0))
    return index != expected, lambda row: f"{relation.columns[0]} {expected[row]} was due"


def find_dangling(relation: Relation, rows: Rows) -> Finding:
    """Find rows that point past the last row of their article."""
    column, count = relation.columns
    index, limit = rows.ints(column), rows.articles.counts(count)[rows.position]
    faults = (rows.position >= 0) & (index >= limit)
    return faults, lambda row: f"{column} is {index[row]}, the article's {count} {limit[row]}"


def find_outside_sentence(relation: Relation, rows: Rows) -> Finding:
    """Find rows whose start lies outside the sentence that they name."""
    start, sentence = rows.ints(relation.columns[0]), rows.sentence_row
    low, high = (np.append(read_ints(rows.sentences[name]), 0)[sentence] for name in ("start", "end"))
    faults = (sentence >= 0) & ((start < low) | (start >= high))
    return faults, lambda row: f"start is {start[row]}, the sentence [{low[row]}:{high[row]}]"


def find_outside_tokens(relation: Relation, rows: Rows) -> Finding:
    """Find tokens that their sentence does not count, or that end after it."""
    index, end, _ = (rows.ints(name) for name in relation.columns)
    sentence = rows.sentence_row
    first, count, last = (
        np.append(read_ints(rows.sentences[name]), 0)[sentence] for name in ("token_start", "token_count", "end")
    )
    faults = (sentence >= 0) & ((index < first) | (index >= first + count) | (end > last))
    final = first + count - 1
    return faults, lambda row: f"the sentence has tokens {first[row]} to {final[row]}, ends at {last[row]}"


def find_gaps(_: Relation, rows: Rows) -> Finding:
    """Find sentences whose first token is not the one after the sentence before."""
    first, count = rows.ints("token_start"), rows.ints("token_count")
    due = np.where(rows.is_first, 0, np.append([0], (first + count)[:-1])[: len(first)])
    return first != due, lambda row: f"token_start is {first[row]}, {due[row]} was due"


def find_unlike(relation: Relation, rows: Rows) -> Finding:
    """Find rows that differ from their article in a column that repeats it."""
    name = relation.columns[0]
    at = pa.array(np.where(rows.position < 0, 0, rows.position), mask=rows.position < 0)
    own, theirs = rows.rows[name], rows.articles.rows[name].take(at)
    same = pc.or_(pc.fill_null(pc.equal(own, theirs), False), pc.and_(pc.is_null(own), pc.is_null(theirs)))
    faults = (rows.position >= 0) & ~np.asarray(same)
    return faults, lambda row: f"{name} is {quote(own[row].as_py())}, the article's {quote(theirs[row].as_py())}"


def find_alone(relation: Relation, rows: Rows) -> Finding:
    """Find rows that have the first column and lack the second."""
    own, other = (rows.rows[name] for name in relation.columns)
    faults = np.asarray(pc.and_(own.is_valid(), other.is_null()))
    return faults, lambda row: f"{relation.columns[0]} is {quote(own[row].as_py())}, {relation.columns[1]} is null"


def find_wrong_ids(relation: Relation, rows: Rows) -> Finding:
    """Find rows whose id is not made of their key."""
    own, *parts = (rows.rows[name].cast(pa.string()) for name in relation.columns)
    due = pc.binary_join_element_wise(*parts, "-")
    faults = np.asarray(pc.fill_null(pc.not_equal(own, due), False))
    return faults, lambda row: f"{relation.columns[0]} is {quote(own[row].as_py())}, {quote(due[row].as_py())} was due"


def find_descending(relation: Relation, rows: Rows) -> Finding:
    """Find rows whose key is not after the key of the row before, be that the last one of the chunk before."""
    keys, before = rows.rows.select(list(relation.columns)), rows.chunk.before
    joined = keys if before is None else pa.concat_tables([before.select(keys.column_names), keys])
    later, equal = np.zeros(max(len(joined) - 1, 0), np.bool_), np.ones(max(len(joined) - 1, 0), np.bool_)
    for column in joined.columns if len(joined) else []:
        left, right = column.slice(0, len(column) - 1), column.slice(1)
        later |= equal & np.asarray(pc.fill_null(pc.greater(right, left), False))
        equal &= np.asarray(pc.fill_null(pc.equal(right, left), False))
    faults = np.append([False], ~later) if before is None else ~later
    return faults[: len(keys)], lambda _: "the key is not after that of the row before"


def find_miscounted(relation: Relation, rows: Rows) -> Finding:
    """Find articles whose count is not the number of rows in the other table."""
    column, counted = relation.columns
    position = rows.articles.find_positions(rows.chunk.tables[counted])
    found = np.bincount(position[position >= 0], minlength=len(rows.rows))
    said = rows.ints(column)
    return said != found, lambda row: f"{column} is {said[row]}, {counted} has {found[row]}"
