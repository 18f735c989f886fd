"""No page or text costs more than linear time to read."""

import json
from pathlib import Path

import pytest

from tasks.ingest.limits import Limits
from tests.support.hostile import PAGES, STORY, TEXTS, check_linear, measure
from tests.support.readers import read_one

pytestmark = pytest.mark.slow

MAX_SECONDS = 10.0
"""For 400,000 characters, of which Markdown in paragraphs of one mark takes 4 s."""
LIMITS = Limits(max_word_chars=1_000_000)
SIZES = (100_000, 400_000)


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("first")
    read_one(folder, "a.html", PAGES["wide"](5_000))
    read_one(folder, "a.md", STORY + "word\n\n" * 200)


@pytest.mark.parametrize("kind", PAGES)
def test_time_of_a_page(tmp_path: Path, kind: str) -> None:
    small, large = (
        measure(lambda size=size: read_one(tmp_path / str(size), "a.html", PAGES[kind](size))) for size in SIZES
    )
    check_linear(small, large, MAX_SECONDS)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.json"])
def test_time_of_a_text(tmp_path: Path, kind: str, name: str) -> None:
    def read(size: int) -> None:
        text = STORY + TEXTS[kind](size)
        read_one(tmp_path / str(size), name, json.dumps({"body": text}) if name == "a.json" else text, LIMITS)

    small, large = (measure(lambda size=size: read(size)) for size in SIZES)
    check_linear(small, large, MAX_SECONDS)
