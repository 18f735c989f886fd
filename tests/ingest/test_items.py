"""Agencies' items, feeds and the JSON of other tools, in lines of data: tests/cases/readers_items.jsonl."""

import json
from pathlib import Path
from typing import Any

import pytest

from tasks.ingest.article import Article
from tasks.ingest.read import RecordOutcome
from tests.support.readers import read_all, read_cases, reasons


@pytest.mark.parametrize("case", read_cases("readers_items.jsonl"), ids=lambda case: case["id"])
def test_items(case: dict[str, Any], tmp_path: Path) -> None:
    content = case["content"] if isinstance(case["content"], str) else json.dumps(case["content"])
    found = read_all(tmp_path, case["name"], content)
    kinds = [expected if isinstance(expected, str) else "article" for expected in case["outcomes"]]
    assert reasons(found) == kinds, found
    for outcome, expected in zip(found, case["outcomes"], strict=True):
        if isinstance(expected, dict):
            assert show(outcome, expected) == expected


def show(outcome: RecordOutcome, keys: dict[str, Any]) -> dict[str, Any]:
    """The parts of an article that a case names."""
    assert isinstance(outcome, Article)
    values = {key: getattr(outcome, key) for key in keys}
    moment = outcome.published_at.isoformat() if outcome.published_at else None
    shown = {"byline": list(outcome.byline), "published_at": moment}
    return {key: shown.get(key, value) for key, value in values.items()}
