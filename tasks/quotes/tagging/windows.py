"""Plan the windows in which the encoder reads a document: over the paragraphs that may hold a quote at all."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.tagging.features import Features
from tasks.quotes.tagging.pieces import Ints, Pieces, Range


@dataclass(frozen=True, slots=True)
class Window:
    """The encoder reads ``start:end`` and keeps the vectors of ``core``; the rest is context."""

    start: int
    end: int
    core: Range


@dataclass(frozen=True, slots=True)
class WindowSizes:
    """In pieces. Vectors near the end of what the encoder reads are worse, so every core has context around it."""

    core: int = 126
    context: int = 8
    slack: int = 24
    """A core ends with the last sentence that ends among its last so many pieces."""


def find_evidence(pieces: Pieces, features: Features, evidence: Iterable[int]) -> NDArray[np.bool_]:
    """Return for each piece whether its paragraph has a quote mark or evidence; true for all where none is known."""
    known = np.fromiter(evidence, dtype=np.int32)
    if not len(known):
        return np.ones(len(pieces.ids), dtype=np.bool_)
    strong = (features.inputs[:, 0] > 0) | np.isin(pieces.ids, known)
    return np.isin(features.paragraph, features.paragraph[strong])


def plan_windows(kept: NDArray[np.bool_], sentence: Ints, sizes: WindowSizes) -> list[Window]:
    """Return windows whose cores cover all kept pieces once, in order; none where nothing is kept."""
    ends = np.flatnonzero(np.diff(sentence) > 0) + 1
    edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    windows = []
    for first, last in edges.reshape(-1, 2).tolist():
        for core in cut_run(first, last, ends, sizes):
            start, end = max(core[0] - sizes.context, 0), min(core[1] + sizes.context, len(kept))
            windows.append(Window(start, end, core))
    return windows


def cut_run(first: int, last: int, ends: NDArray[np.int64], sizes: WindowSizes) -> list[Range]:
    """Return one run of pieces cut into cores: equal shares, each moved back to the end of a sentence near by."""
    cores = []
    while first < last:
        share = -(-(last - first) // -(-(last - first) // sizes.core))
        end = first + share
        nearest = int(np.searchsorted(ends, end, side="right")) - 1
        if end < last and nearest >= 0 and ends[nearest] > max(end - sizes.slack, first):
            end = int(ends[nearest])
        cores.append((first, end))
        first = end
    return cores
