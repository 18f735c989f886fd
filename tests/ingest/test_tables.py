"""Tables as deliveries: one row is one article, whatever wrote the table, and however it is cut."""

import gzip
import io
import os
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.rejects import Reject
from tasks.batch.raw_files import list_raw_files
from tasks.ingest.article import Article
from tasks.ingest.cut import cut_file
from tasks.ingest.limits import Limits
from tasks.ingest.read import read_part
from tasks.ingest.readers.record import RawStream
from tasks.ingest.readers.tables.parquet_files import read_parquet
from tests.support.readers import STORY, deliver, read_cases, reasons
from tests.support.tables import BUILDERS, build_csv, build_feather, build_parquet, build_sheets, read_table
from tests.support.workbooks import build_workbook

ROWS = [{"title": f"Story {n}", "text": f"{STORY}\n\n“No,” he said, “not {n}.”", "id": str(n)} for n in range(40)]


def read_one(folder: Path, name: str, content: bytes, **options: Any) -> Article:
    (article,) = read_table(folder, name, content, **options)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("case", read_cases("readers_tables.jsonl"), ids=lambda case: case["id"])
def test_tables(case: dict[str, Any], tmp_path: Path) -> None:
    found = read_table(tmp_path, case.get("name", "a.csv"), case["content"], case.get("named"))
    assert [[one.title, one.text] if isinstance(one, Article) else one.reason for one in found] == case["rows"]  # type: ignore[union-attr]
    assert [one.record_index for one in found] == list(range(len(found)))  # type: ignore[union-attr]


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("gz", ["", ".gz"])
def test_every_kind_of_table_has_the_same_articles(tmp_path: Path, name: str, gz: str) -> None:
    content = BUILDERS[name](ROWS)
    found = read_table(tmp_path, name + gz, gzip.compress(content) if gz else content)
    assert [(one.title, one.text) for one in found] == [(row["title"], row["text"]) for row in ROWS]  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac-roman"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "“We’ll stay,” said Émile Dastur of the café, and then he left for the harbour."
    content = f'title;text\r\nCafé;"{text}\r\n\r\nSo it is."\r\n'.encode(encoding)
    article = read_one(tmp_path, "a.csv", content)
    assert (article.title, article.text) == ("Café", f"{text}\n\nSo it is.")


def test_columns_in_any_spelling(tmp_path: Path) -> None:
    header = "Article ID,HEAD LINE,Full_Text,Pub Date,Authors,Permalink"
    row = f"007,Open,{STORY.replace(',', '')},2025-03-03,Ann Lee; Bob Roe,https://d.example/1"
    article = read_one(tmp_path, "a.csv", f"{header}\n{row}\n".encode())
    assert (article.title, article.byline, article.url) == ("Open", ("Ann Lee", "Bob Roe"), "https://d.example/1")
    assert article.published_at == datetime(2025, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        {"authors": ["Ann Lee", "Bob Roe"]},
        {"authors": [{"name": "Ann Lee", "role": "x"}, {"name": "Bob Roe", "role": "y"}]},
        {"authors": b"Ann Lee and Bob Roe"},
    ],
)
@pytest.mark.parametrize("build", [build_parquet, build_feather])
def test_lists_and_structs_are_what_they_are_in_json(tmp_path: Path, build: Any, value: dict[str, object]) -> None:
    row = {**value, "text": [STORY, "So it is."], "title": {"rendered": "Open"}, "date": datetime(2025, 3, 3, 9)}
    article = read_one(tmp_path, "a.parquet" if build is build_parquet else "a.feather", build([row]))
    assert (article.byline, article.title, article.text) == (("Ann Lee", "Bob Roe"), "Open", f"{STORY}\n\nSo it is.")
    assert article.published_at == datetime(2025, 3, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "same"),
    [
        (pa.array([12345678901]), "12345678901"),
        (pa.array([12345678901.0]), "12345678901"),
        (pa.array([b"12345678901"]), "12345678901"),
        (pa.array(["12345678901"]).dictionary_encode(), "12345678901"),
        (pa.array([12345678901]).cast(pa.decimal128(20)), "12345678901"),
    ],
)
def test_numbers_as_ids_keep_their_digits(tmp_path: Path, column: pa.Array, same: str) -> None:
    table = pa.table({"id": column, "text": [STORY]})
    found = read_one(tmp_path, "a.parquet", build_parquet(table.to_pylist()))
    assert found.article_id == read_one(tmp_path, "b.csv", build_csv([{"id": same, "text": STORY}])).article_id
    sheet = build_workbook({"a": [["id", "text"], [12345678901, STORY]]})
    assert read_one(tmp_path, "c.xlsx", sheet).article_id == found.article_id


