"""Questions in a spreadsheet: no cell is a formula, and what people fill in is held against the article."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.quotes.corrections import CorrectionError, Judgement
from tasks.review.answers import ReviewError
from tasks.review.choose import Question
from tasks.review.published import PublishedArticle
from tasks.review.sheet import ANSWERED, build_sheet, guard, unguard
from tasks.review.sheet_answers import read_sheet
from tasks.review.store import read_answers
from tests.support.review import build_article, build_quote, read_rows, write_rows

TEXT = "“Go\n\non,” Ann Lee said, “now.”\n\n=1+1 was what\tBo said. Ann Lee agreed. @here, Bo said."


@pytest.fixture
def article() -> PublishedArticle:
    quotes = [
        build_quote(TEXT, 0, ["“Go\n\non,”", "“now.”"], "said", "Ann Lee", "Ann Lee", "direct", 0.5),
        build_quote(TEXT, 1, ["=1+1"], "was", "Bo", "-Bo", "indirect", 0.4),
        build_quote(TEXT, 2, ["@here"], None, None, None, "indirect", 0.2),
    ]
    return build_article(TEXT, quotes, title="+title\u202e")


def write(article: PublishedArticle) -> str:
    return build_sheet([Question(article, article.quotes)])


def judge(article: PublishedArticle, place: int, **cells: str) -> Judgement:
    """What the sheet says with one row filled in."""
    rows = read_rows(write(article))
    rows[place] |= cells
    answers = read_answers(write_rows(rows))
    (answer,) = answers.found
    assert answers.unanswered == 2
    (judgement,) = answers.judge(answer.value, article)
    return judgement


@given(st.text())
def test_reading_back_undoes_the_guard(cell: str) -> None:
    assert unguard(guard(cell)) == cell
    assert guard(cell)[:1] not in {*"=+-@\t\r\n＝＋－＠"} or not cell


def test_no_cell_begins_a_formula(article: PublishedArticle) -> None:
    sheet = write(article)
    cells = [cell for row in csv.reader(io.StringIO(sheet, newline="")) for cell in row]
    assert {"'=1+1", "'-Bo", "'@here"} <= {*cells}
    assert [cell for cell in cells if cell[:1] in {*"=+-@\t\r\n"} and cell] == []
    assert "\u202e" not in sheet
    assert write(article) == sheet


def test_what_is_right_is_the_quote_as_published(article: PublishedArticle) -> None:
    for place, quote in enumerate(article.quotes):
        judged = judge(article, place, verdict="Right ", reviewer="Bo")
        assert judged.quote is not None
        assert (judged.of, judged.quote.content, judged.by) == (quote.content, quote.content, "Bo")
        assert (judged.quote.cue, judged.quote.speaker) == (quote.find_span("cue"), quote.find_span("speaker"))
        assert (judged.quote.name, judged.quote.type) == (quote.row["speaker_name"], quote.row["type"])


def test_what_is_no_quote(article: PublishedArticle) -> None:
    assert judge(article, 1, verdict="wrong") == Judgement(article.quotes[1].content, None)


def test_changes_are_named_in_the_words_of_the_article_nearest_to_the_quote(article: PublishedArticle) -> None:
    changed = judge(
        article, 1, new_content="=1+1 was what [...] Bo said", new_cue="agreed", new_speaker="Ann  Lee"
    ).quote
    assert changed is not None
    assert [TEXT[slice(*span)] for span in changed.content] == ["=1+1 was what\tBo said"]
    assert changed.speaker == (TEXT.index("Ann Lee agreed"), TEXT.index(" agreed"))
    none = judge(article, 0, new_cue="none", new_speaker="None").quote
    assert none is not None
    assert (none.cue, none.speaker, none.name, none.type) == (None, None, None, "direct")
    named = judge(article, 0, new_name="none", new_kind="Group", new_type="mixed").quote
    assert named is not None
    assert (named.name, named.label, named.type) == (None, "group", "mixed")
    assert judge(article, 0, new_name="A. Lee", name_for_all="yes").name_for_all


def test_a_quote_that_was_missed(article: PublishedArticle) -> None:
    missed = judge(article, 2, verdict="missed", new_content="Ann Lee agreed", new_type="indirect")
    assert missed.of == ()
    assert missed.quote is not None
    assert (missed.quote.cue, missed.quote.speaker, missed.quote.is_speech) == (None, None, True)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"verdict": "maybe"}, "verdict is 'maybe'"),
        ({"verdict": "right", "new_name": "Bo"}, "verdict is right, but new_name is filled in"),
        ({"verdict": "missed"}, "put the quote's words into new_content"),
        ({"new_content": "nowhere"}, "new_content is not in the article in these words"),
        ({"new_content": "[...]"}, "new_content is not in the article in these words"),
        ({"new_cue": "=cmd|'/c calc'!A1"}, "new_cue is not in the article in these words"),
        ({"new_speaker": "(.*)+$"}, "new_speaker is not in the article in these words"),
        ({"new_kind": "robot"}, "kind is 'robot'"),
        ({"new_type": "loud"}, "type is 'loud'"),
        ({"new_name": "x" * 201}, "at most 200 characters"),
        ({"new_name": "Bo", "new_speaker": "none"}, "a name needs words of the article"),
        ({"verdict": "right", "name_for_all": "maybe"}, "name_for_all is 'maybe'"),
        ({"verdict": "right", "spans": "a:b"}, "leave that column as it is"),
        ({"verdict": "right", "spans": "1:2:3"}, "leave that column as it is"),
        ({"verdict": "right", "spans": "5:10000"}, "no stretch of a text|leave that column as it is"),
        ({"verdict": "right", "spans": "0:3"}, "other quotes by now; ask again"),
        ({"verdict": "right", "spans": ""}, "other quotes by now; ask again"),
    ],
)
def test_a_wrong_answer_is_told(article: PublishedArticle, cells: dict[str, str], problem: str) -> None:
    with pytest.raises(CorrectionError, match=problem):
        judge(article, 0, **cells)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_as_spreadsheets_save_them(article: PublishedArticle, separator: str, encoding: str) -> None:
    rows = read_rows(write(article))
    rows[0]["verdict"] = "wrong"
    text = write_rows(rows, separator).decode("utf-8-sig").replace("�", "?")
    answers = read_answers(text.encode(encoding))
    assert answers.judge(answers.found[0].value, article)[0].of == article.quotes[0].content


@pytest.mark.parametrize("gone", [ANSWERED[0], "spans"])
def test_a_file_without_a_column_is_told(article: PublishedArticle, gone: str) -> None:
    with pytest.raises(ReviewError, match=f"no column {gone}"):
        read_sheet(write(article).replace(gone, "another"))


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"a,b\n", b'verdict,"\n'])
def test_what_is_no_file_of_answers_is_told(content: bytes) -> None:
    with pytest.raises(ReviewError):
        read_answers(content)
