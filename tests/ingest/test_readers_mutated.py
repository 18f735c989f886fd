"""Any bytes whatever, under any ending: reading yields articles and rejects, never an exception.

READERS_EXAMPLES sets how many are tried.
"""

import gzip
import json
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_STORED

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.rejects import Reject
from tasks.ingest.article import Article
from tasks.ingest.cleaning.agency import split_body
from tasks.ingest.cleaning.characters import UNSEEN, clean_characters
from tasks.ingest.cleaning.dates import parse_date
from tasks.ingest.cleaning.paragraphs import build_paragraphs
from tasks.ingest.limits import Limits
from tasks.ingest.read_tables import READ_ARTICLES, READ_REJECTS
from tasks.ingest.readers.keys import PARTS, WRAPPERS
from tasks.ingest.readers.record import Skipped
from tests.ingest.test_readers import PAGE
from tests.support.crawl import OTHERS, build_article, build_page, build_response, pack
from tests.support.readers import STORY, read_all, read_cases
from tests.support.tables import build_csv, build_feather, build_parquet, build_sheets

EXAMPLES = int(os.environ.get("READERS_EXAMPLES", "300"))
LIMITS = Limits(max_file_bytes=100_000, max_text_chars=20_000, max_word_chars=1_000)
PACKED_PAGE = build_response(
    "https://daily.example/2",
    gzip.compress(build_page()),
    fields="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
)
SEEDS = (
    f"CNN\n—\nBy Ann Lee\nLONDON (Reuters) - {STORY}\n\n“No,” she said.",
    f"---\ntitle: A day\ndate: 3 March 2025\n---\n# A day\n\n{STORY} **bold** [x](y)",
    PAGE.format(charset="utf-8"),
    json.dumps({"body": STORY, "date": "2025-03-03", "authors": [{"name": "Ann Lee"}], "id": 1}),
    json.dumps([{"maintext": f"<p>{STORY}</p>", "title": {"rendered": "A"}}, 1]),
    f'{{"body": "{STORY}"}}\n{{"text": 1}}\n',
    b"".join([OTHERS["warcinfo"], build_article(1), OTHERS["image"], PACKED_PAGE]).decode("latin-1"),
)
ITEMS = {case["id"]: case for case in read_cases("readers_items.jsonl")}
XML_SEEDS = tuple(case["content"] for case in ITEMS.values() if isinstance(case["content"], str))
JSON_SEEDS = tuple(json.dumps(case["content"]) for case in ITEMS.values() if not isinstance(case["content"], str))
ROW = {
    "id": 7,
    "title": "Open",
    "text": f"{STORY}\n\n“No,” she said.",
    "date": datetime(2025, 3, 3),
    "authors": ["A B"],
}
FLAT_ROWS = [{key: str(value) for key, value in ROW.items()}] * 3
TABLES = {
    "csv": (build_csv(FLAT_ROWS), build_csv(FLAT_ROWS, ";").decode().encode("utf-16")),
    "tsv": (build_csv(FLAT_ROWS, "\t"),),
    "xlsx": (build_sheets(FLAT_ROWS), build_sheets(FLAT_ROWS, ZIP_STORED)),
    "parquet": (build_parquet([ROW] * 3, 2), build_parquet([ROW] * 3, compression="none", use_dictionary=False)),
    "feather": tuple(build_feather([ROW] * 3, 2, compression) for compression in ("uncompressed", "lz4", "zstd")),
}
OWN_SEEDS = {**TABLES, "xml": XML_SEEDS, "json": (*SEEDS, *JSON_SEEDS), "jsonl": (*SEEDS, *JSON_SEEDS)}
"""By ending; of a binary table only mutations of its own kind get far."""
PLAIN = ("txt", "md", "html", "json", "jsonl", "xml", "warc", *TABLES)
ENDINGS = (*PLAIN, *(f"{ending}.gz" for ending in PLAIN))
PIECES = (
    b"\x00",
    b"\xff\xfe",
    b"\xe2\x80",
    b"<",
    b"{",
    b"[",
    b'"',
    b"\n",
    b"---\n",
    b"\\ud800",
    b"NaN",
    b"&#0;",
    b"<!--",
    b"\r\n",
    b"WARC/1.0\r\n",
    b"Content-Length: 9",
    b"HTTP/1.1 200",
    b"\x1f\x8b\x08",
    b"]]>",
    b"<![CDATA[",
    b"&x;",
    b"<!DOCTYPE a [<!ENTITY x SYSTEM '/dev/zero'>]>",
    b"</item>",
    b"<item>",
    b"</p>",
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
OBJECT_KEYS = st.sampled_from([*PARTS, *WRAPPERS])
quick = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mutated(draw: st.DrawFn, ending: str = "") -> bytes:
    seed = draw(st.sampled_from(OWN_SEEDS.get(ending.removesuffix(".gz"), SEEDS)))
    content = seed if isinstance(seed, bytes) else seed.encode("latin-1" if seed.startswith("WARC") else "utf-8")
    return mutate(draw, content, PIECES)


def mutate(draw: st.DrawFn, content: bytes, pieces: Sequence[bytes]) -> bytes:
    """The content with up to four stretches replaced, and perhaps cut in half."""
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(content)))
        end = place + draw(st.integers(0, 60) | st.just(1))
        piece = draw(st.sampled_from(pieces) | st.binary(max_size=8)) * draw(st.sampled_from([1, 1, 2, 300]))
        content = content[:place] + piece + content[end:]
    return content[: draw(st.sampled_from([len(content), len(content) // 2]))]


def check(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = read_all(Path(folder), name, content, LIMITS)
    assert found
    outcomes = [outcome for outcome in found if not isinstance(outcome, Skipped)]
    places = [place for place, outcome in enumerate(found) if not isinstance(outcome, Skipped)]
    assert [outcome.record_index for outcome in outcomes] == places
    check_rows(outcomes)


def check_rows(outcomes: Sequence[Article | Reject]) -> None:
    """Fail where a record fits no table, or where it met a bug."""
    for outcome in outcomes:
        schema = READ_REJECTS if isinstance(outcome, Reject) else READ_ARTICLES
        row = {name: getattr(outcome, name) for name in outcome.__slots__}
        pa.Table.from_pylist([row], schema)
        if isinstance(outcome, Article):
            check_text(outcome.text)
        else:
            assert outcome.reason != "reading_error", outcome.message


def check_text(text: str) -> None:
    paragraphs = text.split("\n\n")
    assert all(paragraph and paragraph == paragraph.strip() for paragraph in paragraphs)
    assert not any("\n" in paragraph or "\t" in paragraph or "\0" in paragraph for paragraph in paragraphs)


@pytest.mark.slow
@quick
@given(file=st.sampled_from(ENDINGS).flatmap(lambda one: st.tuples(st.just(one), mutated(one))), cut=st.integers(0, 9))
def test_mutated_files(file: tuple[str, bytes], cut: int) -> None:
    name, content = f"a.{file[0]}", file[1]
    if name.endswith(".gz"):
        content = gzip.compress(content)
        content = content[: len(content) - cut]
    check(name, content)


@pytest.mark.slow
@quick
@given(content=mutated("xml"))
def test_mutated_xml(content: bytes) -> None:
    check("a.xml", content)


@pytest.mark.slow
@quick
@given(content=mutated("json"))
def test_mutated_json_of_other_tools(content: bytes) -> None:
    check("a.json", content)


@pytest.mark.slow
@quick
@given(contents=st.lists(mutated(), max_size=4), cut=st.integers(0, 9))
def test_mutated_crawls_of_one_member_a_record(contents: list[bytes], cut: int) -> None:
    content = pack([OTHERS["request"], *contents, build_article(1)])
    check("a.warc.gz", content[: len(content) - cut])


@quick
@given(name=st.sampled_from(ENDINGS).map("a.{}".format), content=st.binary(max_size=300))
def test_random_bytes(name: str, content: bytes) -> None:
    check(name, content)


@pytest.mark.slow
@quick
@given(value=st.dictionaries(OBJECT_KEYS, JSON_VALUES, max_size=8), story=st.booleans())
def test_random_objects(value: dict[str, object], story: bool) -> None:
    check("a.jsonl", json.dumps({**value, **({"maintext": STORY} if story else {})}).encode())


@quick
@given(text=st.text() | st.text(alphabet="AbC (—-)\n.“”ybB1/"))
def test_rules_take_any_text(text: str) -> None:
    clean = clean_characters(text)
    assert not UNSEEN.search(clean)
    assert not set(clean) & set("\r\t\u00a0\u2028")
    paragraphs = build_paragraphs(clean)
    body = split_body(paragraphs, "daily", "A title")
    assert len(body.paragraphs) <= len(paragraphs)
    parse_date(text)
