"""Which quotes are one utterance: by cases, in the words of two outlets."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.link.families.files import PAIRS
from tasks.link.families.link import link_families
from tests.support.families import MemoryFiles, build_articles, build_quote, build_quotes

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "families.jsonl").read_text("utf-8").splitlines()
]
FIRST = date(2025, 3, 1)


def link_pair(case: dict[str, Any], turned: bool = False) -> bool:
    """Return whether the quotes of a case are linked, the second delivered first where `turned`."""
    speaker = case.get("speaker")
    ends = [
        (case["one"], case.get("type", "direct"), speaker),
        (case["other"], case.get("other_type", "direct"), case.get("other_speaker", speaker)),
    ]
    days = [FIRST, FIRST + timedelta(case.get("days", 1))]
    files = MemoryFiles()
    for number, (day, end) in enumerate(zip(days, reversed(ends) if turned else ends, strict=True)):
        files.deliver(day, build_quotes([build_quote(number, *end)]), build_articles([]))
    link_families(files, days, [], days)
    return bool(files.list_rows(PAIRS))


def mark(case: dict[str, Any]) -> Any:
    """Return the case as a parameter; a known miss is expected to fail."""
    marks = [pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else []
    return pytest.param(case, id=case["id"], marks=marks)


@pytest.mark.parametrize("case", [*map(mark, CASES)])
def test_cases(case: dict[str, Any]) -> None:
    assert link_pair(case) == case["linked"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_relation_is_symmetric(case: dict[str, Any]) -> None:
    assert link_pair(case) == link_pair(case, turned=True)
