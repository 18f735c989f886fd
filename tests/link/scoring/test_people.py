"""Corpora that say who is who across articles: recognised, linked, scored like the corpora's own script, written."""

import importlib.util
import io
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console

from tasks.link.scoring.evaluate import PeopleEvaluation, evaluate, print_all, to_json
from tasks.link.scoring.people import has_people
from tasks.link.scoring.score import score_people
from tasks.quotes.scoring.corpus import Document, read_corpus, write_corpus
from tests.support.finder import finds

SCRIPT = Path(__file__).parents[4] / "shared" / "corpora" / "score_people.py"
TEXTS = ("Vera Holm met Calder Haulage Inc.", "Holm left Calder Haulage.", "Nils Bo spoke to Vera Holm.")
GOLD: list[Document] = [
    {"doc_id": "a", "text": TEXTS[0], "mentions": [[0, 9, "holm", "person"], [14, 33, "calder", "organisation"]]},
    {"doc_id": "b", "text": TEXTS[1], "mentions": [[0, 4, "holm", "person"], [10, 24, "calder", "organisation"]]},
    {"doc_id": "c", "text": TEXTS[2], "mentions": [[0, 7, "bo", "person"], [17, 26, "holm", "person"]]},
]
FOUND: list[Document] = [
    {"text": TEXTS[0], "entities": [[0, 9, "PERSON", 0, "Vera Holm"], [14, 32, "ORG", 1, "Calder Haulage Inc"]]},
    {"text": TEXTS[1], "entities": [[0, 4, "PERSON", 0, "Holm"], [10, 24, "ORG", 1, "Calder Haulage"]]},
    {"text": TEXTS[2], "entities": [[17, 26, "PERSON", 0, "Vera Holm"]]},
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "people.jsonl", GOLD)
    return tmp_path / "people.jsonl"


def test_articles_are_linked_and_scored(corpus: Path) -> None:
    [one] = evaluate([corpus], finds(*FOUND), None, str.splitlines)
    assert isinstance(one, PeopleEvaluation)
    assert one.documents == 3
    assert one.people["all"]["coverage"] == 83.3  # five of six
    assert one.people["organisation"]["b3"] == {"p": 100.0, "r": 100.0, "f": 100.0}
    assert (one.people["person"]["entities"], one.people["person"]["mentions"]) == (1, 4)


def test_predictions_are_in_the_format_of_the_corpus(corpus: Path, tmp_path: Path) -> None:
    [one] = evaluate([corpus], finds(*FOUND), tmp_path / "out", str.splitlines)
    assert one.predictions == tmp_path / "out" / "people.jsonl"
    written = list(read_corpus(tmp_path / "out" / "people.jsonl"))
    assert [document["doc_id"] for document in written] == ["a", "b", "c"]
    assert [mention[:2] for mention in written[0]["mentions"]] == [[0, 9], [14, 32]]
    assert written[0]["mentions"][0][2] == written[2]["mentions"][0][2]
    scored = score_people(GOLD, {document["doc_id"]: document["mentions"] for document in written})
    assert to_json([one])[0]["people"] == scored


def test_corpora_of_both_kinds_at_once(corpus: Path, tmp_path: Path) -> None:
    entities = {"doc_id": "d", "text": "Ann Lee left.", "entities": [[0, 7, "person"]]}
    (tmp_path / "other").mkdir()
    write_corpus(tmp_path / "other" / "people.jsonl", [entities])
    nlp = finds(*FOUND, {"text": "Ann Lee left.", "entities": [[0, 7, "PERSON"]]})
    found = evaluate([tmp_path / "other" / "people.jsonl", corpus], nlp, tmp_path / "out", str.splitlines)
    assert [one.predictions for one in found] == [
        tmp_path / "out" / "other" / "people.jsonl",
        tmp_path / "out" / tmp_path.name / "people.jsonl",
    ]
    assert all(one.predictions and one.predictions.exists() for one in found)
    assert [set(row) & {"people", "entities"} for row in to_json(found)] == [{"entities"}, {"people"}]
    terminal = Console(file=io.StringIO(), width=120)
    print_all(found, terminal)
    assert isinstance(terminal.file, io.StringIO)
    assert "who is who" in terminal.file.getvalue()


@pytest.mark.parametrize(
    ("mentions", "is_one"),
    [([[0, 4, "a", "person"]], True), ([], False), ([[0, 4, "person", "a", "new", True, None]], False)],
)
def test_corpora_of_people_are_recognised(mentions: list[Any], is_one: bool) -> None:
    assert has_people([{"doc_id": "a", "text": "Holm", "mentions": mentions}]) == is_one


@pytest.mark.skipif(not SCRIPT.exists(), reason="no ../shared here")
def test_figures_are_those_of_the_script() -> None:
    script = load_script()
    draw = random.Random(7)
    for _ in range(50):
        gold = [{"doc_id": f"d{n}", "text": "", "mentions": draw_mentions(draw, 4)} for n in range(5)]
        found = {f"d{n}": [one[:3] for one in draw_mentions(draw, 3)] for n in range(5)}
        predicted = {doc_id: {"mentions": mentions} for doc_id, mentions in found.items()}
        ours = score_people(gold, found)
        for kind, figures in ours.items():
            assert figures == script.score(gold, predicted, None if kind == "all" else kind)


def draw_mentions(draw: random.Random, ids: int) -> list[list[Any]]:
    starts = sorted(draw.sample(range(60), 6))
    kinds = ("person", "organisation")
    return [
        [start, start + draw.randint(1, 6), draw.choice([None, *range(ids)]), draw.choice(kinds)] for start in starts
    ]


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_people", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
