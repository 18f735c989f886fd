"""The tagger: what it finds, and that what it finds in a document depends on that document alone."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tasks.annotate.pipeline import load_language
from tasks.quotes.tagging.tagger import MODEL, load_tagger

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "cases/tagger.jsonl").read_text("utf-8").splitlines()
]
pytestmark = pytest.mark.skipif(not (MODEL / "encoder.onnx").exists(), reason="no trained model in this checkout")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language("en_core_web_md")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_quotes(case: dict[str, object], request: pytest.FixtureRequest, nlp: Language) -> None:
    if case["expect"] == "fail":
        request.node.add_marker(pytest.mark.xfail(strict=True))
    text = str(case["text"])

    def words(span: tuple[int, int] | None) -> str | None:
        return text[slice(*span)] if span else None

    found = load_tagger().attribute([nlp(text)])[0]
    assert [[words(item.speaker), words(item.cue), [words(span) for span in item.content]] for item in found] == case[
        "quotes"
    ]


def test_a_document_is_tagged_alike_in_any_company(nlp: Language) -> None:
    docs = [nlp(str(case["text"])) for case in CASES]
    together = load_tagger().attribute(docs)
    assert together == [load_tagger().attribute([doc])[0] for doc in docs]
    assert together == load_tagger().attribute(docs[::-1])[::-1]


def test_repeated_runs_agree(nlp: Language) -> None:
    doc = nlp("\n".join(str(case["text"]) for case in CASES) * 3)
    assert load_tagger().attribute([doc]) == load_tagger().attribute([doc])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="“”\"' \nsaid:—.Ab9é\u00a0", max_size=60))
def test_any_document_is_tagged(text: str) -> None:
    """No parse, no tags, strange characters: spans are whole, not empty, with no white space at their ends."""
    words = text.split(" ")
    doc = Doc(Vocab(), [word for word in words if word], [True] * sum(bool(word) for word in words))
    for item in load_tagger().attribute([doc])[0]:
        assert 0 <= item.score <= 1
        for start, end in (*item.content, *filter(None, (item.cue, item.speaker))):
            part = doc.text[start:end]
            assert part
            assert part == part.strip()


def test_long_document_is_read_to_its_end(nlp: Language) -> None:
    line = "The town has a bridge and a mill by the river.\n"
    text = line * 300 + "“The mill will close,” said Ann Lee.\n" + line * 3
    found = load_tagger().attribute([nlp(text)])[0]
    assert [text[slice(*item.content[0])] for item in found] == ["“The mill will close,”"]


def test_empty_document() -> None:
    assert load_tagger().attribute([Doc(Vocab(), [])]) == [[]]
    assert load_tagger().attribute([]) == []


def test_scores_are_finite(nlp: Language) -> None:
    found = load_tagger().attribute([nlp(str(case["text"])) for case in CASES])
    assert np.isfinite([item.score for items in found for item in items]).all()