@pytest.mark.parametrize("kind", [pa.timestamp("ns"), pa.timestamp("ms", "Europe/Berlin"), pa.date32()])
def test_dates_of_any_kind(tmp_path: Path, kind: pa.DataType) -> None:
    day = pa.array([datetime(2025, 3, 3, tzinfo=UTC)]).cast(pa.timestamp("us", "UTC"))
    table = pa.table(
        {"text": [STORY], "date": day.cast(kind) if kind.id != pa.date32().id else pa.array([date(2025, 3, 3)])}
    )
    out = pa.BufferOutputStream()
    pa.parquet.write_table(table, out)
    assert read_one(tmp_path, "a.parquet", out.getvalue().to_pybytes()).published_at == datetime(2025, 3, 3, tzinfo=UTC)


def test_a_date_that_python_cannot_hold_costs_the_date_alone(tmp_path: Path) -> None:
    table = pa.table({"text": [STORY, STORY], "date": pa.array([2**31 - 1, 20_150], pa.int32()).cast(pa.date32())})
    out = pa.BufferOutputStream()
    pa.parquet.write_table(table, out)
    first, second = read_table(tmp_path, "a.parquet", out.getvalue().to_pybytes())
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.published_at, second.published_at) == (None, datetime(2025, 3, 3, tzinfo=UTC))


def test_a_workbook_has_dates_and_sheets(tmp_path: Path) -> None:
    sheets = {
        "Notes": [["Rota"], ["Monday"]],
        "Articles": [
            ["March"],
            [None],
            ["Date", "Title", "Text"],
            [date(2025, 3, 3), "Open", STORY],
            [None, " ", None],
        ],
        "Empty": [],
        "More": [["Text", "Id"], [STORY, 7]],
    }
    found = read_table(tmp_path, "a.xlsx", build_workbook(sheets))
    assert reasons(found) == ["article", "article", "other_sheet", "other_sheet"]
    assert isinstance(found[0], Article)
    assert (found[0].title, found[0].published_at) == ("Open", datetime(2025, 3, 3, tzinfo=UTC))


@pytest.mark.parametrize("name", BUILDERS)
def test_a_table_without_texts_is_one_reject_that_lists_its_columns(tmp_path: Path, name: str) -> None:
    rows = [{"Nr": "1", "Slug": "Open", "Copy": STORY}, {"Nr": "2", "Slug": "Shut", "Copy": STORY}]
    (reject,) = read_table(tmp_path, name, BUILDERS[name](rows))
    assert isinstance(reject, Reject)
    assert reject.reason == "no_text_column"
    assert all(word in reject.message for word in ("Nr, Slug, Copy", "--columns text=", "_columns.toml"))
    named = {"text": ["Copy"], "title": ["Slug"]}
    assert [one.title for one in read_table(tmp_path, name, BUILDERS[name](rows), named)] == ["Open", "Shut"]  # type: ignore[union-attr]
    by_number = read_table(tmp_path, name, BUILDERS[name](rows), {"text": [3]})
    header = [] if name in ("a.parquet", "a.feather") else ["Copy"]
    assert [one.text for one in by_number if isinstance(one, Article)] == [*header, STORY, STORY]


@pytest.mark.parametrize("name", ["a.parquet", "a.feather", "a.xlsx"])
@pytest.mark.parametrize("content", [b"", b"PAR1", STORY.encode() * 9, random.Random(0).randbytes(300)], ids=len)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes) -> None:
    (reject,) = read_table(tmp_path, name, content)
    assert reasons([reject]) == ["damaged_table" if content else "empty"]


