"""The pipeline as we set it up: the fast matrix multiply changes nothing, sentences keep to paragraphs."""

import pickle
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from thinc.api import Model, NumpyOps

from tasks.annotate.pipeline import (
    LONGEST_REMEMBERED,
    MAX_SPLIT_CHARS,
    MOST_REMEMBERED,
    WORDS_OF_VECTORS,
    find_remembered,
    load_language,
    remember_words,
    use_fast_matmul,
)
from tasks.batch.recipe import ModelNotFoundError, find_model
from tests.bench.texts import build_articles, read_texts
from tests.conftest import build_story

TEXTS = [build_story(number) for number in range(6)]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language("en_core_web_md")


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy.load(find_model("en_core_web_md"))


def list_ops(nlp: Language) -> list[NumpyOps]:
    models = [pipe.model for _, pipe in nlp.pipeline if isinstance(getattr(pipe, "model", None), Model)]
    return [node.ops for model in models for node in model.walk() if isinstance(node.ops, NumpyOps)]


@pytest.mark.slow
def test_fast_matmul_is_in_force(nlp: Language) -> None:
    ops = list_ops(nlp)
    assert ops
    assert not any(one.use_blis for one in ops)


@pytest.mark.slow
def test_fast_matmul_changes_nothing() -> None:
    plain = spacy.load(find_model("en_core_web_md"))
    before = [doc.to_json() for doc in plain.pipe(TEXTS)]
    use_fast_matmul(plain)
    assert [doc.to_json() for doc in plain.pipe(TEXTS)] == before


@pytest.mark.slow
def test_a_pipeline_without_the_words_of_its_vectors_changes_nothing(plain: Language) -> None:
    short = spacy.load(find_model("en_core_web_md"), exclude=[WORDS_OF_VECTORS])
    texts = [*TEXTS, *read_texts(10), *build_articles(10)]
    for found, expected in zip(short.pipe(texts), plain.pipe(texts), strict=True):
        assert found.to_json() == expected.to_json()
        assert [token.has_vector for token in found] == [token.has_vector for token in expected]
        assert found.similarity(found[:5]) == pytest.approx(expected.similarity(expected[:5]))
    assert len(short.vocab.strings) < len(plain.vocab.strings) / 10


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


URL = "https://www.daily.example/" + "/".join(f"part-{number}" for number in range(40))


@pytest.mark.parametrize(
    "text",
    [
        f"See ({URL}), it says.",
        f"“{URL}/?a=b&c={'d' * 200}”.",
        f"#{'Harbour' * 19} is open.",
        f"See www.daily.example/{'é' * 300}/.",
        "a" * (MAX_SPLIT_CHARS - 1) + ",",
        *TEXTS,
    ],
)
def test_ordinary_text_and_urls_are_tokens_as_before(nlp: Language, plain: Language, text: str) -> None:
    assert [(token.idx, token.text) for token in nlp.make_doc(text)] == [
        (token.idx, token.text) for token in plain.make_doc(text)
    ]


@pytest.mark.parametrize("mark", ['"', ",", "=", "“", "a", "a-b/"])
def test_a_long_stretch_is_one_token(nlp: Language, mark: str) -> None:
    stretch = (mark * 5_000)[:5_000]
    doc = nlp.make_doc(f"Ann Lee said {stretch} on Monday.")
    assert [token.text for token in doc] == ["Ann", "Lee", "said", stretch, "on", "Monday", "."]


@pytest.mark.slow
def test_tokenizer_is_stored_with_the_pipeline(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    stored = spacy.load(tmp_path)
    copied = pickle.loads(pickle.dumps(nlp.tokenizer))
    text = f"He said {'=' * 500} twice."
    with nlp.memory_zone():
        expected = [token.text for token in nlp.make_doc(text)]
    assert [token.text for token in stored.make_doc(text)] == [token.text for token in copied(text)] == expected


def test_sentence_starts_are_those_that_tokens_would_be_given(nlp: Language, plain: Language) -> None:
    texts = [*TEXTS, "", "\n", "One\n\n\ntwo \n three\n\n", "\n\nOne"]
    for text in texts:
        doc, expected = nlp.make_doc(text), plain.make_doc(text)
        for token in expected[:-1]:
            if "\n" in token.text and token.is_space:
                expected[token.i + 1].is_sent_start = True
        found = nlp.get_pipe("paragraph_breaks")(doc)
        assert [token.is_sent_start for token in found] == [token.is_sent_start for token in expected]


def test_words_that_are_remembered_are_split_as_before(nlp: Language, plain: Language) -> None:
    marks = "“Don't,” she said—twice. (U.S.-led) e.g. 10,000km; can't/won't :-) https://a.example/b?c=1, " + "," * 40
    texts = [*TEXTS, marks]
    remember_words(nlp, texts)
    assert {"said—twice.", "(U.S.-led)"} <= find_remembered(nlp)
    assert max(map(len, find_remembered(nlp))) <= LONGEST_REMEMBERED
    with nlp.memory_zone():
        found = [[token.text for token in nlp.make_doc(text)] for text in texts]
    assert found == [[token.text for token in plain.make_doc(text)] for text in texts]


def test_no_more_words_are_remembered_than_are_of_use(plain: Language) -> None:
    for start in range(0, 60_000, 10_000):
        remember_words(plain, [" ".join(f"w{number}" for number in range(start, start + 10_000))])
    assert MOST_REMEMBERED <= len(find_remembered(plain)) <= MOST_REMEMBERED + 10_000
