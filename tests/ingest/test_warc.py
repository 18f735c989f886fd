"""WARC files: which of their records become articles, and what damage costs."""

import gzip
import io
import json
import os
import tempfile
import tracemalloc
import zlib
from pathlib import Path

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter
from fastwarc.warc import ArchiveIterator
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.show import MAX_SHOWN, find_articles
from schemas.rejects import Reject
from tasks.batch.raw_files import list_raw_files
from tasks.ingest.article import Article
from tasks.ingest.cut import cut_file
from tasks.ingest.limits import Limits
from tasks.ingest.read import read_part
from tasks.ingest.readers.crawls.warc import open_source, read_frames
from tests.conftest import Quotewire, Zones
from tests.support.crawl import KINDS, OTHERS, build_article, build_page, build_record, build_response, pack, read_crawl
from tests.support.readers import deliver, reasons

NAMES = ("crawl.warc", "crawl.warc.gz")
ARTICLES = [build_article(number) for number in range(3)]


def build_image(size: int) -> bytes:
    return build_response("https://daily.example/a.png", os.urandom(size), content_type="image/png")


def join(name: str, records: list[bytes]) -> bytes:
    return pack(records) if name.endswith(".gz") else b"".join(records)


@pytest.mark.parametrize("name", NAMES)
def test_pages_become_articles(tmp_path: Path, name: str) -> None:
    found = read_crawl(tmp_path, name, join(name, [OTHERS["warcinfo"], OTHERS["moved"], *ARTICLES]))
    assert reasons(found) == ["other_record", "redirect", "article", "article", "article"]
    articles = [one for one in found if isinstance(one, Article)]
    assert [one.record_index for one in articles] == [2, 3, 4]
    assert [one.url for one in articles] == [f"https://www.daily.example/{number}" for number in range(3)]
    assert {one.publisher for one in articles} == {"daily.example"}
    assert {one.format for one in articles} == {"warc"}
    assert articles[0].title == "Harbour open, day 0"
    assert "Émile Dastur, who runs the café" in articles[0].text
    assert articles[0].published_at is None, "the time of the crawl is not that of publication"


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path, other: str) -> None:
    found = read_crawl(tmp_path, "crawl.warc.gz", pack([OTHERS[other], ARTICLES[0]]))
    assert reasons(found) == [KINDS[other], "article"]


def test_page_without_an_article_is_a_reject(tmp_path: Path) -> None:
    menu = build_response("https://daily.example/", b"<html><body><ul><li><a href='/'>Home</a></ul></body></html>")
    empty = build_response("https://daily.example/2", b"")
    found = read_crawl(tmp_path, "crawl.warc.gz", pack([menu, empty, ARTICLES[0]]))
    assert reasons(found) == ["no_article_in_html", "empty", "article"]


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://www.Daily.example:8443/1", "daily.example"),
        ("<http://news.daily.example/1>", "news.daily.example"),
        ("http://user@daily.example./1", "daily.example"),
        ("file:///home/x/page.html", "daily"),
        ("http://[::1/1", "daily"),
        ("", "daily"),
    ],
)
def test_publisher_is_the_host_and_the_folder_where_there_is_none(tmp_path: Path, url: str, publisher: str) -> None:
    (article,) = read_crawl(tmp_path, "crawl.warc", build_response(url, build_page()))
    assert isinstance(article, Article), article
    assert article.publisher == publisher
    assert article.url == (url.strip("<>") or None)


@pytest.mark.parametrize("content_type", ["text/html; charset=macintosh", 'Text/HTML;Charset = "Macintosh"'])
def test_encoding_is_the_one_that_the_server_names(tmp_path: Path, content_type: str) -> None:
    body = build_page().decode().replace("“", "").replace("”", "").replace("’", "").encode("mac-roman")
    (article,) = read_crawl(tmp_path, "crawl.warc", build_response("http://d.example", body, content_type=content_type))
    assert isinstance(article, Article), article
    assert "Émile Dastur, who runs the café" in article.text


def test_type_is_told_by_the_content_where_none_is_named(tmp_path: Path) -> None:
    (article,) = read_crawl(tmp_path, "crawl.warc", build_response("http://d.example", build_page(), content_type=""))
    assert isinstance(article, Article)


