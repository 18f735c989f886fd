"""tok2vec by table and graph gives real articles the vectors and the parse of spaCy's own."""

import numpy as np
import pytest
import spacy
from spacy.attrs import DEP, HEAD, ORTH, SENT_START, TAG
from spacy.language import Language

from tasks.annotate import word_vectors
from tasks.annotate.pipeline import use_fast_matmul
from tasks.annotate.word_vectors import WORDS_A_CALL, WordVectors, quicken_tok2vec
from tasks.batch.recipe import find_model
from tests.bench.texts import build_articles, read_texts

pytestmark = pytest.mark.slow
PARSED = ["tok2vec", "tagger", "parser"]
SHOWN = [ORTH, TAG, DEP, HEAD, SENT_START]
SMALL = 1e-4
"""Sums in another order differ in their last digits; the vectors themselves have a mean size of 0.7."""


def load(*, is_quick: bool) -> Language:
    nlp = spacy.load(find_model("en_core_web_md"), enable=PARSED)
    use_fast_matmul(nlp)
    if is_quick:
        quicken_tok2vec(nlp)
    return nlp


@pytest.fixture(scope="module")
def plain() -> Language:
    return load(is_quick=False)


@pytest.fixture(scope="module")
def quick() -> Language:
    return load(is_quick=True)


def embed(nlp: Language, texts: list[str]) -> list[np.ndarray]:
    return nlp.get_pipe("tok2vec").predict([nlp.make_doc(text) for text in texts])


def test_vectors_are_those_of_spacy(plain: Language, quick: Language) -> None:
    texts = ["", "He said.", "It's n't \u2013 AI\n\n  \n ain't SAID said. said", *build_articles(3)]
    for found, expected in zip(embed(quick, texts), embed(plain, texts), strict=True):
        assert found.shape == expected.shape
        assert np.abs(found - expected).max(initial=0) < SMALL


def test_nothing_has_no_vectors(plain: Language, quick: Language) -> None:
    for texts in ([], [""], ["", ""]):
        assert [one.shape for one in embed(quick, texts)] == [one.shape for one in embed(plain, texts)]


def test_words_on_both_sides_of_a_call_are_seen(plain: Language, quick: Language) -> None:
    text = " ".join(build_articles(20))
    [found], [expected] = embed(quick, [text]), embed(plain, [text])
    assert len(found) > 3 * WORDS_A_CALL
    assert np.abs(found - expected).max() < SMALL


def test_norms_of_a_word_in_its_place_are_seen(plain: Language, quick: Language) -> None:
    """The norm of "wo" is "will" in "won't" alone."""
    text = "It won't. The wo is a wo."
    [found], [expected] = embed(quick, [text]), embed(plain, [text])
    assert np.abs(found - expected).max() < SMALL


def test_words_have_the_same_bits_whatever_came_before(plain: Language, quick: Language) -> None:
    texts = build_articles(4)
    first = embed(quick, texts)
    other = WordVectors(plain.get_pipe("tok2vec").model, plain.vocab)
    again = [vectors for text in reversed(texts) for vectors in other([plain.make_doc(text)])][::-1]
    assert [np.abs(one - two).max() for one, two in zip(first, again, strict=True)] == pytest.approx([0] * 4, abs=1e-5)


def test_a_full_table_is_emptied(plain: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "MOST_KEPT", 60)
    vectors = WordVectors(plain.get_pipe("tok2vec").model, plain.vocab)
    for text in [*build_articles(3), "He said."]:
        [found], [expected] = vectors([plain.make_doc(text)]), embed(plain, [text])
        assert np.abs(found - expected).max() < SMALL
    assert 0 < len(vectors.places) <= len(vectors.table)


@pytest.mark.parametrize("change", ["columns", "layers", "window"])
def test_another_build_is_left_alone(change: str) -> None:
    nlp = load(is_quick=False)
    pipe = nlp.get_pipe("tok2vec")
    embedding, encoder = pipe.model.layers
    if change == "columns":
        next(node for node in embedding.walk() if "columns" in node.attrs).attrs["columns"] = ["ENT_TYPE"]
    elif change == "window":
        next(node for node in encoder.walk() if node.name == "expand_window").attrs["window_size"] = 2
    else:
        encoder.layers[0].layers[0].layers[0].name = "another"
    quicken_tok2vec(nlp)
    assert "predict" not in vars(pipe)


def test_a_pipeline_without_one_is_left_alone() -> None:
    quicken_tok2vec(spacy.blank("en"))


def test_80_articles_are_parsed_as_by_spacy(plain: Language, quick: Language) -> None:
    texts = read_texts(60) + build_articles(20)
    for found, expected in zip(quick.pipe(texts), plain.pipe(texts), strict=True):
        assert np.array_equal(found.to_array(SHOWN), expected.to_array(SHOWN))
