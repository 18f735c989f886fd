"""Names by the encoder: from scores to entities, the component, and what takes the place of the pipeline's `ner`."""

import json
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.tokens import Doc

from tasks.annotate.pipeline import load_pipeline
from tasks.quotes.component import QuoteAttribution
from tasks.quotes.names import Names
from tasks.quotes.tagging import decode
from tasks.quotes.tagging.names import LEAST_NAME, MOVES, NAME_LABELS, find_spans, number_label
from tasks.quotes.tagging.pieces import Floats, Ints, Longs, load_tokenizer
from tasks.quotes.tagging.tagger import MODEL, Tagger, TaggerSettings

WORDS = {"ann": "PERSON", "lee": "PERSON", "oslo": "GPE", "monday": "DATE"}
"""What the network of these tests knows; two known words side by side with one label are one name."""


class WordScorer:
    """A network that knows a few words, whatever stands beside them."""

    def __init__(self, surest: float = 9.0) -> None:
        vocabulary = load_tokenizer(MODEL).get_vocab()
        self.labels = {vocabulary[word]: number_label(name) for word, name in WORDS.items()}
        self.surest = surest

    def encode(self, ids: Longs, inputs: Longs, lengths: Ints) -> tuple[Floats, Floats, Floats]:
        names = np.zeros((*ids.shape, len(NAME_LABELS)), dtype=np.float32)
        for row, column in np.ndindex(*ids.shape):
            label = self.labels.get(int(ids[row, column]), 0)
            before = self.labels.get(int(ids[row, column - 1]), 0) if column else 0
            names[row, column, label + (label == before > 0)] = self.surest
        cues = np.tile(np.array([9, 0, 0], dtype=np.float32), (*ids.shape, 1))
        return np.zeros((*ids.shape, 4), dtype=np.float32), cues, names

    def pair(self, vectors: Floats, centres: Floats, spots: Longs, relations: Longs) -> tuple[Floats, Floats]:
        raise AssertionError("there are no cues")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a model folder that says that it finds names; its network is never loaded."""
    (tmp_path / "encoder.onnx").touch()
    (tmp_path / "settings.json").write_text(json.dumps({"names": True}))
    return tmp_path


def find_names(text: str, folder: Path, component: type[Names | QuoteAttribution] = Names) -> list[tuple[str, str]]:
    pipe = component(folder)
    pipe.__dict__["tagger"] = Tagger(WordScorer(), load_tokenizer(MODEL), TaggerSettings(names=True))
    doc = spacy.blank("en")(text)
    doc.set_ents([doc.char_span(0, len(text), "EVENT")])  # what another component found
    return [(entity.text, entity.label_) for entity in pipe(doc).ents]


@pytest.mark.parametrize("component", [Names, QuoteAttribution])
def test_the_entities_of_a_document_are_those_of_the_encoder(component: type[Names], folder: Path) -> None:
    found = find_names("On Monday Ann Lee left Oslo, and Lee came back.", folder, component)
    assert found == [("Monday", "DATE"), ("Ann Lee", "PERSON"), ("Oslo", "GPE"), ("Lee", "PERSON")]
    assert find_names("Nobody left.", folder, component) == []


def test_a_name_has_the_label_that_is_likeliest_in_all_its_places(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = WordScorer.encode

    def doubt(self: WordScorer, ids: Longs, inputs: Longs, lengths: Ints) -> tuple[Floats, Floats, Floats]:
        vectors, cues, names = plain(self, ids, inputs, lengths)
        oslo = np.argwhere(names[..., number_label("GPE")] > 0)[0]
        names[(*oslo, number_label("PERSON"))] = self.surest + 1
        return vectors, cues, names

    monkeypatch.setattr(WordScorer, "encode", doubt)
    assert find_names("Oslo, Oslo and Oslo", folder) == [("Oslo", "GPE")] * 3


def test_a_model_that_finds_no_names_is_refused(folder: Path) -> None:
    (folder / "settings.json").write_text("{}")
    with pytest.raises(ValueError, match="finds no names: keep the pipeline's own `ner`"):
        Names(folder)


@pytest.mark.slow
def test_a_model_that_finds_names_takes_the_place_of_ner(folder: Path) -> None:
    load = load_pipeline.__wrapped__  # without its cache, since the model of one folder changes
    assert "ner" not in load("en_core_web_md", str(folder)).pipe_names
    (folder / "settings.json").write_text("{}")
    assert "ner" in load("en_core_web_md", str(folder)).pipe_names


def test_an_empty_document_has_no_names(folder: Path) -> None:
    pipe = Names(folder)
    pipe.__dict__["tagger"] = Tagger(WordScorer(), load_tokenizer(MODEL), TaggerSettings(names=True))
    assert pipe(Doc(spacy.blank("en").vocab, [])).ents == ()


@given(arrays(np.float32, (12, len(NAME_LABELS)), elements=st.floats(-9, 9, width=32)))
def test_what_goes_on_has_begun(scores: Floats) -> None:
    labels = decode.label_words(decode.log_softmax(scores), MOVES, LEAST_NAME)
    spans = find_spans(labels)
    covered = np.zeros(12, dtype=bool)
    for first, last in spans:
        assert labels[first] % 2 == 1
        assert (labels[first + 1 : last] == labels[first] + 1).all()
        covered[first:last] = True
    assert (covered == (labels > 0)).all()