def test_page_stored_without_its_http_head(tmp_path: Path) -> None:
    (article,) = read_crawl(tmp_path, "a.warc", build_record("resource", "http://d.example", build_page(), "text/html"))
    assert isinstance(article, Article)
    assert article.publisher == "d.example"


def chunk(body: bytes) -> bytes:
    return b"%x;name=value\r\n%b\r\n5\r\n%b\r\n0\r\n\r\n" % (len(body) - 5, body[:-5], body[-5:])


def pack_zstd(body: bytes) -> bytes:
    packed = io.BytesIO()
    with ZstdWriter(packed) as writer:
        writer.write(body)
    return packed.getvalue()


BODY = build_page()
CHUNKED = "Transfer-Encoding: chunked\r\n"
PACKED = {
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress(BODY)),
    "x-gzip": ("Content-Encoding: x-gzip\r\n", gzip.compress(BODY)),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress(BODY)),
    "deflate without a head": ("Content-Encoding: deflate\r\n", zlib.compress(BODY)[2:-4]),
    "br": ("content-encoding: br\r\n", brotli.compress(BODY)),
    "zstd": ("Content-Encoding: zstd\r\n", pack_zstd(BODY)),
    "chunked": (CHUNKED, chunk(BODY)),
    "chunked gzip": (f"{CHUNKED}Content-Encoding: gzip\r\n", chunk(gzip.compress(BODY))),
    "gzip in br": ("Content-Encoding: gzip, br\r\n", brotli.compress(gzip.compress(BODY))),
    "chunked without an end": (CHUNKED, chunk(BODY)[:-5]),
    "gzip that ends early": ("Content-Encoding: gzip\r\n", gzip.compress(BODY)[:-8]),
    "unpacked by the crawler": (f"{CHUNKED}Content-Encoding: gzip\r\n", BODY),
    "unpacked br": ("Content-Encoding: br\r\n", BODY),
    "unknown": ("Content-Encoding: UTF-8\r\n", BODY),
}


@pytest.mark.parametrize(("fields", "body"), PACKED.values(), ids=PACKED)
def test_packed_pages_are_unpacked(tmp_path: Path, fields: str, body: bytes) -> None:
    (article,) = read_crawl(tmp_path, "crawl.warc", build_response("http://d.example", body, fields=fields))
    assert isinstance(article, Article), article
    assert "the ferries will run." in article.text
    assert "the end of the pier" in article.text


