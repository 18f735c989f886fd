"""The network's runtime: the same bits whatever came before or stands beside, on one thread, and it calls nobody."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tasks.quotes.tagging.features import INPUT_SIZES
from tasks.quotes.tagging.pieces import Floats, Ints, Longs
from tasks.quotes.tagging.scorer import OnnxScorer
from tasks.quotes.tagging.tagger import MODEL

LENGTHS = (128, 40, 77, 8)
SMALL = 0.01
"""Sums in another order differ in their last digits, and may be rounded to another of 256 values."""
WATCHED = ("socket.", "subprocess.", "os.fork", "os.posix_spawn", "os.mkdir")
QUIET = f"""
import os, sys
from pathlib import Path
import numpy as np
from tasks.quotes.tagging.scorer import OnnxScorer
asked = []
sys.addaudithook(lambda event, _: asked.append(event) if event.startswith({WATCHED!r}) else None)
ids, inputs = np.full((1, 16), 1000), np.zeros((1, 16, {len(INPUT_SIZES)}), np.int64)
OnnxScorer(Path({str(MODEL)!r})).encode(ids, inputs, np.array([16], np.int32))
links = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.exists()]
print(asked, [link for link in links if "socket:" in link], [name for name in sys.modules if "telemetry" in name])
"""
"""A process that reads one window, and what it did beside that: what Python was asked to do, sockets, modules."""


@pytest.fixture(scope="module")
def scorer() -> OnnxScorer:
    return OnnxScorer(MODEL)


def build_batch(lengths: tuple[int, ...], seed: int = 0) -> tuple[Longs, Longs, Ints]:
    """Windows of random pieces."""
    ids = np.zeros((len(lengths), max(lengths)), dtype=np.int64)
    inputs = np.zeros((*ids.shape, len(INPUT_SIZES)), dtype=np.int64)
    for row, length in enumerate(lengths):
        random = np.random.default_rng(seed + row)
        ids[row, :length] = random.integers(1000, 30000, length)
        inputs[row, :length] = random.integers(0, INPUT_SIZES, (length, len(INPUT_SIZES)))
    return ids, inputs, np.array(lengths, dtype=np.int32)


def encode_alone(scorer: OnnxScorer, row: int) -> Floats:
    """The vectors of one of the windows, in a call of its own."""
    ids, inputs, lengths = (part[row : row + 1] for part in build_batch(LENGTHS))
    return scorer.encode(ids, inputs, lengths)[0][0, : LENGTHS[row]]


@pytest.mark.slow
def test_a_window_has_the_same_bits_after_any_other_and_in_a_new_runtime(scorer: OnnxScorer) -> None:
    first = [encode_alone(scorer, row) for row in range(len(LENGTHS))]
    scorer.encode(*build_batch((16, 128), seed=9))
    again = [encode_alone(scorer, row) for row in reversed(range(len(LENGTHS)))][::-1]
    other = OnnxScorer(MODEL)
    for row, (one, two) in enumerate(zip(first, again, strict=True)):
        assert np.array_equal(one, two)
        assert np.array_equal(one, encode_alone(other, row))


def test_windows_of_a_call_leave_one_another_alone(scorer: OnnxScorer) -> None:
    together = scorer.encode(*build_batch(LENGTHS))[0]
    for row, length in enumerate(LENGTHS):
        assert np.abs(together[row, :length] - encode_alone(scorer, row)).mean() < SMALL


def test_padding_changes_next_to_nothing(scorer: OnnxScorer) -> None:
    ids, inputs, lengths = build_batch((40,))
    padded = np.pad(ids, ((0, 0), (0, 8))), np.pad(inputs, ((0, 0), (0, 8), (0, 0)))
    found, expected = scorer.encode(*padded, lengths)[0][:, :40], scorer.encode(ids, inputs, lengths)[0]
    assert np.abs(found - expected).mean() < SMALL


def test_quantised_and_shortened_values_stay_near_floats(scorer: OnnxScorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a scale for each call the mean difference would be 0.04, three times that of quantised inputs."""
    monkeypatch.setattr("tasks.quotes.tagging.runtime.PROCESSOR", Path("/none"))
    quantised = OnnxScorer(MODEL).encode(*build_batch((128,)))[0]
    monkeypatch.setattr("tasks.quotes.tagging.scorer.GROUP", 0)
    exact = OnnxScorer(MODEL).encode(*build_batch((128,)))[0]
    assert np.abs(quantised - exact).mean() < 0.03
    assert np.abs(scorer.encode(*build_batch((128,)))[0] - exact).mean() < 0.03


def test_outputs_outlive_the_next_call(scorer: OnnxScorer) -> None:
    vectors = scorer.encode(*build_batch((16,)))[0]
    kept = vectors.copy()
    scorer.encode(*build_batch((16,), seed=5))
    assert np.array_equal(vectors, kept)


@pytest.mark.slow
def test_the_runtime_calls_nobody_writes_nothing_and_does_without_its_telemetry(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name != "CI"} | {"HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", QUIET], env=bare, capture_output=True, text=True, check=True)
    assert ran.stdout == "[] [] []\n"
    assert list(tmp_path.iterdir()) == []
