"""The table of word attributes gives real articles what attribute_ruler and lemmatizer give, and stays bounded."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, ORTH, POS, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from tasks.annotate import word_attributes
from tasks.annotate.pipeline import load_language
from tasks.annotate.word_attributes import WordAttributes, tabulate_words
from tests.bench.texts import build_articles, read_texts

SHOWN = [ORTH, TAG, POS, MORPH, LEMMA, DEP, HEAD, SENT_START]
ODD = [
    "",
    "Let's go. He ain't here; y'all gotta see what it's gonna cost. C'm on, there is hope. There's none!",
    "She got it \u2013 and gets it.\n\n  \n 3,000 \xa0 people\t\t(the @mayor's) left ; \U0001f600 http://a.example/b?c",
    "AI AIN N'T GON NA gon na let \u2019s LET'S",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language("en_core_web_md")


def annotate_twice(nlp: Language, texts: list[str]) -> list[tuple[list[list[int]], list[list[int]]]]:
    """What the table gives each text, and what the two components of spaCy give it."""
    ruler, lemmatizer, table = map(nlp.get_pipe, ("attribute_ruler", "lemmatizer", "word_attributes"))
    with nlp.memory_zone():
        with nlp.select_pipes(enable=["tok2vec", "tagger", "paragraph_breaks", "parser"]):
            docs = list(nlp.pipe(texts, batch_size=16))
        expected = [lemmatizer(ruler(doc.copy())).to_array(SHOWN).tolist() for doc in docs]
        found = [table(doc).to_array(SHOWN).tolist() for doc in docs]
    return list(zip(found, expected, strict=True))


@pytest.mark.slow
def test_200_articles_are_given_what_the_components_give(nlp: Language) -> None:
    for found, expected in annotate_twice(nlp, read_texts(150) + build_articles(50)):
        assert found == expected


def test_words_that_rules_of_several_words_see_are_given_what_the_components_give(nlp: Language) -> None:
    for _ in range(2):
        for found, expected in annotate_twice(nlp, ODD):
            assert found == expected


def test_lemmas_outlive_the_memory_zone_in_which_they_were_found(nlp: Language) -> None:
    for _ in range(2):
        with nlp.memory_zone():
            assert nlp("They saw three zibblets.")[3].lemma_ == "zibblet"


def test_a_full_table_is_emptied(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_attributes, "MOST_KEPT", 20)
    table = nlp.get_pipe("word_attributes")
    assert isinstance(table, WordAttributes)
    for found, expected in annotate_twice(nlp, [ODD[1], ODD[2]] * 3):
        assert found == expected
        assert len(table.table) < 60


def test_a_document_that_has_attributes_already_is_left_to_the_components(nlp: Language) -> None:
    table = nlp.get_pipe("word_attributes")
    doc = table(Doc(nlp.vocab, ["Cats", "left"], tags=["NNS", "VBD"], lemmas=["CATS", ""]))
    assert [token.lemma_ for token in doc] == ["CATS", "leave"]


def test_rules_that_look_at_more_keep_their_component() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    nlp.add_pipe("lemmatizer")
    ruler.add([[{"ENT_TYPE": "PERSON"}]], {"TAG": "NNP"})
    tabulate_words(nlp)
    assert nlp.pipe_names == ["attribute_ruler", "lemmatizer"]


@pytest.mark.slow
def test_it_is_stored_with_the_pipeline(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    stored = spacy.load(tmp_path)
    assert stored.pipe_names == nlp.pipe_names
    shown = [json.dumps(pipeline(ODD[1]).to_json()) for pipeline in (nlp, stored)]
    assert shown[0] == shown[1]
