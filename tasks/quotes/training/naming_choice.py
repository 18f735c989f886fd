"""Fitting a choice among candidates: a log-linear model over named features, in numpy, the same on every run."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

type Choice = tuple[Sequence[Mapping[str, float]], Sequence[bool]]
"""The candidates of one choice, and which of them are right (at least one)."""


def fit_held_out(documents: Sequence[Sequence[Choice]]) -> dict[str, float]:
    """Return the weights fitted on all documents; print the accuracy on every fifth, fitted on the others."""
    held = [example for document in documents[::5] for example in document]
    rest = [example for i, document in enumerate(documents) if i % 5 for example in document]
    print(f"{len(held)} held out: {find_accuracy(held, fit_choice(rest)):.3f} right")
    return fit_choice(held + rest)


def fit_choice(
    examples: Sequence[Choice], penalty: float = 1e-3, steps: int = 800, rate: float = 0.05
) -> dict[str, float]:
    """Return feature → weight, by the likelihood of the right candidates less `penalty` times the squared weights.

    Full-batch Adam (Kingma and Ba, 2015), its rate falling to 0.
    """
    names = sorted({name for candidates, _ in examples for features in candidates for name in features})
    column = {name: i for i, name in enumerate(names)}
    rows, columns, values, right, starts = _flatten(examples, column)
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, steps + 1):
        scores = np.bincount(rows, values * weights[columns], minlength=len(right))
        error = _error(scores, right, starts)
        gradient = np.bincount(columns, values * error[rows], minlength=len(names)) / len(starts)
        gradient += 2 * penalty * weights
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        change = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = weights - rate * (1 - step / steps) * change
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


type Flat = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]


def _flatten(examples: Sequence[Choice], column: Mapping[str, int]) -> Flat:
    """Return row, column and value of every feature, a row a candidate; which are right; each example's first row."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    right: list[bool] = []
    starts: list[int] = []
    for candidates, flags in examples:
        starts.append(len(right))
        for features, flag in zip(candidates, flags, strict=True):
            rows.extend([len(right)] * len(features))
            columns.extend(column[name] for name in features)
            values.extend(features.values())
            right.append(flag)
    return np.array(rows), np.array(columns), np.array(values), np.array(right), np.array(starts)


def _error(scores: NDArray[np.float64], right: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the probability of each candidate less its probability among the right ones."""
    counts = np.diff(np.append(starts, len(scores)))
    powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), counts))
    rightly = np.where(right, powers, 1e-300)
    everyone = np.repeat(np.add.reduceat(powers, starts), counts)
    wanted = np.where(right, rightly / np.repeat(np.add.reduceat(rightly, starts), counts), 0.0)
    error: NDArray[np.float64] = powers / everyone - wanted
    return error


def find_accuracy(examples: Sequence[Choice], weights: Mapping[str, float]) -> float:
    """Return the share of examples whose best candidate is a right one, 0-1."""
    hits = 0
    for candidates, right in examples:
        scores = [sum(weights.get(name, 0.0) * value for name, value in features.items()) for features in candidates]
        hits += right[scores.index(max(scores))]
    return hits / max(1, len(examples))
