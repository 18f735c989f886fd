"""Exports of press databases: each document is an article, and what the database says about it is none of its text."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.ingest.article import Article
from tests.support.documents import FACTIVA, FACTIVA_CODES, OLD_NEXIS, build_docx, build_nexis, build_rtf
from tests.support.readers import STORY, read_one, reasons

ONE = "The harbour opened for the first time, the mayor said on Monday, and the ferries will run."
TWO = ONE.replace("first", "second")
QUOTE = "“We waited for the tide,” said Ines Calloway, who has been mayor for nine years."
BRIEF = "IN BRIEF, the harbour is open, she added."


def read_articles(folder: Path, name: str, content: bytes | str) -> list[Article]:
    found = read_one(folder, name, content)
    assert reasons(found) == ["article"] * len(found), found
    return [one for one in found if isinstance(one, Article)]


def build_page(codes: bool) -> str:
    """A page as Factiva exports it."""
    if codes:
        rows = [part.split(" ", 1) for part in FACTIVA_CODES.split("HD Harbour")[1].replace("\n", "\n").splitlines()]
        rows[0] = ["HD", "Harbour story two"]
        cells = "".join(f"<tr><td><b>{row[0]}</b>&nbsp;</td><td><p>{row[1]}</p></td></tr>" for row in rows)
        return f'<html><body><div class="article enArticle"><p><table>{cells}</table></p></div></body></html>'
    documents = FACTIVA.partition("Search Summary")[0].strip().split("\n\nHarbour story two\n")
    divs = [documents[0], f"Harbour story two\n{documents[1]}"]
    inner = ["".join(f"<div>{line}</div>" for line in div.splitlines() if line) for div in divs]
    return "<html><body>" + "".join(f"<div class='article enArticle'>{one}</div>" for one in inner) + "</body></html>"


@pytest.mark.parametrize("name", ["a.docx", "a.rtf", "a.txt"])
def test_an_export_of_nexis_uni(tmp_path: Path, name: str) -> None:
    lines = build_nexis([1, 2, 3])
    contents = {"a.docx": build_docx(lines), "a.rtf": build_rtf("".join(f"{line}\\par\n" for line in escape(lines)))}
    first, second, third = read_articles(tmp_path, name, contents.get(name, "\n\n".join(lines)))
    assert (first.title, second.title, third.title) == ("Harbour story 1", "Harbour story 2", "Harbour story 3")
    assert (
        first.text
        == f"The harbour opened for the 1th time, the mayor said on Monday, and the ferries will run.\n\n{QUOTE}"
    )
    assert first.byline == ("ANN LEE", "BOB ROE")
    assert first.published_at == datetime(2025, 3, 2, 10, 1, tzinfo=UTC)
    assert (first.publisher, second.publisher) == ("the-harbor-courier-port-ellery", "the-quay-news")
    assert [one.record_index for one in (first, second, third)] == [0, 1, 2]


def escape(lines: list[str]) -> list[str]:
    return [line.replace("“", "\\ldblquote ").replace("”", "\\rdblquote ") for line in lines]


def test_an_old_export_of_lexis_nexis(tmp_path: Path) -> None:
    first, second = read_articles(tmp_path, "a.txt", OLD_NEXIS)
    assert first.title == "Harbour story one; The mayor waited for the tide"
    assert first.byline[0] == "ANN LEE"
    assert (first.published_at, first.publisher) == (
        datetime(2025, 3, 2, 10, 15, tzinfo=UTC),
        "the-harbor-courier-port-ellery",
    )
    assert first.text.split("\n\n") == [
        f"{ONE[:-1]} as they did before the storm of last winter took the pier away from the town and its people.",
        QUOTE,
        "Subject: the harbour, her letter began.",
    ]
    assert (second.title, second.text, second.publisher) == ("Harbour story two", TWO, "the-quay-news")


@pytest.mark.parametrize("name", ["a.txt", "a.rtf", "a.html", "codes.txt", "codes.rtf", "codes.html"])
def test_an_export_of_factiva(tmp_path: Path, name: str) -> None:
    has_codes = name.startswith("codes")
    text = FACTIVA_CODES if has_codes else FACTIVA
    rtf = build_rtf("".join(f"{line}\\par\n" for line in escape(text.splitlines())))
    content = text if name.endswith("txt") else rtf if name.endswith("rtf") else build_page(has_codes)
    *others, second = read_articles(tmp_path, name, content)
    assert (second.title, second.text, second.byline) == ("Harbour story two", TWO, ())
    assert (second.publisher, second.published_at) == ("the-harbor-courier", datetime(2025, 3, 1, tzinfo=UTC))
    for first in others:
        assert (first.title, first.byline, first.publisher) == ("Harbour story one", ("Ann Lee",), "the-quay-news")
        assert first.published_at == datetime(2025, 3, 2, 10, 15, tzinfo=UTC)
        assert first.text.split("\n\n") == [ONE, QUOTE, *([BRIEF] if has_codes else [])]
    assert len(others) == (name != "codes.html")


def test_a_document_keeps_its_id_in_another_export(tmp_path: Path) -> None:
    first, second = read_articles(tmp_path / "1", "a.txt", FACTIVA)
    (again,) = read_articles(tmp_path / "2", "b.txt", FACTIVA[FACTIVA.index("Harbour story two") :])
    assert again.article_id == second.article_id != first.article_id


@pytest.mark.parametrize(
    "text",
    [
        f"{STORY}\n\nEnd of Document",
        f"Byline: Ann Lee\n\n{STORY}",
        f"It is the last of the papers.\n\n1 of 2 documents\n\n{STORY}",
        f"{STORY}\n\nHD is a code. Document A1 is lost.",
    ],
)
def test_a_text_that_only_speaks_of_documents_is_read_as_ever(tmp_path: Path, text: str) -> None:
    (article,) = read_articles(tmp_path, "a.txt", text)
    assert article.publisher == "daily"
    assert STORY in article.text


def test_a_document_without_a_text_costs_itself(tmp_path: Path) -> None:
    lines = build_nexis([1, 2])
    body = lines.index("Body")
    del lines[body + 1 : body + 3]
    assert reasons(read_one(tmp_path, "a.txt", "\n\n".join(lines))) == ["empty", "article"]


def test_of_an_export_that_ends_early_the_last_document_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    text = "\n\n".join(build_nexis([1, 2]))
    _, second = read_articles(tmp_path, "a.txt", text[: text.rindex("who has been mayor")])
    assert second.text.endswith("“We waited for the tide,” said Ines Calloway,")
