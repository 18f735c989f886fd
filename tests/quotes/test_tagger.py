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

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.order import apply_rules
from tasks.quotes.tagging.tagger import MODEL, Tagger, load_tagger

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "cases/tagger.jsonl").read_text("utf-8").splitlines()
]
pytestmark = pytest.mark.skipif(not (MODEL / "encoder.onnx").exists(), reason="no trained model in this checkout")


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger()


def attribute(tagger: Tagger, doc: Doc) -> list[Attribution]:
    return tagger.attribute(tagger.read(doc))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_quotes(case: dict[str, object], request: pytest.FixtureRequest, nlp: Language, tagger: Tagger) -> None:
    if case["expect"] == "fail":
        request.node.add_marker(pytest.mark.xfail(strict=True))
    text = str(case["text"])

    def words(span: tuple[int, int] | None) -> str | None:
        return text[slice(*span)] if span else None

    doc = nlp(text)
    found = apply_rules(doc, attribute(tagger, doc))
    assert [[words(item.speaker), words(item.cue), [words(span) for span in item.content]] for item in found] == case[
        "quotes"
    ]


@pytest.mark.slow
def test_a_document_is_tagged_alike_in_any_company(nlp: Language, tagger: Tagger) -> None:
    docs = [nlp(str(case["text"])) for case in CASES]
    docs.append(nlp("\n".join(str(case["text"]) for case in CASES) * 3))
    assert [attribute(tagger, doc) for doc in docs] == [attribute(tagger, doc) for doc in docs[::-1]][::-1]
    assert [attribute(load_tagger(), doc) for doc in docs[:3]] == [attribute(tagger, doc) for doc in docs[:3]]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="“”\"' \nsaid:—.Ab9é\u00a0", max_size=60))
def test_any_document_is_tagged(tagger: Tagger, text: str) -> None:
    """No parse, no tags, strange characters: spans are whole, not empty, with no white space at their ends."""
    words = text.split(" ")
    doc = Doc(Vocab(), [word for word in words if word], [True] * sum(bool(word) for word in words))
    for item in attribute(tagger, doc):
        assert 0 <= item.score <= 1
        for start, end in (*item.content, *filter(None, (item.cue, item.speaker))):
            part = doc.text[start:end]
            assert part
            assert part == part.strip()


@pytest.mark.slow
def test_long_document_is_read_to_its_end(nlp: Language, tagger: Tagger) -> None:
    line = "The town has a bridge and a mill by the river.\n"
    text = line * 300 + "“The mill will close,” said Ann Lee.\n" + line * 3
    found = attribute(tagger, nlp(text))
    assert [text[slice(*item.content[0])] for item in found] == ["“The mill will close,”"]


def test_empty_document(tagger: Tagger) -> None:
    assert attribute(tagger, Doc(Vocab(), [])) == []


def test_scores_are_finite(nlp: Language, tagger: Tagger) -> None:
    found = [item for case in CASES for item in attribute(tagger, nlp(str(case["text"])))]
    assert np.isfinite([item.score for item in found]).all()
    assert {item.rule for item in found} == {None}


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give the folder `model` of a training"):
        load_tagger(tmp_path)
