"""Memory does not grow with the number of articles."""

import psutil
import pytest

from tasks.annotate.pipeline import load_pipeline
from tasks.annotate.rows import annotate
from tests.conftest import build_story

GROWTH = 20 * 2**20
"""Bytes that 300 articles after the first 100 may add; each leaves some words in spaCy's vocabulary."""


@pytest.mark.slow
def test_annotating_more_articles_takes_no_more_memory() -> None:
    nlp = load_pipeline("en_core_web_md")
    process = psutil.Process()
    sizes = []
    for count in (100, 300):
        stories = (
            (f"{number:016x}", build_story(number).replace("Monday", f"day w{number}x")) for number in range(count)
        )
        for rows in annotate(nlp, stories):
            assert len(rows.counts)
        sizes.append(process.memory_info().rss)
    assert sizes[1] - sizes[0] < GROWTH
