"""Quotation marks: what pairs with what, and that no string whatever makes the pairing raise."""

import json
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.quotes.marks import find_regions

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases/marks.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_regions(case: dict[str, object], request: pytest.FixtureRequest) -> None:
    if case["expect"] == "fail":
        request.node.add_marker(pytest.mark.xfail(strict=True))
    text = str(case["text"])
    assert [text[region.start : region.end] for region in find_regions(text)] == case["regions"]


def test_multi_paragraph_quotation_continues() -> None:
    text = "“First part.\n\n“Second part,” he said.\n\n“Left open.\n\nNo mark here."
    first, second, third = find_regions(text)
    assert (first.continues, first.closed) == (True, False)
    assert (second.continues, second.closed) == (False, True)
    assert (third.continues, third.closed) == (False, False)


MARKS = st.text(alphabet="\"“”„‟«»‹›‘’‚' \nabsS.,90", max_size=80)


@given(st.one_of(st.text(), MARKS))
def test_any_string_has_regions(text: str) -> None:
    regions = find_regions(text)
    for region in regions:
        assert 0 <= region.start < region.end <= len(text)
        assert "\n" not in text[region.start : region.end]
    outer = [region for region in regions if region.depth == 0]
    assert all(one.end <= other.start for one, other in pairwise(outer))


@pytest.mark.parametrize("unit", ["'a ", "‘", "“", '"', "' ", "‘a’ b", "“‘'"])
def test_time_grows_with_length_alone(unit: str) -> None:
    start = process_time()
    find_regions(unit * 100_000)
    assert process_time() - start < 10
