"""From the tagger's scores to spans: the best valid labelling of whole words, quote marks taken as evidence."""

import numpy as np

from tasks.quotes.tagging.pieces import Floats, Ints, Longs, Range

NEVER = np.float32(-1e4)
NO_CUE = np.float32(-0.6)
"""Cost of beginning a cue; below 0 more are begun than are likely, and left to the rating."""
CUE_MOVES = np.array([[0, -NO_CUE, NEVER], [0, -NO_CUE, 0], [0, -NO_CUE, 0]], dtype=np.float32)
"""[from, to] over O, B, I: what is inside must have begun."""
PAIR_MOVES = np.array(
    [[0, 0, NEVER, 0, NEVER], [0, 0, 0, 0, NEVER], [0, 0, 0, 0, NEVER], [0, 0, NEVER, 0, 0], [0, 0, NEVER, 0, 0]],
    dtype=np.float32,
)
"""[from, to] over none, B-speaker, I-speaker, B-content, I-content."""
CUE_LATER, PAIR_LATER = (0, 2, 2), (0, 2, 2, 4, 4)
"""The label that the later pieces of a word have, by the label of its first piece."""
SHORT = 4
"""Runs of up to 2 ** SHORT words are decoded together, longer ones with those of about their length."""
IS_CONTENT = np.array([0, 0, 0, 1, 1], dtype=np.float32)


def log_softmax(scores: Floats) -> Floats:
    """Return the logarithm of the softmax over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def score_words(scores: Floats, firsts: Ints, later: tuple[int, ...]) -> Floats:
    """Return log-probabilities of words [words, labels] from those of pieces; ``firsts`` are their first pieces."""
    joined = scores[:, list(later)]
    joined[firsts] = scores[firsts]
    return np.add.reduceat(joined, firsts, axis=0) if len(firsts) else joined[:0]


def label_words(chances: Floats, moves: Floats, least: float) -> Longs:
    """Return the best labels [words] for log-probabilities [words, labels]; label 0 is "none".

    Words less likely than ``least`` to be anything else are none: between them, every run of words is decoded by
    itself, those of about one length together, since most are short and few may be very long.
    """
    labels = np.zeros(len(chances), dtype=np.int64)
    possible = chances[:, 0] < np.log1p(-least)
    runs = np.flatnonzero(np.diff(possible, prepend=False, append=False)).reshape(-1, 2)
    counts = np.diff(runs, axis=1)[:, 0].astype(np.int32)
    sizes = np.maximum(np.ceil(np.log2(np.maximum(counts, 1))), SHORT)
    for size in np.unique(sizes):
        alike = sizes == size
        words = np.flatnonzero(possible)[np.repeat(alike, counts)]
        best = find_best(pad_rows(chances[words], counts[alike]), moves)
        labels[words] = best[np.arange(best.shape[1]) < counts[alike, None]]
    return labels


def pad_rows(words: Floats, counts: Ints) -> Floats:
    """Return words given one row after the other as [rows, longest, labels], padded with "none"."""
    padded = np.full((len(counts), counts.max(), words.shape[1]), NEVER, dtype=np.float32)
    padded[..., 0] = 0
    padded[np.arange(padded.shape[1]) < counts[:, None]] = words
    return padded


def find_best(scores: Floats, moves: Floats, costs: Floats | None = None) -> Longs:
    """Return the best labels [rows, words] for log-probabilities [rows, words, labels], by Viterbi's algorithm.

    ``costs`` [rows, words] is taken off wherever a content begins or ends just before that word.
    """
    rows, words, _ = scores.shape
    change = np.abs(IS_CONTENT[:, None] - IS_CONTENT)
    steps: dict[int, Floats] = {}
    if costs is not None:
        for word in np.flatnonzero(costs.any(axis=0)).tolist():
            steps[word] = moves[..., None] - costs[:, word] * change[..., None]
    given = np.ascontiguousarray(scores.transpose(1, 2, 0))
    totals = np.empty_like(given)
    totals[0] = given[0] + moves[0, :, None]
    for word in range(1, words):
        reach = totals[word - 1, :, None] + steps.get(word, moves[..., None])
        np.add(reach.max(axis=0), given[word], out=totals[word])
    path = np.zeros((rows, words), dtype=np.int64)
    path[:, -1] = totals[-1].argmax(axis=0)
    every = np.arange(rows)
    for word in range(words - 1, 0, -1):
        step = steps[word][:, path[:, word], every] if word in steps else moves[:, path[:, word]]
        path[:, word - 1] = (totals[word - 1] + step).argmax(axis=0)
    return path


def find_runs(labels: Longs, begin: int) -> list[Range]:
    """Return the runs of ``begin`` and ``begin + 1`` in one row of labels; each ``begin`` starts a new one."""
    spans: list[Range] = []
    for place in np.flatnonzero((labels == begin) | (labels == begin + 1)).tolist():
        if spans and spans[-1][1] == place and labels[place] != begin:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans
