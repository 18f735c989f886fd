"""Evaluation runs a pipeline over corpora: what is scored, what is written, which misses are shown."""

import importlib.util
import io
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console

from flows.console import SafeConsole
from tasks.quotes.scoring.corpus import Document, read_corpus, write_corpus
from tasks.quotes.scoring.errors import choose_errors, find_errors
from tasks.quotes.scoring.evaluate import evaluate, to_json
from tasks.quotes.scoring.miss_report import show_errors
from tasks.quotes.scoring.report import print_evaluations
from tests.support.finder import finds, mark

SHARED = Path(__file__).parents[3] / "shared" / "corpora"
SHARED_CORPORA = ("polnear/dev.jsonl", "gum_news/dev.jsonl", "gum_news/dev_entities.jsonl", "ner/enworldwide_dev.jsonl")
TEXT = "“Snow is coming,” said Ann Lee. Bo Lund hopes that it melts.\n\nThe mayor refused to comment."


def build_quote(content: str, cue: str, speaker: str, name: str | None, cue_kind: str = "speech") -> dict[str, Any]:
    kind = "direct" if content.startswith("“") else "indirect"
    spans = {"content": mark(TEXT, content), "cue": mark(TEXT, cue), "speaker": mark(TEXT, speaker)}
    return {"type": kind, **spans, "speaker_name": name, "cue_kind": cue_kind}


SNOW = build_quote("“Snow is coming,”", "said", "Ann Lee", "Ann Lee")
MELT = build_quote("that it melts", "hopes", "Bo Lund", "Bo Lund", "other")
REFUSAL = build_quote("to comment", "refused", "The mayor", None, "other")
GOLD: Document = {"doc_id": "snow", "text": TEXT, "quotes": [SNOW, MELT], "entities": [[23, 30, "PERSON"]]}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "town.jsonl", [GOLD])
    return tmp_path / "town.jsonl"


def test_every_kind_is_scored_where_the_corpus_marks_kinds(corpus: Path) -> None:
    nlp = finds({**GOLD, "quotes": [SNOW, REFUSAL]})
    [one] = evaluate([corpus], nlp)
    assert one.scored == "all"
    assert one.whole is not None
    assert one.speech is not None
    assert (one.whole["all"]["e2e"]["f"], one.speech["all"]["pred"]) == (50.0, 2)
    assert one.calibration_error == pytest.approx(0.25)  # one of two is right, at 0.75 each
    assert one.entities is not None
    assert one.entities["person"]["f"] == 100.0


@pytest.mark.parametrize("nested", [False, True])
def test_names_are_judged_on_quotes_that_are_found(tmp_path: Path, nested: bool) -> None:
    aliased = MELT | {"speaker_name": "Bo Ray Lund", "speaker_aliases": ["Lund", "Bo Lund"], "nested": nested}
    write_corpus(tmp_path / "town.jsonl", [{**GOLD, "quotes": [SNOW, aliased, REFUSAL]}])
    found = [SNOW | {"speaker_name": "Bo Lund", "name_confidence": 0.96}, MELT | {"name_confidence": 0.8}]
    [one] = evaluate([tmp_path / "town.jsonl"], finds({**GOLD, "quotes": [*found, REFUSAL]}))
    assert one.names
    assert (one.names.named, one.names.right) == ((1, 0.0) if nested else (2, 0.5))
    assert (one.names.sure, one.names.sure_wrong) == (1, 1.0)
    errors = (0.96 + 1.0) / 2 if nested else (0.96 + 0.2 + 1.0) / 3  # that the refusal has no name is right, at 0.0
    assert one.names.calibration_error == pytest.approx(errors)
    page = Console(file=io.StringIO(), width=200, record=True)
    print_evaluations([one], page)
    assert f"right name {0 if nested else 50}.0 % of {1 if nested else 2} quotes found" in page.export_text()


def test_a_corpus_without_names_has_no_figures_of_names(tmp_path: Path) -> None:
    nameless = [{key: value for key, value in quote.items() if key != "speaker_name"} for quote in (SNOW, MELT)]
    write_corpus(tmp_path / "town.jsonl", [{**GOLD, "quotes": nameless}])
    [one] = evaluate([tmp_path / "town.jsonl"], finds(GOLD))
    assert one.names is None


