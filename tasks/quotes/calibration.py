"""Scores of the tagger to probabilities: of the quotes with this confidence, the share that are right."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).parent / "model" / "calibration.json"

type Curve = tuple[Sequence[float], Sequence[float]]
"""Scores in rising order, and the confidence at each."""


@cache
def load_curve() -> Curve:
    """The curve fitted on dev data by isotonic regression."""
    curve = json.loads(CALIBRATION.read_text())
    return curve["scores"], curve["confidences"]


def calibrate(score: float, curve: Curve | None = None) -> float:
    """The confidence at a score, between the curve's points on a straight line, level beyond its ends."""
    scores, confidences = curve or load_curve()
    after = bisect_right(scores, score)
    if after in (0, len(scores)):
        return confidences[min(after, len(scores) - 1)]
    left, right = scores[after - 1], scores[after]
    share = (score - left) / (right - left)
    return confidences[after - 1] + share * (confidences[after] - confidences[after - 1])
