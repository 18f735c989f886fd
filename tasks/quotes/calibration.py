"""Scores of the tagger and the rules as probabilities: of the quotes with this confidence, the share that are right."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

CURVE = "calibration.json"

type Curve = tuple[Sequence[float], Sequence[float]]
"""Scores in rising order, and the confidence at each."""


def load_curve(folder: Path) -> Curve:
    """Return the curve beside the model in a folder; without one, confidence is the score."""
    path = folder / CURVE
    if not path.exists():
        return (0.0, 1.0), (0.0, 1.0)
    curve = json.loads(path.read_text())
    return curve["scores"], curve["confidences"]


def calibrate(score: float, curve: Curve) -> float:
    """Return the confidence at a score, between the curve's points on a straight line, level beyond its ends."""
    scores, confidences = curve
    after = bisect_right(scores, score)
    if after in (0, len(scores)):
        return confidences[min(after, len(scores) - 1)]
    left, right = scores[after - 1], scores[after]
    share = (score - left) / (right - left)
    return confidences[after - 1] + share * (confidences[after] - confidences[after - 1])