REJECT_AMONG_TWO = ["article", "damaged_record", "article"]
LOST_AMONG_TWO = ["article", "truncated_gzip", "article"]
PLAIN = b"".join(ARTICLES)
GZIP = pack(ARTICLES)
FIRST, SECOND = len(gzip.compress(ARTICLES[0])), len(gzip.compress(ARTICLES[1]))
LONG = ARTICLES[1].replace(b"Content-Length: ", b"Content-Length: 1", 1)
SHORT = ARTICLES[1].replace(b"Content-Length: ", b"Content-Length: 0", 1).replace(b"Harbour", b"Harbours")
DAMAGED = {
    "plain, cut": ("a.warc", PLAIN[:-9], ["article", "article", "damaged_record"]),
    "plain, cut in a head": ("a.warc", PLAIN + b"WAR", ["article"] * 3 + ["damaged_record"]),
    "gzip, cut": ("a.warc.gz", GZIP[:-9], ["article", "article", "truncated_gzip"]),
    "gzip, cut in a head": ("a.warc.gz", GZIP + b"\x1f", ["article"] * 3 + ["truncated_gzip"]),
    "plain, too long": ("a.warc", ARTICLES[0] + LONG + ARTICLES[2], REJECT_AMONG_TWO),
    "plain, too short": ("a.warc", ARTICLES[0] + SHORT + ARTICLES[2], REJECT_AMONG_TWO),
    "gzip, too long": ("a.warc.gz", pack([ARTICLES[0], LONG, ARTICLES[2]]), REJECT_AMONG_TWO),
    "gzip, too short": ("a.warc.gz", pack([ARTICLES[0], SHORT, ARTICLES[2]]), REJECT_AMONG_TWO),
    "plain, noise": ("a.warc", ARTICLES[0] + os.urandom(99) + ARTICLES[2], REJECT_AMONG_TWO),
    "gzip, bytes lost": ("a.warc.gz", GZIP[: FIRST + 30] + GZIP[FIRST + 40 :], LOST_AMONG_TWO),
    "gzip, wrong checksum": (
        "a.warc.gz",
        GZIP[: FIRST + SECOND - 8] + bytes(8) + GZIP[FIRST + SECOND :],
        LOST_AMONG_TWO,
    ),
    "gzip, another member": (
        "a.warc.gz",
        pack([ARTICLES[0], b"x" * 99, ARTICLES[2]]),
        ["article", "damaged_record", "article"],
    ),
    "no length": ("a.warc", PLAIN.replace(b"Content-Length", b"X", 1), ["damaged_record", "article", "article"]),
    "no http head": ("a.warc", PLAIN.replace(b"HTTP/1.1", b"ICAP", 1), ["damaged_record", "article", "article"]),
    "padded with zeros": (
        "a.warc.gz",
        pack(ARTICLES[:1]) + bytes(700) + pack(ARTICLES[1:]) + bytes(99),
        ["article"] * 3,
    ),
    "one gzip member": ("a.warc.gz", gzip.compress(PLAIN), ["article"] * 3),
    "records across members": ("a.warc.gz", pack([PLAIN[:500], PLAIN[500:]]), ["article"] * 3),
    "empty": ("a.warc", b"", ["empty"]),
    "empty, packed": ("a.warc.gz", b"", ["empty"]),
    "empty member": ("a.warc.gz", gzip.compress(b""), ["empty"]),
    "another format": ("a.warc", BODY, ["damaged_record"]),
    "another format, packed": ("a.warc.gz", BODY, ["truncated_gzip"]),
    "packed, without its ending": ("a.warc", GZIP, ["binary"]),
}


@pytest.mark.parametrize(("name", "content", "expected"), DAMAGED.values(), ids=DAMAGED)
def test_damage_costs_itself_only(tmp_path: Path, name: str, content: bytes, expected: list[str]) -> None:
    assert reasons(read_crawl(tmp_path, name, content)) == expected


def test_limit_holds_for_a_record_and_not_for_the_file(tmp_path: Path) -> None:
    large = build_response("http://d.example/large", BODY + b"<!--" + os.urandom(9_000).hex().encode() + b"-->")
    bomb = build_response("http://d.example/bomb", gzip.compress(bytes(1_000_000)), fields="Content-Encoding: gzip\r\n")
    records = [*ARTICLES * 20, large, bomb, build_image(200_000), ARTICLES[0]]
    expected = [*["article"] * 60, "too_large", "too_large", "not_html", "article"]
    for name in NAMES:
        limits = Limits(max_file_bytes=10_000)
        assert reasons(read_crawl(tmp_path / name, name, join(name, records), limits)) == expected


def test_gzip_bomb_ends_the_file_in_bounded_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(build_response("http://d.example/1", bytes(100_000_000)))
    content = pack(ARTICLES) + bomb + pack(ARTICLES)
    tracemalloc.start()
    found = read_crawl(tmp_path, "a.warc.gz", content, Limits(max_file_bytes=1_000_000), part_bytes=1)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert reasons(found) == [*["article"] * 3, "too_large"]


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    records = [
        build_response(f"http://d.example/{n}.png", os.urandom(50_000), content_type="image/png") for n in range(200)
    ]
    batch = deliver(tmp_path, "a.warc.gz", pack(records))
    (file,) = list_raw_files(batch, {})[0]
    tracemalloc.start()
    for part in cut_file(batch, file, Limits(), 500_000):
        assert sum(1 for _ in read_part(batch, part, Limits())) >= 1
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", NAMES)
def test_records_lie_where_fastwarc_finds_them(name: str) -> None:
    content = join(name, [*OTHERS.values(), *ARTICLES])
    source = open_source(io.BytesIO(content), name.endswith(".gz"), Limits())
    ours = [(frame.start, frame.fields["warc-type"]) for frame in read_frames(source, lambda *_: True, Limits())]  # type: ignore[union-attr]
    theirs = [(record.stream_pos, str(record.record_type)) for record in ArchiveIterator(io.BytesIO(content))]
    assert ours == theirs