def test_only_speech_is_scored_elsewhere(tmp_path: Path) -> None:
    plain = [{key: value for key, value in SNOW.items() if key != "cue_kind"}]
    write_corpus(tmp_path / "speech.jsonl", [{"doc_id": "snow", "text": TEXT, "quotes": plain}])
    nlp = finds({**GOLD, "quotes": [SNOW, MELT, REFUSAL]})
    [one] = evaluate([tmp_path / "speech.jsonl"], nlp, tmp_path / "out")
    assert (one.scored, one.speech, one.entities) == ("speech", None, None)
    assert one.whole is not None
    assert one.whole["all"]["e2e"]["f"] == 100.0
    [written] = read_corpus(tmp_path / "out" / "speech.jsonl")
    assert len(written["quotes"]) == 1


def test_predictions_are_a_corpus(corpus: Path, tmp_path: Path) -> None:
    nlp = finds(GOLD)
    evaluate([corpus], nlp, tmp_path / "out")
    [written] = read_corpus(tmp_path / "out" / "town.jsonl")
    kept = {"type", "content", "cue", "speaker", "speaker_name"}
    parts = ("mention", "title", "organisation", "pronoun", "cluster_id")
    more = {f"speaker_{part}": None for part in parts} | {"speaker_label": "unknown"}
    more |= {"is_speech": False, "confidence": 0.75, "name_confidence": 0.0, "rule": "floating quotation"}
    assert (written["doc_id"], written["text"], written["entities"]) == ("snow", TEXT, [[23, 30, "PERSON"]])
    assert written["quotes"][1] == {key: MELT[key] for key in kept} | more


def test_corpora_of_one_name_get_folders(tmp_path: Path) -> None:
    nlp = finds(GOLD)
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        write_corpus(tmp_path / folder / "dev.jsonl", [GOLD])
    found = evaluate([tmp_path / "north" / "dev.jsonl", tmp_path / "south" / "dev.jsonl"], nlp, tmp_path / "out")
    assert [one.predictions for one in found] == [tmp_path / "out" / name / "dev.jsonl" for name in ("north", "south")]
    assert all(one.predictions and one.predictions.exists() for one in found)


