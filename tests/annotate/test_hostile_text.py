"""No text costs more than linear time, whatever its characters, from the raw file to the rows."""

import json
from pathlib import Path

import pytest

from tasks.annotate.pipeline import load_pipeline
from tasks.annotate.rows import build_annotations
from tasks.ingest.article import Article
from tasks.ingest.limits import Limits
from tests.support.hostile import STORY, TEXTS, check_linear
from tests.support.readers import read_one

pytestmark = pytest.mark.slow

MAX_SECONDS = 40.0
"""For 40,000 characters. As many marks are as many pieces for the encoder, which alone takes 8 s for them."""
SIZES = (10_000, 40_000)
FLOOR = 0.06
"""Seconds below which a ratio says nothing of so short a text."""
MAX_TOKENIZER_SECONDS = 4.0
"""Without a bound on what is split, 160 s."""
WHOLE_WAY = (
    "marks without spaces", "marks with spaces", "commas", "he said she said", "said in marks",
    "capitals", "names", "one-word paragraphs", "one-mark paragraphs", "nested brackets",
)  # fmt: skip
"""The other kinds are no different to what comes after the tokenizer."""
LIMITS = Limits(max_word_chars=1_000_000)
"""So that a text of one word goes all the way and does not end as a reject."""


def run(folder: Path, content: str) -> None:
    """Read an article, annotate it and build its rows."""
    (article,) = read_one(folder, "a.json", json.dumps({"body": content}), LIMITS)
    assert isinstance(article, Article), article
    nlp = load_pipeline("en_core_web_md")
    with nlp.memory_zone():
        rows = build_annotations(["a"], [nlp(article.text)])
    assert "".join(rows.tokens["text"].to_pylist()) == "".join(article.text.split())


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    run(tmp_path_factory.mktemp("first"), f"“No,” said Ann Lee. {STORY}" + "word\n\n" * 200)


@pytest.mark.parametrize("kind", TEXTS)
def test_time_of_the_tokenizer(kind: str) -> None:
    nlp = load_pipeline("en_core_web_md")
    check_linear(lambda size: nlp.make_doc(TEXTS[kind](size)), SIZES, MAX_TOKENIZER_SECONDS, FLOOR)


@pytest.mark.parametrize("kind", WHOLE_WAY)
def test_time_from_the_file_to_the_rows(tmp_path: Path, kind: str) -> None:
    def work(size: int) -> None:
        run(tmp_path / str(size), f"{STORY}\n\n{STORY}{TEXTS[kind](size)}\n\n{STORY}")

    check_linear(work, SIZES, MAX_SECONDS, FLOOR)
