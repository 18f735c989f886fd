"""Scores of the tagger to probabilities: of the quotes with this confidence, the share that are right."""

import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import batched
from pathlib import Path

MODEL = Path(__file__).parent / "model"
CALIBRATION = "calibration.json"
POINT_SIZE = 25
"""Quotes behind a point of the curve: with fewer, its ends would stand at 0 and 1 by chance."""
BINS = 10

type Curve = tuple[Sequence[float], Sequence[float]]
"""Scores in rising order, and the confidence at each."""
type Judged = tuple[float, bool]
"""A score or a confidence, and whether the quote that has it is right."""


@cache
def load_curve() -> Curve:
    """The curve beside the model in use (QUOTEWIRE_TAGGER, else the package's own); confidence is the score without."""
    path = Path(os.environ.get("QUOTEWIRE_TAGGER", MODEL)) / CALIBRATION
    if not path.exists():
        return (0.0, 1.0), (0.0, 1.0)
    curve = json.loads(path.read_text())
    return curve["scores"], curve["confidences"]


def write_curve(curve: Curve, folder: Path = MODEL) -> None:
    """Write a curve beside a model, where `load_curve` finds it."""
    scores, confidences = ([round(value, 4) for value in values] for values in curve)
    (folder / CALIBRATION).write_text(json.dumps({"scores": scores, "confidences": confidences}) + "\n")


def calibrate(score: float, curve: Curve | None = None) -> float:
    """The confidence at a score, between the curve's points on a straight line, level beyond its ends."""
    scores, confidences = curve or load_curve()
    after = bisect_right(scores, score)
    if after in (0, len(scores)):
        return confidences[min(after, len(scores) - 1)]
    left, right = scores[after - 1], scores[after]
    share = (score - left) / (right - left)
    return confidences[after - 1] + share * (confidences[after] - confidences[after - 1])


def fit_curve(judged: Iterable[Judged], size: int = POINT_SIZE) -> Curve:
    """The never falling curve nearest to what was right: isotonic regression by pooling adjacent violators.

    Neighbours in score are averaged by `size` first (Barlow et al. 1972 for the method). Raises ValueError where
    nothing was judged.
    """
    blocks: list[tuple[float, float, int]] = []  # mean score, share right, quotes
    for group in batched(sorted(judged), size):
        blocks.append((sum(s for s, _ in group) / len(group), sum(r for _, r in group) / len(group), len(group)))
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            (score, share, count), (later, other, more) = blocks[-2:]
            total = count + more
            blocks[-2:] = [((score * count + later * more) / total, (share * count + other * more) / total, total)]
    if not blocks:
        raise ValueError("no predicted quotes to calibrate on; take a corpus with quotes")
    return [score for score, _, _ in blocks], [share for _, share, _ in blocks]


def find_calibration_error(judged: Iterable[Judged]) -> float | None:
    """Expected calibration error in ten equal bins of confidence, 0-1; None where nothing was judged.

    The mean distance of confidence and share right (Naeini et al., AAAI 2015).
    """
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for confidence, right in judged:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    total = sum(map(len, bins))
    gaps = (abs(sum(confidence for confidence, _ in one) - sum(right for _, right in one)) for one in bins)
    return sum(gaps) / total if total else None
