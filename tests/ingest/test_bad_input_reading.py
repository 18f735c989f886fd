"""What bad input gets: an article or a reject with a reason, in bounded time, and never an exception."""

import gzip
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest

from schemas.rejects import Reject
from tasks.batch.raw_files import RawFile, list_raw_files
from tasks.ingest.article import Article
from tasks.ingest.limits import Limits
from tasks.ingest.parts import build_whole
from tasks.ingest.read import READ_FILE, ReadPiece, read_raw_file
from tasks.workers.results import read_records
from tasks.zones.local import LocalPlace
from tests.support.readers import STORY, deliver, read_one, reasons

GOOD = json.dumps({"body": STORY})
GERMAN = "Der Hafen bleibt bis Freitag zu, sagte die Bürgermeisterin am Montag, und die Fischer sind damit gar nicht "
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 9
PAGE = (
    "<html><head><title>Daily</title></head><body><nav><ul><li><a href='/'>Home</a><li><a href='/n'>News</a></ul></nav>"
    "<main>{}</main><footer><p>Copyright 2025 Daily Ltd. All rights reserved.</p></footer></body></html>"
)
RANDOM = zlib.compress(STORY.encode() * 9)

BAD = {
    "empty file": ("a.txt", b"", ["empty"]),
    "empty html": ("a.html", b"", ["empty"]),
    "empty json": ("a.json", b"", ["empty"]),
    "empty jsonl": ("a.jsonl", b"\n \n", ["empty"]),
    "empty gzip": ("a.txt.gz", gzip.compress(b""), ["empty"]),
    "empty list": ("a.json", b"[]", ["empty"]),
    "empty body": ("a.json", b'{"body": " "}', ["empty"]),
    "white space only": ("a.txt", " \n\t\u00a0\u200b\n".encode(), ["empty"]),
    "agency lines only": ("a.txt", "CNN\n—\n.".encode(), ["empty"]),
    "binary, pdf": ("a.txt", PDF, ["binary"]),
    "binary, no known kind": ("a.html", RANDOM, ["binary"]),
    "binary jsonl": ("a.jsonl", RANDOM, ["binary"]),
    "gzip without its ending": ("a.txt", gzip.compress(STORY.encode()), ["binary"]),
    "truncated gzip": ("a.txt.gz", gzip.compress(STORY.encode() * 99)[:-20], ["truncated_gzip"]),
    "gzip of one byte": ("a.txt.gz", b"\x1f", ["truncated_gzip"]),
    "no gzip": ("a.txt.gz", STORY.encode(), ["truncated_gzip"]),
    "empty file named gzip": ("a.txt.gz", b"", ["empty"]),
    "truncated gzip of lines": ("a.jsonl.gz", gzip.compress(f"{GOOD}\n".encode() * 9)[:-9], ["article"] * 9),
    "two gzip members": ("a.txt.gz", gzip.compress(STORY.encode()) + gzip.compress(b" More."), ["article"]),
    "cyrillic bytes": ("a.txt", "Порт будет закрыт до пятницы, сказал мэр.".encode("koi8-r"), ["undecodable"]),
    "null bytes": ("a.txt", f"{STORY}\0 {STORY}".encode(), ["article"]),
    "null byte in json": ("a.json", json.dumps({"body": f"{STORY}\0"}).encode(), ["article"]),
    "bad line among good ones": ("a.jsonl", f"{GOOD}\n{{nope\n{GOOD}".encode(), ["article", "invalid_json", "article"]),
    "invalid json": ("a.json", b'{"body": ', ["invalid_json"]),
    "lines in a json file": ("a.json", f"{GOOD}\n{GOOD}".encode(), ["invalid_json"]),
    "NaN": ("a.json", b'{"body": "x", "score": NaN}', ["invalid_json"]),
    "deep json": ("a.json", b"[" * 100_000, ["invalid_json"]),
    "deep json object": ("a.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ["invalid_json"]),
    "huge number": ("a.json", b'{"id": ' + b"9" * 10_000 + b"}", ["invalid_json"]),
    "large number": ("a.json", f'{{"id": 1e999, "body": "{STORY}"}}'.encode(), ["article"]),
    "one key twice": ("a.json", f'{{"body": "x", "body": "{STORY}"}}'.encode(), ["article"]),
    "lone surrogate": (
        "a.json",
        f'{{"title": "\\ud800", "id": "\\udc00", "body": "{STORY}\\ud83d"}}'.encode(),
        ["article"],
    ),
    "json string": ("a.json", b'"text"', ["not_an_object"]),
    "json list of numbers": ("a.json", b"[1, null]", ["not_an_object", "not_an_object"]),
    "json lines of numbers": ("a.jsonl", b"1\n[]", ["not_an_object", "not_an_object"]),
    "missing body": ("a.json", b'{"title": "A"}', ["missing_text"]),
    "body that is a number": ("a.json", b'{"body": 5}', ["missing_text"]),
    "five million characters": ("a.txt", b"The harbour is open. " * 250_000, ["text_too_long"]),
    "five million in json": ("a.json", json.dumps({"body": "Open. " * 900_000}).encode(), ["text_too_long"]),
    "five million in md": ("a.md", b"The harbour is open. " * 250_000, ["text_too_long"]),
    "one word of a million": ("a.txt", b"a" * 1_000_000, ["text_too_long"]),
    "one word in a text": ("a.txt", f"{STORY}\n\n{'a' * 20_000}".encode(), ["text_too_long"]),
    "html with no article": ("a.html", b"<html><body><img src='x.png'></body></html>", ["no_article_in_html"]),
    "html of a menu": ("a.html", PAGE.format(""), ["no_article_in_html"]),
    "html of a login": ("a.html", PAGE.format("<form><label>Password</label><input></form>"), ["no_article_in_html"]),
    "html of links": (
        "a.html",
        PAGE.format('<p><a href="/1">Council votes on it again</a>' * 30),
        ["no_article_in_html"],
    ),
    "html not found": ("a.html", PAGE.format("<p>Sorry, this page does not exist."), ["no_article_in_html"]),
    "html of a short article": ("a.html", PAGE.format(f"<article><p>{STORY}</article>"), ["article"]),
    "html of nothing but a comment": ("a.html", b"<!-- x -->", ["no_article_in_html"]),
    "no html": ("a.html", b"\x01", ["binary"]),
    "deep html": ("a.html", b"<html><body>" + b"<div>" * 10_000 + STORY.encode(), ["html_too_deep"]),
    "deep html closed": ("a.html", b"<div>" * 10_000 + STORY.encode() + b"</div>" * 10_000, ["html_too_deep"]),
    "deep html in json": ("a.json", json.dumps({"body": "<b>" * 10_000 + STORY}).encode(), ["html_too_deep"]),
    "html of a million tags": ("a.html", b"<p>x</p>" * 500_000, ["too_large"]),
    "html with a huge script": ("a.html", b"<script>" + b"x" * 11_000_000 + b"</script><p>x", ["too_large"]),
    "page as txt": ("a.txt", b"<!DOCTYPE html><html><p>x", ["unknown_format"]),
    "not English": ("a.txt", (GERMAN * 5).encode(), ["not_english"]),
    "not English in json": ("a.json", json.dumps({"body": GERMAN * 5, "language": "en"}).encode(), ["not_english"]),
    "future date": ("a.json", json.dumps({"body": STORY, "date": "2999-01-01"}).encode(), ["article"]),
    "a date that is none": ("a.json", json.dumps({"body": STORY, "date": "soon" * 999}).encode(), ["article"]),
    "front matter with no text": ("a.txt", b"---\ntitle: A\n---\n", ["empty"]),
    "front matter without an end": ("a.txt", f"---\ntitle: A\n{STORY}".encode(), ["article"]),
}


@pytest.mark.parametrize(("name", "content", "expected"), BAD.values(), ids=BAD)
def test_bad_input(tmp_path: Path, name: str, content: bytes | str, expected: list[str]) -> None:
    outcomes = read_one(tmp_path, name, content)
    found = reasons(outcomes)
    assert found == expected or (name == "a.jsonl.gz" and found[-1] == "truncated_gzip")
    for outcome in outcomes:
        assert not isinstance(outcome, Reject) or outcome.message.endswith((".", "README.md."))


@pytest.mark.slow
def test_gzip_bomb_takes_no_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    limits = Limits(max_file_bytes=1_000_000)
    for name in ("a.txt.gz", "a.html.gz", "a.json.gz", "a.md.gz"):
        batch = deliver(tmp_path / name, name, bomb)
        (file,) = list_raw_files(batch, {})[0]
        tracemalloc.start()
        assert reasons(list(read_raw_file(batch, file, limits))) == ["too_large"]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
        tracemalloc.stop()


def test_gzip_bomb_of_lines_ends_after_so_many_times_its_size(tmp_path: Path) -> None:
    limits = Limits(max_file_bytes=1_000)
    one_line = read_one(tmp_path / "one", "a.jsonl.gz", gzip.compress(b"[" * 10_000_000), limits)
    assert reasons(one_line)[-1] == "too_large"
    assert len(one_line) <= 2
    many_lines = read_one(tmp_path / "many", "a.jsonl.gz", gzip.compress(b"1\n" * 1_000_000), limits)
    assert reasons(many_lines)[-1] == "too_large"
    assert len(many_lines) < 100_000


def test_long_line_costs_itself_only(tmp_path: Path) -> None:
    lines = "\n".join([GOOD, json.dumps({"body": STORY * 99}), GOOD])
    outcomes = read_one(tmp_path, "a.jsonl", lines, Limits(max_file_bytes=1_000))
    assert reasons(outcomes) == ["article", "too_large", "article"]


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.jsonl", f"{GOOD}\n" * 100_000)
    (file,) = list_raw_files(batch, {})[0]
    outcomes = read_raw_file(batch, file, Limits())
    next(outcomes)
    tracemalloc.start()
    for _ in range(500):
        next(outcomes)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_file_that_vanishes_or_changes_after_it_was_listed(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    (file,) = list_raw_files(batch, {})[0]
    deliver(tmp_path, "a.txt", f"{STORY} More.")
    (changed,) = read_raw_file(batch, file, Limits())
    assert isinstance(changed, Reject)
    assert changed.reason == "vanished"
    assert "changed" in changed.message
    (batch / "daily/a.txt").unlink()
    assert reasons(list(read_raw_file(batch, file, Limits()))) == ["vanished"]


def test_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.jsonl", f"{GOOD}\n" * 3)
    (file,) = list_raw_files(batch, {})[0]
    outcomes = read_raw_file(batch, file, Limits())
    first = next(outcomes)
    with (batch / "daily/a.jsonl").open("a") as stream:
        stream.write(GOOD)
    found = [first, *outcomes]
    assert reasons(found)[-1] == "vanished"
    assert len({outcome.record_index for outcome in found}) == len(found)


def test_a_group_of_files_is_accounted_for(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for number, (name, content, _) in enumerate(list(BAD.values())[:30]):
        batch = deliver(tmp_path, f"{number}-{name}", content)
    files, _ = list_raw_files(batch, {})
    parts = tuple(build_whole(file) for file in files)
    folder = ReadPiece(batch, parts, Limits(), 600, "recipe", LocalPlace(tmp_path / "out"))()
    found = read_records(RawFile, folder / READ_FILE)
    articles = pq.read_table(str(folder / "articles.parquet"))
    rejects = pq.read_table(str(folder / "rejects.parquet"))
    assert [one.path for one in found] == [file.path for file in files]
    assert sum(one.records or 0 for one in found) == articles.num_rows + rejects.num_rows


def test_a_group_of_no_files(tmp_path: Path) -> None:
    folder = ReadPiece(LocalPlace(tmp_path), (), Limits(), 600, "recipe", LocalPlace(tmp_path / "out"))()
    assert read_records(RawFile, folder / READ_FILE) == []
    assert (folder / "articles.parquet").exists()


def test_cleaned_text_has_one_form(tmp_path: Path) -> None:
    (article,) = read_one(tmp_path, "a.txt", f"{STORY}  \r\n\r\n\r\n{STORY}\t\n\n \n {STORY}\n")
    assert isinstance(article, Article)
    assert article.text == "\n\n".join([STORY] * 3)
