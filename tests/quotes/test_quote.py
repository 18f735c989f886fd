"""What two contents share is counted in one sweep, and is what comparing each span with each would count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.quotes.quote import Spans, count_shared, overlap


def pair_up(edges: set[int]) -> Spans:
    ordered = sorted(edges)
    return tuple(zip(ordered[::2], ordered[1::2], strict=False))


SPANS = st.sets(st.integers(0, 60), max_size=24).map(pair_up)


@given(SPANS, SPANS)
def test_a_sweep_counts_what_all_pairs_share(one: Spans, other: Spans) -> None:
    assert count_shared(one, other) == sum(overlap(a, b) for a in one for b in other)
    assert count_shared(one, one) == sum(end - start for start, end in one)


def test_a_sweep_looks_at_each_span_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    monkeypatch.setattr("tasks.quotes.quote.overlap", lambda one, other: looks.append(one) or overlap(one, other))
    spans = tuple((number, number + 1) for number in range(0, 1_000, 2))
    assert count_shared(spans, spans[::2]) == 250
    assert len(looks) <= 750
