"""Why a speaker has its name: the candidates of every quote, their scores, what the first has over the second."""

import io
from pathlib import Path

import pytest

from flows.console import SafeConsole
from tasks.quotes.quote import Candidate
from tasks.quotes.scoring.corpus import Document, write_corpus
from tasks.quotes.scoring.explain import explain
from tests.quotes.test_evaluate import GOLD, MELT, SNOW
from tests.support.finder import finds

ANN = Candidate("Ann Lee", 0.9, (("recency", 1.5), ("subject", 0.5), ("gender", -0.25)))
BO = Candidate("Bo Lund", 0.0625, (("subject", 0.5), ("recency", 0.25), ("plural", 0.125)))
FOUND: Document = {**GOLD, "quotes": [SNOW | {"candidates": (ANN, BO), "speaker_label": "person"}, MELT]}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "town.jsonl", [GOLD])
    return tmp_path / "town.jsonl"


def show(corpus: Path, found: Document, width: int | None = None) -> str:
    options = {"width": width, "force_terminal": True, "color_system": None} if width else {}
    console = SafeConsole(file=io.StringIO(), **options)
    explain([corpus], finds(found), "snow", console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_candidates_are_shown_with_scores_reasons_and_why_the_first_won(corpus: Path) -> None:
    lines = show(corpus, FOUND).splitlines()
    assert lines[0] == "0. Ann Lee → Ann Lee (person, 0.00): “Snow is coming,”"
    assert [line.split() for line in lines[1:4]] == [
        ["candidate", "score", "reasons"],
        ["Ann", "Lee", "0.900", "recency", "+1.50,", "subject", "+0.50,", "gender", "-0.25"],
        ["Bo", "Lund", "0.062", "subject", "+0.50,", "recency", "+0.25,", "plural", "+0.12"],
    ]
    assert lines[4] == "Ann Lee over Bo Lund: recency +1.25, plural -0.12, gender -0.25"


def test_a_quote_without_candidates_says_so(corpus: Path) -> None:
    assert "there was nothing to choose from" in show(corpus, FOUND).splitlines()[-2]
    alone = {**GOLD, "quotes": [SNOW | {"candidates": (ANN,)}]}
    assert "there was nobody else" in show(corpus, alone)


def test_a_narrow_terminal_wraps_the_reasons_and_keeps_the_names(corpus: Path) -> None:
    shown = show(corpus, FOUND, width=50)
    assert "│ Ann Lee   │ 0.900 │ recency +1.50" in shown


def test_what_an_article_says_is_not_obeyed(corpus: Path) -> None:
    hostile = Candidate("[red]\x1b[2JAnn\u202e", 1.0, (("\x1b[31mbold", 1.0),))
    shown = show(
        corpus, {**GOLD, "quotes": [SNOW | {"candidates": (hostile, BO), "speaker_name": "\x1b[2J"}]}, width=120
    )
    assert not set(shown) & {"\x1b", "\u202e"}
    assert "[red]\\x1b[2JAnn" in shown


def test_an_article_that_is_not_there_is_named(corpus: Path) -> None:
    with pytest.raises(ValueError, match="no document 'rain' in the corpora, which have snow and so on"):
        explain([corpus], finds(GOLD), "rain", SafeConsole(file=io.StringIO()))
