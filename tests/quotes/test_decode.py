"""Viterbi's algorithm finds what trying every labelling finds."""

from itertools import pairwise, product

import numpy as np
import pytest

from tasks.quotes.tagging.decode import IS_CONTENT, PAIR_MOVES, find_best
from tasks.quotes.tagging.pieces import Floats


def rate(labels: tuple[int, ...], scores: Floats, costs: Floats) -> float:
    """The score of one labelling of one row."""
    total = scores[np.arange(len(labels)), labels].sum() + PAIR_MOVES[0, labels[0]]
    for word, (one, next_one) in enumerate(pairwise(labels), start=1):
        total += PAIR_MOVES[one, next_one] - costs[word] * abs(IS_CONTENT[one] - IS_CONTENT[next_one])
    return float(total)


@pytest.mark.parametrize("words", [1, 2, 5])
def test_no_labelling_is_better(words: int) -> None:
    random = np.random.default_rng(words)
    scores = random.normal(size=(20, words, 5), scale=2).astype(np.float32)
    costs = np.where(random.random((20, words)) < 0.4, 2, 0).astype(np.float32)
    for row, labels in enumerate(find_best(scores, PAIR_MOVES, costs).tolist()):
        best = max(rate(other, scores[row], costs[row]) for other in product(range(5), repeat=words))
        assert rate(tuple(labels), scores[row], costs[row]) == pytest.approx(best, abs=1e-4)
