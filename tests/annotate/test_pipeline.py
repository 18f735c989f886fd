"""The pipeline as we set it up: the fast matrix multiply changes nothing, sentences keep to paragraphs."""

import pytest
import spacy
from spacy.language import Language
from thinc.api import Model, NumpyOps

from tasks.annotate.pipeline import load_language, use_fast_matmul
from tasks.batch.recipe import ModelNotFoundError, find_model
from tests.conftest import build_story

TEXTS = [build_story(number) for number in range(6)]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language("en_core_web_md")


def list_ops(nlp: Language) -> list[NumpyOps]:
    models = [pipe.model for _, pipe in nlp.pipeline if isinstance(getattr(pipe, "model", None), Model)]
    return [node.ops for model in models for node in model.walk() if isinstance(node.ops, NumpyOps)]


def test_fast_matmul_is_in_force(nlp: Language) -> None:
    ops = list_ops(nlp)
    assert ops
    assert not any(one.use_blis for one in ops)


def test_fast_matmul_changes_nothing() -> None:
    plain = spacy.load(find_model("en_core_web_md"))
    before = [doc.to_json() for doc in plain.pipe(TEXTS)]
    use_fast_matmul(plain)
    assert [doc.to_json() for doc in plain.pipe(TEXTS)] == before


def test_no_sentence_runs_over_a_paragraph(nlp: Language) -> None:
    doc = nlp("The bridge that the mayor\n\nopened on Monday stands\n\nAnn Lee said so")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "The bridge that the mayor",
        "opened on Monday stands",
        "Ann Lee said so",
    ]


def test_a_model_that_is_not_installed_says_what_to_do() -> None:
    with pytest.raises(ModelNotFoundError, match="QUOTEWIRE_MODEL"):
        find_model("en_core_web_none")
