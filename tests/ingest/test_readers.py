"""What reading makes of text, in lines of data: tests/cases/readers_*.jsonl."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.rejects import Problem, Reject
from tasks.ingest.article import Article
from tasks.ingest.cleaning.agency import split_body
from tasks.ingest.cleaning.characters import clean_characters
from tasks.ingest.cleaning.dates import parse_date
from tasks.ingest.cleaning.language import find_language
from tasks.ingest.cleaning.paragraphs import build_paragraphs
from tasks.ingest.readers.keys import read_object
from tasks.ingest.readers.record import Record
from tests.support.readers import read_cases, read_one


def cases(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", read_cases(f"readers_{name}.jsonl"), ids=lambda case: case["id"])


@cases("body")
def test_head_and_end_of_a_body(case: dict[str, Any]) -> None:
    body = split_body(case["text"].split("\n"), case.get("publisher", "daily"), case.get("title"))
    assert list(body.paragraphs) == case["body"]
    assert list(body.byline) == case.get("byline", [])
    assert body.published == case.get("published")


@cases("dates")
def test_dates(case: dict[str, Any]) -> None:
    expected = case["utc"] and datetime.fromisoformat(case["utc"])
    assert parse_date(case["raw"]) == expected


@cases("characters")
def test_characters(case: dict[str, Any]) -> None:
    assert clean_characters(case["raw"]) == case["clean"]


@cases("paragraphs")
def test_paragraphs(case: dict[str, Any]) -> None:
    assert build_paragraphs(case["text"]) == case["paragraphs"]


@cases("language")
def test_language(case: dict[str, Any]) -> None:
    assert find_language(case["text"], case.get("declared")) == case["language"]


@cases("keys")
def test_keys(case: dict[str, Any]) -> None:
    found = read_object(case["value"])
    if "reason" in case:
        assert isinstance(found, Problem)
        assert found.reason == case["reason"]
        assert found.detail
    else:
        expected = case["record"]
        assert found == Record(**{**expected, "byline": tuple(expected.get("byline", ()))})


@cases("files")
def test_files(case: dict[str, Any], tmp_path: Path) -> None:
    (article,) = read_one(tmp_path, case["name"], case["content"])
    assert isinstance(article, Article), article
    moment = article.published_at.isoformat() if article.published_at else None
    found = {
        "title": article.title,
        "text": article.text,
        "byline": list(article.byline),
        "published_at": moment,
        "published_at_raw": article.published_at_raw,
    }
    assert {key: found[key] for key in case if key in found} == {key: case[key] for key in case if key in found}


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>Harbour open | Daily</title>
<meta property="article:published_time" content="2025-03-03T10:00:00+02:00"><meta name="author" content="Ann Lee">
<link rel="canonical" href="https://daily.example/harbour"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Harbour open</h1>
<p>The harbour stays <em>open</em>, the mayor of the city said on Monday after a long day.</p>
<p>“We’ll see,” said Émile Dastur, who runs the café at the end of the pier. “It’s not over.”</p>
<p>The ferries will run until Friday, when the council of the city will meet again.</p></article>
<footer>Copyright 2019</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16", "macintosh"])
def test_page(tmp_path: Path, charset: str) -> None:
    (article,) = read_one(tmp_path, "harbour.html", PAGE.format(charset=charset).encode(charset))
    assert isinstance(article, Article), article
    assert article.title == "Harbour open"
    assert article.byline == ("Ann Lee",)
    assert article.url == "https://daily.example/harbour"
    assert article.published_at == datetime.fromisoformat("2025-03-03T08:00:00+00:00")
    first, second, third = article.text.split("\n\n")
    assert first == "The harbour stays open, the mayor of the city said on Monday after a long day."
    assert second.startswith("“We’ll see,” said Émile Dastur, who runs the café")
    assert third.endswith("meet again.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac-roman"])
@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl", "a.xml"])
def test_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    text = "“We’ll stay,” said Émile Dastur of the café on Monday, and then he left for the harbour."
    item = f'<?xml version="1.0" encoding="{encoding}"?><nitf><body.content><p>{text}</p></body.content></nitf>'
    content = {"a.txt": text, "a.xml": item}.get(name, f'{{"body": "{text}"}}\n')
    (article,) = read_one(tmp_path, name, content.encode(encoding))
    assert isinstance(article, Article), article
    assert article.text == text


def test_mac_roman_with_accents(tmp_path: Path) -> None:
    text = "“It’s over,” said García Zoë of the café on Monday, “and I’m glad.”"
    (article,) = read_one(tmp_path, "a.txt", text.encode("mac-roman"))
    assert isinstance(article, Article)
    assert article.text == text


def test_utf_8_with_a_few_windows_bytes(tmp_path: Path) -> None:
    content = "“We’ll stay,” said Émile of the ".encode() + b"caf\xe9, and \x93then\x94 he left."
    (article,) = read_one(tmp_path, "a.txt", content)
    assert isinstance(article, Article)
    assert article.text == "“We’ll stay,” said Émile of the café, and “then” he left."


def test_article_id_survives_a_correction(tmp_path: Path) -> None:
    def read_id(name: str, content: str) -> str:
        outcomes = read_one(tmp_path / content.replace("/", " ")[:60] / name, name, content)
        assert not any(isinstance(outcome, Reject) for outcome in outcomes)
        return outcomes[-1].article_id  # type: ignore[union-attr]

    story = "The harbour is open, the mayor said."
    assert read_id("a.txt", story) == read_id("a.txt", f"{story} Corrected.")
    assert read_id("a.txt", story) != read_id("b.txt", story)
    with_id = '{"id": 1, "body": "The harbour is open."}'
    assert read_id("a.json", with_id) == read_id("b.jsonl", with_id.replace("open", "shut"))
    with_url = '{"url": "https://d.example/1", "body": "The harbour is open."}'
    assert read_id("a.json", with_url) == read_id("b.json", with_url.replace("open", "shut"))
    assert read_id("a.json", with_id) != read_id("a.json", with_url)
