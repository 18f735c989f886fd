"""The command review as people use it: questions out, answers in, a corpus of gold."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tasks.annotate.pipeline import load_pipeline
from tasks.quotes.scoring.evaluate import evaluate
from tasks.quotes.tagging.pieces import cut_pieces, load_tokenizer
from tasks.quotes.tagging.tagger import MODEL
from tasks.quotes.training.corpora import read_sources
from tasks.quotes.training.examples import build_gold
from tests.conftest import DAY, Zones, build_zones
from tests.support.review import annotate, fill_sheet, find_files, read_rows, write_rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    zones = build_zones(tmp_path_factory.mktemp("published"))
    zones.deliver_stories(3)
    assert zones.run().state == "published"
    return zones


@pytest.fixture(autouse=True)
def here(published: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    published.settings.raw.joinpath("corrections").remove()  # type: ignore[attr-defined]


def invoke(zones: Zones, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["review", *arguments], env=zones.environment)
    return result.exit_code, " ".join(result.output.split())


def test_a_sheet_is_written_and_read_back(published: Zones) -> None:
    code, text = invoke(published, str(DAY), str(DAY), "--to", "q.csv", "--count", "2")
    assert (code, text) == (0, "wrote 2 quotes of 2 articles to q.csv Next: answer, then quotewire review --read q.csv")
    rows = read_rows(Path("q.csv").read_bytes().decode("utf-8-sig"))
    rows[0]["verdict"], rows[1]["verdict"] = "right", "maybe"
    Path("q.csv").write_bytes(write_rows(rows))
    code, text = invoke(published, "--read", "q.csv", "--dry-run")
    assert (code, find_files(published)) == (1, {})
    assert "would take 1 quotes of 1 articles" in text
    code, text = invoke(published, "--read", "q.csv")
    assert code == 1
    assert "took 1 quotes of 1 articles; 0 were not answered" in text
    assert f"Next: quotewire run {DAY}" in text
    assert "not taken: the row that ends on line" in text
    assert "1 answers were not taken; mend them in q.csv and read it again" in text
    assert len(find_files(published)) == 1


def test_tasks_are_written_with_their_labelling_interface(published: Zones) -> None:
    code, text = invoke(published, str(DAY), "--to", "q.json")
    assert code == 0
    assert "q.xml" in text
    assert len(json.loads(Path("q.json").read_text())) == 3
    assert Path("q.xml").read_text().startswith("<View>")
    invoke(published, str(DAY), "--to", "again.json")
    assert Path("q.json").read_bytes() == Path("again.json").read_bytes()
    code, text = invoke(published, str(DAY), "--to", "q.json")
    assert (code, "q.json is there, and may hold answers" in text) == (2, True)


def test_articles_reviewed_as_a_whole_are_gold_for_evaluate_and_train(published: Zones) -> None:
    Path("export.json").write_bytes(annotate(published))
    assert invoke(published, "--read", "export.json", "--json")[0] == 0
    path = Path(min(find_files(published)))
    stored = Path(str(published.settings.raw)) / "corrections" / path
    value = json.loads(stored.read_text())
    stored.write_text(json.dumps({**value, "is_whole": False}))
    code, text = invoke(published, "--corpus", "gold.jsonl")
    assert code == 0
    assert "wrote 2 articles with" in text
    assert "1 reviewed in part are left out" in text
    (figures,) = evaluate([Path("gold.jsonl")], load_pipeline(published.settings.model))
    assert figures.scored == "all"
    assert figures.whole
    assert figures.names
    assert figures.whole["all"]["e2e"]["f"] == 100.0
    sources = read_sources([Path("gold.jsonl")], ())
    assert len(sources) == 2
    for document in (one.document for one in sources):
        pieces = cut_pieces(load_tokenizer(MODEL), document["text"])
        golds = [build_gold(quote, pieces) for quote in document["quotes"]]
        assert [one is not None for one in golds] == [bool(quote["cue"]) for quote in document["quotes"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "review takes START [END] --to FILE, or --read FILE, or --corpus FILE"),
        (["2025-04-28"], "review takes START"),
        (["--to", "q.csv"], "review takes START"),
        (["2025-04-28", "--to", "q.csv", "--corpus", "g.jsonl"], "review takes START"),
        (["2025-04-28", "--read", "gone.csv"], "does not exist"),
        (["2025-04-28", "--to", "q.xlsx"], "ends in .csv"),
        (["2025-04-28", "2025-04-27", "--to", "q.csv"], "before it starts"),
        (["2025-04-27", "--to", "q.csv"], "no published quote"),
        (["2025-04-28", "--to", "q.csv", "--below", "0"], "no published quote"),
        (["2025-04-28", "--to", "no/such/folder/q.csv"], "No such file"),
        (["--corpus", "gold.jsonl"], "no article is reviewed as a whole yet"),
        (["--read", "/dev/null"], "no column|is a directory|not exist|File"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(published: Zones, arguments: list[str], message: str) -> None:
    code, text = invoke(published, *arguments)
    assert code == 2, text
    assert any(one in text for one in message.split("|")), text
    assert "Traceback" not in text


def test_answers_about_what_is_not_there_as_it_was_are_told(published: Zones) -> None:
    rows = read_rows(fill_sheet(published, "“This took us", verdict="right").decode("utf-8-sig"))
    answered = [row for row in rows if row["verdict"]]
    article_id, _, text_hash = answered[0]["key"].partition("-")
    answered[0]["key"] = f"{article_id}-{'0' * 16}"
    answered[1]["key"] = f"{'0' * 16}-{text_hash}"
    answered[2]["batch_date"] = "2025-13-01"
    answered.append(answered[0] | {"batch_date": "2025-04-27"})
    Path("q.csv").write_bytes(write_rows(answered))
    code, text = invoke(published, "--read", "q.csv")
    assert (code, find_files(published)) == (1, {})
    assert "has changed since; review it again: quotewire review 2025-04-28 --to FILE" in text
    assert "batch 2025-04-28 has no such article" in text
    assert "batch 2025-04-27 has no such article" in text
    assert "it says of no batch" in text
