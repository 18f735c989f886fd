"""What a training learns names from: labels that a piece may have, copies with other names, documents that are read."""

import random
from pathlib import Path

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tasks.quotes.scoring.corpus import write_corpus
from tasks.quotes.tagging.names import NAME_LABELS
from tasks.quotes.tagging.pieces import cut_pieces, load_tokenizer
from tasks.quotes.tagging.tagger import MODEL
from tasks.quotes.training.corpora import EVERY, add_swaps, read_sources, split_held_out
from tasks.quotes.training.names import build_names
from tasks.quotes.training.swap import list_families, swap_people

WORDS = ["Ann", "Lee", "left", "Oslo", "on", "Monday"]
OSLO = [17 - 4, 17, "place"]


def allowed(labels: list[str], gold: list[list[object]] | None) -> list[set[str]]:
    """Return for each word, which is one piece, the labels it may have, given spaCy's and the gold's."""
    doc = Doc(Vocab(), WORDS, ents=labels)
    pieces = cut_pieces(load_tokenizer(MODEL), doc.text)
    masks = build_names(doc, pieces, gold).tolist()  # type: ignore[arg-type]
    return [{name for number, name in enumerate(NAME_LABELS) if mask >> number & 1} for mask in masks]


FOUND = ["B-PERSON", "I-PERSON", "O", "B-GPE", "O", "B-DATE"]


def test_without_gold_names_are_the_pipelines_and_no_other_capitalised_word_is_judged() -> None:
    assert allowed(FOUND, None) == [{"B-PERSON"}, {"I-PERSON"}, {"O"}, {"B-GPE"}, {"O"}, {"B-DATE"}]
    assert allowed(["O", "O", "O", "O", "O", "O"], None) == [set(), set(), {"O"}, set(), {"O"}, set()]


def test_gold_decides_on_people_organisations_and_places_alone() -> None:
    missed = ["O", "O", "O", "O", "O", "B-DATE"]
    person = [0, 7, "person"]
    assert allowed(missed, [person])[:2] == [{"B-PERSON"}, {"I-PERSON"}]
    assert allowed(FOUND, [person])[3:] == [{"O"}, {"O"}, {"B-DATE"}]
    assert allowed(missed, [OSLO])[3] == {"B-GPE", "B-LOC", "B-FAC"}
    assert allowed(FOUND, [OSLO])[3] == {"B-GPE"}


def test_people_get_other_names_alike_everywhere() -> None:
    text = "Ann Lee left Oslo. Lee, 40, was with J. Lee. Ann stayed."
    spans = [(0, 7, "person"), (13, 17, "place"), (19, 22, "person"), (37, 43, "person"), (45, 48, "person")]
    document = {"doc_id": "a", "text": text, "entities": [list(span) for span in spans]}
    for seed in range(20):
        copy = swap_people(document, ["Okafor", "Nguyen"], random.Random(seed))
        names = [copy["text"][start:end] for start, end, _ in copy["entities"]]
        first, family = names[0].split(" ", 1)
        assert names == [f"{first} {family}", "Oslo", family, f"J. {family}", first]
        assert copy["text"] == f"{first} {family} left Oslo. {family}, 40, was with J. {family}. {first} stayed."
        assert "Ann" not in names[0].split()
    assert list_families([document]) == ["Lee"]


def test_documents_are_read_as_the_list_of_corpora_says(tmp_path: Path) -> None:
    plain = [{"doc_id": f"quoted {n}", "text": "“No,” she said.", "quotes": []} for n in range(8)]
    named = [{"doc_id": f"named {n}", "text": "Ann Lee left.", "entities": [[0, 7, "person"]]} for n in range(EVERY)]
    files = [tmp_path / "own/train.jsonl", tmp_path / "gum_attribution/train.jsonl", tmp_path / "ner/men_train.jsonl"]
    for file, documents in zip(files, (plain, plain[:4], named), strict=True):
        file.parent.mkdir()
        write_corpus(file, documents)
    sources = read_sources(files, {"quoted 1"})
    assert [source.reading.guideline for source in sources[:10]] == [0] * 7 + [1] * 3
    kept, held_out = split_held_out(sources, 1)
    assert [source.document["doc_id"][:6] for source in held_out] == ["quoted", "named "]
    assert held_out[0].reading.guideline == 0
    assert len(list(add_swaps(kept))) == len(kept) + EVERY - 1


@pytest.mark.parametrize("name", ["O", "B-PERSON", "I-WORK_OF_ART"])
def test_labels_of_names_fit_into_the_bits_of_a_number(name: str) -> None:
    assert NAME_LABELS.index(name) < 63
