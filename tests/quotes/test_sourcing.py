"""Sourced statements are scored by the words they share with the article, however sentences are cut.

The figures of the two articles here were taken with the reference script beside the corpus.
"""

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows.console import SafeConsole
from tasks.quotes.scoring.corpus import Document, read_corpus, write_corpus
from tasks.quotes.scoring.evaluate import evaluate, read_gold, to_json
from tasks.quotes.scoring.miss_report import show_errors
from tasks.quotes.scoring.report import print_evaluations
from tasks.quotes.scoring.sourcing.article import ArticleWords
from tasks.quotes.scoring.sourcing.names import is_same_name, is_same_title
from tests.quotes.test_evaluate import SHARED, read_script
from tests.support.finder import finds, mark

ARTICLES = Path(__file__).parents[1] / "cases" / "sourced_articles.jsonl"
"""Gold articles with statements; `claims` are the quotes that are found, their parts as strings."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "town.jsonl.xz", read_corpus(ARTICLES))
    return tmp_path / "town.jsonl.xz"


def find_claims(corpus: Path) -> list[Document]:
    """The articles of the corpus with the quotes that are found in them."""
    return [
        {**document, "quotes": [read_claim(document["text"], claim) for claim in document["claims"]]}
        for document in read_gold(corpus)
    ]


def read_claim(text: str, claim: dict[str, Any]) -> dict[str, Any]:
    spans = {part: mark(text, claim[part]) for part in ("content", "cue", "speaker")}
    return {"type": "indirect", **claim, **spans}


def test_the_figures_are_those_of_the_reference_script(corpus: Path) -> None:
    [one] = evaluate([corpus], finds(*find_claims(corpus)))
    assert (one.scored, one.whole, one.entities) == ("speech", None, None)
    assert one.sourcing == {
        "gold": 12,
        "pred": 14,
        "left_out": 1,
        "statements": {"p": 92.9, "r": 91.7, "f": 92.3},
        "e2e": {"p": 57.1, "r": 58.3, "f": 57.7},
        "name": 63.6,
        "names": {"person": 50.0, "organisation": 100.0, "document": 33.3},
        "kind": 81.8,
        "title": 40.0,
    }
    assert one.names
    assert (one.names.sure, one.names.sure_wrong) == (5, pytest.approx(0.2))
    assert one.names.calibration_error == pytest.approx((4 * 0.03 + 0.97 + 4) / 13, abs=0.05)


def test_predictions_have_the_name_of_the_corpus_and_a_line_for_each_article(corpus: Path, tmp_path: Path) -> None:
    [one] = evaluate([corpus], finds(*find_claims(corpus)), tmp_path / "out")
    assert one.predictions == tmp_path / "out" / "town.jsonl.xz"
    written = list(read_corpus(one.predictions))
    assert [(document["doc_id"], len(document["quotes"])) for document in written] == [("7", 9), ("8", 5)]
    assert written[0]["quotes"][1]["speaker_title"] == "Mayor"
    assert json.loads(json.dumps(to_json([one])))[0]["sourcing"]["name"] == 63.6


def test_the_table_fits_a_terminal(corpus: Path) -> None:
    terminal = SafeConsole(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
    print_evaluations(evaluate([corpus], finds(*find_claims(corpus))), terminal)
    text = terminal.file.getvalue()  # type: ignore[attr-defined]
    assert re.search("│ found +│ 92.3 │ 92.9 │ 91.7 │ +12 │ +14 │", text)
    flat = " ".join(text.split())
    assert "name 63.6 (persons 50.0, organisations 100.0, documents 33.3) · kind 81.8 · title 40.0" in flat
    assert "wrong 20.0 % of 5 with name_confidence >= 0.95" in flat


def test_misses_wrong_names_and_false_claims_are_listed(corpus: Path) -> None:
    found = find_claims(corpus)
    found[0]["quotes"] = found[0]["quotes"][3:]
    page = Console(file=io.StringIO(), width=400, record=True)
    show_errors([corpus], finds(*found), 20, page)
    text = page.export_text()
    assert "missed in 7" in text
    assert "gold  [She added that the town would pay for buses]." in text
    assert "→ Liv Aasen, person" in text
    assert "claimed too much in 7" in text
    assert "a gold statement of which" in text


def test_without_anything_found_there_are_figures_and_dashes(corpus: Path) -> None:
    [one] = evaluate([corpus], finds(*({**document, "quotes": []} for document in find_claims(corpus))))
    assert one.sourcing
    assert (one.sourcing["statements"]["f"], one.sourcing["name"], one.sourcing["title"]) == (0.0, None, None)
    page = Console(file=io.StringIO(), width=160, record=True)
    print_evaluations([one], page)
    assert "name – (persons –" in page.export_text()


@pytest.mark.parametrize(
    ("text", "behind", "found"),
    [
        ("The boat sank.", 0, {0, 1, 2}),
        ("the BOAT, sank", 1, {6, 7, 8}),
        ("the boat sank", 99, {0, 1, 2}),
        ("As the crew saw it from the old pier the ship sank", 0, {9, 10, 11, 12, 13, 14, 15, 16}),
        ("nothing of this stands in the text at all", 0, set()),
        ("", 0, set()),
    ],
)
def test_a_statement_is_placed_word_by_word(text: str, behind: int, found: set[int]) -> None:
    words = ArticleWords("The boat sank. We saw it: the boat sank. The crew saw it from the old pier and swam.")
    assert words.find(text, behind)[0] == found


def test_what_is_repeated_is_the_same_words() -> None:
    line = "Nine people left the island before the storm came"
    words = ArticleWords(f"{line}\n\n{line}, and two stayed.")
    assert words.inside([[0, 999]]) == {*range(9), 18, 19, 20}
    assert words.find_spans(frozenset({0, 1, 2, 18})) == [(0, 16), (len(line) * 2 + 4, len(line) * 2 + 7)]


@pytest.mark.parametrize(
    ("kind", "gold", "given", "right"),
    [
        ("person", "Dr. José Álvarez Jr.", "Alvarez", True),
        ("person", "Jane Smith", "John Smith", True),
        ("person", "Jane Smith", "Robert Smith", False),
        ("person", "Katherine Obradovich", "Katharine Obradovic", True),
        ("person", "Ann Lee and Bo Ray Lund", "Bo Lund", True),
        ("person", "Ann Lee", "the", False),
        ("organisation", "U.S. Department of Energy", "Energy Dept.", True),
        ("organisation", "American Civil Liberties Union", "ACLU", True),
        ("organisation", "Port Authority", "Harbor Commission", False),
        ("document", "2024 pier survey", "A 2024 survey", True),
    ],
)
def test_names_may_differ_by_their_kind(kind: str, gold: str, given: str, right: bool) -> None:
    assert is_same_name(kind, gold, given) is right


def test_a_title_needs_half_of_the_words() -> None:
    assert is_same_title("Mayor of Port Amity", "mayor")
    assert not is_same_title("Mayor of Port Amity and its suburbs", "mayor")
    assert not is_same_title("Mayor", None)


def distort(document: Document, number: int) -> Document:
    """An article with half of each statement as a quote, some of another speaker or kind."""
    text, quotes = document["text"], []
    for place, one in enumerate(document["statements"], number):
        start = text.find(one["text"][:30])
        end = start + len(one["text"]) // (1, 1, 3)[place % 3]
        if start >= 0:
            half = (start + end) // 2
            label = ("person", "organisation", "document", "group", "place")[place % 5]
            speaker = {"speaker_name": (one["name"], "Ann Lee", None)[place % 4 % 3], "speaker_label": label}
            more = {"speaker_title": one["title"], "speaker_cluster_id": place % 6 or None}
            spans = [[[start, half]], [[half, end]]] if place % 2 else [[[start, end]]]
            quotes += [
                {"type": "mixed", "content": span, "cue": None, "speaker": None} | speaker | more for span in spans
            ]
    return {**document, "quotes": quotes}


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "sourcing").exists(), reason="needs the shared corpora and their scripts")
def test_the_reference_script_gives_the_same_figures(tmp_path: Path) -> None:
    path, script = SHARED / "sourcing" / "dev.jsonl.xz", read_script("score_sourcing")
    found = [distort(document, number) for number, document in enumerate(read_gold(path))]
    [one] = evaluate([path], finds(*found), tmp_path)
    assert one.predictions
    counts: Counter[str] = Counter()
    for gold, predicted in zip(script.read_lines(path), read_corpus(one.predictions), strict=True):
        article = script.Article(gold)
        counts += script.count(article, [read_statement(script, article, predicted, q) for q in predicted["quotes"]])
    figures = script.figures(counts)
    assert one.sourcing
    for ours, theirs in (("statements", ""), ("e2e", " e2e")):
        rate = {figure.lower()[0]: round(figures[figure + theirs], 1) for figure in ("P", "R", "F1")}
        assert one.sourcing[ours] == rate
    assert {name: one.sourcing[name] for name in ("name", "kind", "title")} == {
        name: round(figures[name], 1) for name in ("name", "kind", "title")
    }
    for kind, right in one.sourcing["names"].items():
        assert right == round(script.share(counts[f"name {kind}"], counts[f"found {kind}"]), 1)


def read_statement(script: Any, article: Any, predicted: Document, quote: dict[str, Any]) -> Any:
    """A quote as the script reads it from the published tables."""
    (start, end), kinds = quote["content"][0], {"place": "organisation", "group": "unnamed"}
    own = script.words(predicted["text"])
    placed = article.as_first(i for i, (_, first, last) in enumerate(own) if first < end and start < last)
    name, kind = quote["speaker_name"], kinds.get(quote["speaker_label"], quote["speaker_label"])
    kind = "unnamed" if kind == "person" and not name else kind
    return script.Statement(placed, kind, name, quote["speaker_title"], "", quote["speaker_cluster_id"], quote)
