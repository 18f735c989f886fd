"""Web pages: the article's text, title, authors and time, whatever stands around them; cases are made up."""

from pathlib import Path
from typing import Any

import pytest

from tasks.ingest.article import Article
from tests.support.readers import read_cases, read_one

CASES = read_cases("readers_pages.jsonl")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_pages(case: dict[str, Any], tmp_path: Path) -> None:
    (article,) = read_one(tmp_path, "page.html", case["content"])
    assert isinstance(article, Article), article
    found = {
        "title": article.title,
        "text": article.text,
        "byline": list(article.byline),
        "published_at": article.published_at.isoformat() if article.published_at else None,
    }
    assert {key: found[key] for key in case if key in found} == {key: case[key] for key in case if key in found}
