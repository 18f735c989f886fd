"""Scores become probabilities: the curve never falls, and says what share is right."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.quotes.calibration import calibrate, load_curve
from tasks.quotes.scoring.names import find_calibration_error
from tasks.quotes.training.calibrate import fit_curve, write_curve

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


def test_adjacent_violators_are_pooled() -> None:
    judged = [(0.1, False), (0.2, True), (0.3, False), (0.4, True)]
    scores, confidences = fit_curve(judged, size=1)
    assert list(scores) == pytest.approx([0.1, 0.25, 0.4])
    assert list(confidences) == [0.0, 0.5, 1.0]


@given(JUDGED, st.integers(1, 30))
def test_the_curve_rises_and_keeps_the_mean(judged: list[tuple[float, bool]], size: int) -> None:
    scores, confidences = fit_curve(judged, size)
    assert all(left < right for left, right in pairwise(confidences))
    assert all(left <= right for left, right in pairwise(scores))
    assert all(0 <= calibrate(score, (scores, confidences)) <= 1 for score, _ in judged)


def test_between_points_on_a_straight_line_and_level_beyond() -> None:
    curve = ([0.2, 0.6], [0.1, 0.9])
    assert [calibrate(score, curve) for score in (0.0, 0.2, 0.4, 0.6, 1.0)] == pytest.approx([0.1, 0.1, 0.5, 0.9, 0.9])


def test_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="corpus with quotes"):
        fit_curve([])


def test_expected_error() -> None:
    assert find_calibration_error([]) is None
    assert find_calibration_error([(1.0, True), (0.0, False)]) == 0.0
    # in the bin from 0.9: 2 quotes, mean 0.95, half right; in the bin from 0.2: 2 quotes, mean 0.25, half right
    judged = [(0.92, True), (0.98, False), (0.21, True), (0.29, False)]
    assert find_calibration_error(judged) == pytest.approx((0.9 + 0.5) / 4)


@pytest.mark.parametrize(("written", "confidence"), [(True, 0.25), (False, 0.5)])
def test_the_curve_lies_beside_the_model(written: bool, confidence: float, tmp_path: Path) -> None:
    if written:
        write_curve(([0.0, 1.0], [0.0, 0.5]), tmp_path)
    assert calibrate(0.5, load_curve(tmp_path)) == confidence