@pytest.mark.parametrize("name", NAMES)
def test_file_is_cut_into_parts_that_tell_when_they_have_changed(tmp_path: Path, name: str) -> None:
    batch = deliver(tmp_path, name, join(name, ARTICLES * 4))
    (file,) = list_raw_files(batch, {})[0]
    parts = cut_file(batch, file, Limits(), file.size // 3)
    assert len(parts) == 3
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    deliver(tmp_path, name, join(name, [*ARTICLES * 3, *ARTICLES[:2], build_article(9)]))
    found = [reasons(list(read_part(batch, part, Limits()))) for part in parts]
    assert found == [["article"] * 4, ["article"] * 4, ["vanished"]]
    assert cut_file(batch, file, Limits(), file.size // 3)[0].is_whole


RECORDS = st.lists(st.sampled_from([*ARTICLES, *OTHERS.values(), LONG, SHORT, b"noise\r\n", b""]), max_size=9)
EDITS = st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 40), st.binary(max_size=20)), max_size=3)


@settings(
    max_examples=int(os.environ.get("READERS_EXAMPLES", "100")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(records=RECORDS, edits=EDITS, name=st.sampled_from(NAMES), part_bytes=st.sampled_from([1, 300, 2_000]))
@example([ARTICLES[0], OTHERS["conversion"], ARTICLES[0]], [(377, 9, b"")], "crawl.warc.gz", 1)
def test_same_rows_however_a_file_is_cut(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[bytes],
    edits: list[tuple[int, int, bytes]],
    name: str,
    part_bytes: int,
) -> None:
    content = join(name, records)
    for place, length, piece in edits:
        content = content[:place] + piece + content[place + length :]
    with tempfile.TemporaryDirectory() as folder:
        whole = read_crawl(Path(folder), name, content)
        assert read_crawl(Path(folder), name, content, part_bytes=part_bytes) == whole
    indices = [one.record_index for one in whole if isinstance(one, Article | Reject)]
    assert indices == sorted(set(indices))


def test_show_reads_no_further_than_the_first_articles(zones: Zones) -> None:
    for count, has_more in ((MAX_SHOWN + 9, True), (MAX_SHOWN, False)):
        path = zones.deliver("a.warc", b"".join(build_article(number) for number in range(count)))
        articles, more = find_articles(zones.settings, path)
        assert [article.record_index for article in articles] == list(range(MAX_SHOWN))
        assert more is has_more


@pytest.mark.slow
def test_run_reads_a_large_crawl_in_parts(zones: Zones, quotewire: Quotewire) -> None:
    noise = [
        build_response(f"http://d.example/{n}.png", os.urandom(1_500_000), content_type="image/png") for n in range(8)
    ]
    again = build_response("https://www.daily.example/0", build_page("Harbour open, at last"))
    records = [OTHERS["warcinfo"], *ARTICLES, *noise, again, OTHERS["gone"], build_article(7)]
    path = zones.deliver("a.warc.gz", pack(records), "open-crawl")
    outcome = zones.run()
    assert outcome.state == "published", outcome.reason
    assert outcome.rejects == {"duplicate_article": 1}
    assert outcome.skipped == {"http_error": 1, "not_html": 8, "other_record": 1}
    articles = zones.read("articles").sort("record_index")
    assert articles["record_index"].to_list() == [2, 3, 12, 14]
    assert articles["title"].to_list()[2] == "Harbour open, at last"
    (status,) = json.loads(quotewire("status", "--json").stdout)
    assert status["skipped"] == outcome.skipped
    shown = quotewire("show", str(path))
    assert shown.returncode == 0, shown.stderr
    assert "Harbour open, day 0" in shown.stdout
    assert "Harbour open, at last" in shown.stdout


@pytest.mark.slow
def test_batch_of_nothing_but_other_records(zones: Zones) -> None:
    zones.deliver("a.warc", b"".join(OTHERS.values()))
    outcome = zones.run()
    assert outcome.state == "failed"
    assert "records at least 1" in outcome.reason