def test_a_corpus_is_never_overwritten(corpus: Path) -> None:
    with pytest.raises(ValueError, match="choose another folder"):
        evaluate([corpus], finds(), corpus.parent)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no documents"),
        ('{"doc_id": "a", "text": "b"}', "neither `quotes`, `entities` nor `statements`"),
        ("{", "not JSON"),
    ],
)
def test_what_is_no_gold_corpus_is_named(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(content)
    with pytest.raises(ValueError, match=message):
        evaluate([tmp_path / "bad.jsonl"], finds())


def test_tables_and_json_say_what_was_scored(corpus: Path) -> None:
    nlp = finds(GOLD)
    found = evaluate([corpus], nlp)
    page = Console(file=io.StringIO(), width=160, record=True)
    print_evaluations(found, page)
    text = page.export_text()
    assert all(part in text for part in ("cue_kind", "whole, speech only", "quoted segments", "person", "name F1"))
    [values] = json.loads(json.dumps(to_json(found)))
    assert values["scored"] == "all"
    assert values["whole"]["all"]["e2e"] == {"p": 100.0, "r": 100.0, "f": 100.0}
    assert values["entities"]["all"]["gold"] == 1


@pytest.mark.parametrize("width", [60, 80])
def test_what_matters_most_is_whole_in_a_narrow_terminal(corpus: Path, width: int) -> None:
    terminal = SafeConsole(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    print_evaluations(evaluate([corpus], finds(GOLD)), terminal)
    lines = terminal.file.getvalue().splitlines()  # type: ignore[attr-defined]
    tables = [line for line in lines if line.startswith(tuple("┏┃│└"))]
    assert max(map(len, tables)) <= width
    assert not any("…" in line for line in tables)
    assert re.search("│ whole quotes +│ all +│ +100.0 │", "\n".join(tables))
    assert "e2e F1" in tables[1]


SHORT = SNOW | {"content": mark(TEXT, "Snow")}
OTHER = SNOW | {"speaker": mark(TEXT, "Bo Lund")}
NAMED = SNOW | {"speaker_name": "Bo Lund"}


@pytest.mark.parametrize(
    ("predicted", "kinds"),
    [
        ([SNOW, MELT], []),
        ([MELT], ["missed"]),
        ([SNOW, MELT, REFUSAL], ["claimed too much"]),
        ([SHORT, MELT], ["wrong extent"]),
        ([OTHER, MELT], ["wrong speaker"]),
        ([NAMED, MELT], ["wrong name"]),
        ([REFUSAL], ["missed", "missed", "claimed too much"]),
    ],
)
def test_kinds_of_misses(predicted: list[dict[str, Any]], kinds: list[str]) -> None:
    assert [error.kind for error in find_errors(GOLD, {"quotes": predicted})] == kinds


def test_misses_are_spread_over_kinds_and_documents() -> None:
    errors = [
        error
        for doc_id in ("a", "b", "c")
        for error in find_errors({**GOLD, "doc_id": doc_id}, {"quotes": [OTHER, REFUSAL]}) * 5
    ]
    chosen = choose_errors(errors, 9)
    assert {(error.kind, error.doc_id) for error in chosen} == {
        (kind, doc_id) for kind in ("missed", "claimed too much", "wrong speaker") for doc_id in ("a", "b", "c")
    }
    assert chosen == choose_errors(errors, 9)
    assert choose_errors(errors, 99, seed=1) != choose_errors(errors, 99)


def test_misses_in_context(corpus: Path) -> None:
    nlp = finds({**GOLD, "quotes": [OTHER, MELT, REFUSAL]})
    page = Console(file=io.StringIO(), width=120, record=True)
    show_errors([corpus], nlp, 5, page)
    text = page.export_text()
    assert "wrong speaker in snow" in text
    assert "gold  [“Snow is coming,”] <said> {Ann Lee}." in text
    assert "predicted  [“Snow is coming,”] <said> Ann Lee. {Bo Lund} hopes" in text
    assert "predicted  {The mayor} <refused> [to comment]." in text
    assert "2 misses" in text


def read_script(name: str) -> ModuleType:
    """One of the official scripts, which stand beside the corpora."""
    spec = importlib.util.spec_from_file_location(f"official_{name}", SHARED / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def distort(document: Document, number: int) -> Document:
    """The gold of a document with faults of every kind."""
    quotes: list[dict[str, Any]] = []
    for place, quote in enumerate(document.get("quotes", ()), number):
        start, end = quote["content"][0]
        faults: list[dict[str, Any]] = [
            {},
            {"content": [[start, (start + end) // 2], *quote["content"][1:]]},
            {"content": [[start, min(end + 60, len(document["text"]))]]},
            {"speaker": None, "speaker_name": None},
            {"speaker": [[start, end]], "speaker_name": "Nobody"},
            {"cue_kind": "other"},
        ]
        quotes += [quote | fault for fault in faults[place % 7 : place % 7 + 1]]
    entities = [
        [start, end, ("ORG", "GPE", label)[place % 3]]
        for place, (start, end, label) in enumerate(document.get("entities", ()))
    ]
    return {**document, "quotes": quotes, "entities": entities}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared corpora and their scripts")
@pytest.mark.parametrize("name", SHARED_CORPORA)
def test_the_official_scripts_give_the_same_figures(name: str, tmp_path: Path) -> None:
    gold = list(read_corpus(SHARED / name))
    nlp = finds(*(distort(document, number) for number, document in enumerate(gold)))
    [one] = to_json(evaluate([SHARED / name], nlp, tmp_path))
    predicted = {document["doc_id"]: document for document in read_corpus(Path(one["predictions"]))}
    script, names = read_script("score"), bool(one["whole"]) and "name" in one["whole"]["all"]
    if one["whole"]:
        assert script.score(gold, predicted, "quote", False, names) == one["whole"]
        assert script.score(gold, predicted, "quoted", False, names) == one["quoted"]
    if one["speech"]:
        assert script.score(gold, predicted, "quote", True, names) == one["speech"]
    if one["entities"]:
        assert read_script("score_entities").score(gold, predicted) == one["entities"]
    assert one["whole"] or one["entities"]
