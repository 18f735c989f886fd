"""Checks of offsets, slices and spans against the text of the article."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.relations import Relation
from tasks.validate.articles import NONE, Finding, IntArray, Rows, quote, read_codepoints, read_ints


def find_wrong_offsets(relation: Relation, rows: Rows) -> Finding:
    """Find pairs of offsets of which one is null, or that are empty, or that leave the text."""
    start, end = (rows.ints(name) for name in relation.columns[:2])
    length = rows.articles.lengths[rows.position]
    present = [np.asarray(rows.rows[name].is_valid()) for name in relation.columns]
    some, every = np.logical_or.reduce(present), np.logical_and.reduce(present)
    inside = (start >= 0) & (start < end) & (end <= length)

    def describe(row: int) -> str:
        if not every[row]:
            missing = (name for name, is_there in zip(relation.columns, present, strict=True) if not is_there[row])
            return f"{', '.join(missing)} is null, the rest is not"
        return f"[{start[row]}:{end[row]}] is no stretch of a text of {length[row]} characters"

    return (rows.position >= 0) & some & (~every | ~inside), describe


def find_wrong_slices(relation: Relation, rows: Rows) -> Finding:
    """Find rows whose string is not the slice of the article's text."""
    faults, describe_offsets = find_wrong_offsets(relation, rows)
    start, end = (rows.ints(name) for name in relation.columns[:2])
    strings = rows.rows[relation.columns[2]]
    at = np.flatnonzero((rows.position >= 0) & ~faults & np.asarray(strings.is_valid()))
    size = end[at] - start[at]
    same_size = read_ints(pc.utf8_length(strings.take(pa.array(at)))) == size
    differing = np.zeros(len(faults), np.bool_)
    differing[at[~same_size]] = True
    at, size = at[same_size], size[same_size]
    stored = read_codepoints(strings.take(pa.array(at)))
    first = rows.articles.starts[rows.position[at]] + start[at]
    place = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(len(stored))
    differing[np.repeat(at, size)[stored != rows.articles.codepoints[place]]] = True

    def describe(row: int) -> str:
        if not differing[row]:
            return describe_offsets(row)
        found = rows.articles.rows["text"][int(rows.position[row])].as_py()[start[row] : end[row]]
        return f"{relation.columns[2]} is {quote(strings[row].as_py())}, the text has {quote(found)}"

    return faults | differing, describe


def find_out_of_order(relation: Relation, rows: Rows) -> Finding:
    """Find rows that start before the row before them in the article has ended."""
    start, end = (rows.ints(name) for name in relation.columns)
    last = np.append([0], end[:-1])[: len(end)]
    return ~rows.is_first & (start < last), lambda row: f"start is {start[row]}, the last row's end {last[row]}"


def find_wrong_spans(relation: Relation, rows: Rows) -> Finding:
    """Find rows with no span, or with one that is empty, overlaps the one before it, or leaves the text."""
    parent, start, end = read_spans(rows.rows[relation.columns[0]])
    length = rows.articles.lengths[rows.position]
    last = np.where(np.append([-1], parent[:-1])[: len(parent)] == parent, np.append([0], end[:-1])[: len(end)], 0)
    wrong = (start < last) | (start >= end) | ((end > length[parent]) & (rows.position[parent] >= 0))
    faults = np.bincount(parent, minlength=len(rows.rows)) == 0
    faults[parent[wrong]] = True
    return faults, lambda row: f"{show_spans(rows, relation, row)} in a text of {length[row]} characters"


def find_wrong_span_ends(relation: Relation, rows: Rows) -> Finding:
    """Find rows whose spans do not begin and end where the columns of start and end say."""
    parent, start, end = read_spans(rows.rows[relation.columns[0]])
    first, last = (rows.ints(name) for name in relation.columns[1:])
    lowest, highest = np.full(len(first), np.iinfo(np.int64).max), np.full(len(first), NONE)
    np.minimum.at(lowest, parent, start)
    np.maximum.at(highest, parent, end)
    faults = (highest >= 0) & ((lowest != first) | (highest != last))
    return faults, lambda row: f"{show_spans(rows, relation, row)} against [{first[row]}:{last[row]}]"


def find_wrong_joins(relation: Relation, rows: Rows) -> Finding:
    """Find rows whose string is not their spans of the article's text, joined by a space."""
    spans, stored = (rows.rows[name].to_pylist() for name in relation.columns)
    texts = [*rows.articles.rows["text"].to_pylist(), ""]
    due = [
        " ".join(texts[position][span["start"] : span["end"]] for span in each)
        for each, position in zip(spans, rows.position, strict=True)
    ]
    faults = np.array([one != other for one, other in zip(stored, due, strict=True)], np.bool_) & (rows.position >= 0)
    return faults, lambda row: f"{relation.columns[1]} is {quote(stored[row])}, the spans have {quote(due[row])}"


def read_spans(column: pa.ChunkedArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return for every span of a column of lists: its row, its start, its end."""
    lists = column.combine_chunks()
    spans = lists.flatten()
    parent: npt.NDArray[np.int64] = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
    return parent, read_ints(spans.field("start")), read_ints(spans.field("end"))


def show_spans(rows: Rows, relation: Relation, row: int) -> str:
    """Return the spans of one row, as slices."""
    spans = rows.rows[relation.columns[0]][row].as_py() or []
    return " ".join(f"[{span['start']}:{span['end']}]" for span in spans) or "no span"