@pytest.mark.parametrize("build", [build_parquet, build_feather, build_sheets])
def test_what_unpacks_to_too_much(tmp_path: Path, build: Any) -> None:
    rows = [{"text": f"{STORY} {n} {'and so on ' * 3_000}"} for n in range(300)]
    name = {build_parquet: "a.parquet", build_feather: "a.feather", build_sheets: "a.xlsx"}[build]
    found = read_table(tmp_path, name, build(rows), limits=Limits(max_file_bytes=1_000_000))
    assert set(reasons(found)) == {"too_large"}


def test_a_sheet_of_empty_cells_takes_no_memory(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    (reject,) = read_table(tmp_path, "a.xlsx", build_workbook({"a": [["text"], [STORY]]}, far))
    assert reasons([reject]) == ["too_large"]


def test_a_row_larger_than_the_limit_costs_itself(tmp_path: Path) -> None:
    limits = Limits(max_file_bytes=1_000)
    long = "and so on " * 300
    content = f'title,text\na,{STORY.replace(",", "")}\nb,{long}\nc,"{long}\n{long}"\nd,{STORY.replace(",", "")}\n'
    found = read_table(tmp_path, "a.csv", content, limits=limits)
    assert reasons(found)[:2] + reasons(found)[-1:] == ["article", "too_large", "article"]
    assert "reading_error" not in reasons(found)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_parts_tell_when_they_have_changed(tmp_path: Path, name: str) -> None:
    build = build_csv if name == "a.csv" else lambda rows: build_parquet(rows, 4, compression="none")
    batch = deliver(tmp_path, name, build(ROWS))
    (file,) = list_raw_files(batch, {})[0]
    parts = cut_file(batch, file, Limits(), file.size // 3)
    assert len(parts) >= 2
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    found = [one for part in parts for one in read_part(batch, part, Limits())]
    assert [one.record_index for one in found] == list(range(40))  # type: ignore[union-attr]
    deliver(tmp_path, name, build([*ROWS[:39], {"title": "x", "text": STORY, "id": "9"}]))
    assert reasons(list(read_part(batch, parts[-1], Limits()))) == ["vanished"]


PIECES = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        '"',
        '""',
        ",",
        ",",
        "Open",
        STORY.replace(",", ""),
        "é",
        " ",
        f'"{STORY}\n\nNo."',
        "title,text\n",
    ]
)


@pytest.mark.slow
@settings(
    max_examples=int(os.environ.get("READERS_EXAMPLES", "200")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(pieces=st.lists(PIECES, max_size=60), part_bytes=st.sampled_from([1, 50, 300]), mark=st.booleans())
def test_a_table_is_the_same_however_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], part_bytes: int, mark: bool
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    content = f"{'\ufeff' if mark else ''}title,text\n{''.join(pieces)}"
    assert read_table(folder, "a.csv", content, part_bytes=part_bytes) == read_table(folder, "a.csv", content)


@pytest.mark.parametrize("group_rows", [1, 7, 40])
def test_row_groups_are_the_same_however_they_are_cut(tmp_path: Path, group_rows: int) -> None:
    content = build_parquet(ROWS, group_rows)
    whole = read_table(tmp_path, "a.parquet", content)
    assert whole == read_table(tmp_path, "a.parquet", content, part_bytes=1)
    assert len(whole) == 40


def test_a_row_group_is_streamed(tmp_path: Path) -> None:
    source = random.Random(0)
    rows = [{"text": f"{STORY} {source.randbytes(5_000).hex()}"} for _ in range(1_600)]
    path = tmp_path / "a.parquet"
    path.write_bytes(build_parquet(rows, 10_000, use_dictionary=False, write_batch_size=16))
    size, read = path.stat().st_size, 0

    class Counted(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal read
            found = super().read(size)
            read += len(found)
            return found

    with Counted(str(path)) as stream:
        next(read_parquet(RawStream(stream, False, size), Limits()))  # type: ignore[arg-type]
    assert read < size // 2


def test_a_packed_table_of_endless_rows_ends(tmp_path: Path) -> None:
    limits = Limits(max_file_bytes=10_000)
    for row in ("a,b,c\n" * 1_000, "and so on " * 1_000):
        content = gzip.compress(f"title,text\na,{STORY.replace(',', '')}\n{row * 100}".encode())
        found = reasons(read_table(tmp_path, "a.csv.gz", content, limits=limits))
        assert (found[0], found[-1]) == ("article", "too_large")
        assert len(found) < 10_000
