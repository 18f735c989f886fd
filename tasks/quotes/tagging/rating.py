"""How likely a decoded attribution is right, speaker included, and whether that is enough to keep it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.tagging.pieces import Floats, Range

FEATURES = ("cue", "content mean", "content least", "speaker", "no speaker", "length", "several spans")


@dataclass(frozen=True, slots=True)
class RatingSettings:
    """A logistic regression over FEATURES, fitted on held-out training documents."""

    weights: tuple[float, ...] = (0.3, 0.3, 0.0, 0.2, -1.0, 0.3, 0.7)
    bias: float = -2.5
    least: float = 0.4
    """Attributions rated below are dropped."""


def describe(cue: float, sure: Floats, contents: Sequence[Range], speaker: Range | None) -> Floats:
    """Return the features of one attribution: ``sure`` [words] are the probabilities of the chosen labels."""
    inside = np.concatenate([sure[slice(*content)] for content in contents])
    spoken = float(sure[slice(*speaker)].mean()) if speaker else 0.5
    chances = np.clip([cue, inside.mean(), inside.min(), spoken], 1e-3, 1 - 1e-3)
    rest = [float(speaker is None), np.log(len(inside)), float(len(contents) > 1)]
    return np.array([*np.log(chances / (1 - chances)), *rest], dtype=np.float32)


def rate(features: Floats, settings: RatingSettings) -> float:
    """Return the probability of being right, 0-1."""
    return float(1 / (1 + np.exp(-(features @ np.array(settings.weights) + settings.bias))))


def fit_rating(features: NDArray[np.float64], right: NDArray[np.bool_], least: float = 0.4) -> RatingSettings:
    """Fit a logistic regression by Newton's method, with a small ridge; features [attributions, FEATURES]."""
    x = np.hstack([features, np.ones((len(features), 1))])
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (right - chance) - weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return RatingSettings(tuple(map(float, weights[:-1])), float(weights[-1]), least)
