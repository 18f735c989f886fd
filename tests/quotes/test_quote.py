"""What two contents share is counted in one sweep, and is what comparing each span with each would count."""

import random

import pytest

from tasks.quotes.quote import Spans, count_shared, overlap


def build_spans(source: random.Random) -> Spans:
    edges = sorted(source.sample(range(60), 2 * source.randint(0, 12)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def test_a_sweep_counts_what_all_pairs_share() -> None:
    source = random.Random(0)
    for _ in range(1_000):
        one, other = build_spans(source), build_spans(source)
        assert count_shared(one, other) == sum(overlap(a, b) for a in one for b in other)
        assert count_shared(one, one) == sum(end - start for start, end in one)


def test_a_sweep_looks_at_each_span_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    monkeypatch.setattr("tasks.quotes.quote.overlap", lambda one, other: looks.append(one) or overlap(one, other))
    spans = tuple((number, number + 1) for number in range(0, 1_000, 2))
    assert count_shared(spans, spans[::2]) == 250
    assert len(looks) <= 750
