"""Export: the same rows in every format, hostile text as text, the file whole or not at all."""

import csv
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows.cli import app
from schemas.exported import EXPORTED
from tasks.export import export as exporting
from tasks.export import sheets
from tasks.export.export import WRITERS, Exported, export, select_batches
from tasks.export.source import Selection
from tests.support.editions import DAY, Newsroom, Said, Story, build_text, write_links

NEXT = DAY + timedelta(1)
FORMULAS = (
    '=HYPERLINK("http://example.org")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
)
ODD = ("\x00\x01\x1b[31m", "_x0041_", "http://example.org/" + "a" * 3_000, "007", "“\u202e🛫", "tail\ufffe", "a\r\nb")
STORIES: Mapping[int, Story] = {
    1: [Said("We go at dawn."), Said("All of us.", "Bo Ray")],
    2: [],
    3: [Said(text) for text in (*FORMULAS, *ODD)],
}


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Two batches, of which the first is linked."""
    newsroom = Newsroom(tmp_path)
    newsroom.publish(STORIES)
    newsroom.on(NEXT).publish({1: [Said("We go at noon.", None)]})
    write_links(newsroom, 1)
    return newsroom


def write(newsroom: Newsroom, ending: str, name: str = "quotes") -> Exported:
    return export(select_batches(newsroom.curated, DAY, NEXT), newsroom.root / f"{name}{ending}")


def read(path: str) -> list[dict[str, Any]]:
    """The rows of an export as plain values, in their order."""
    match Path(path).suffix:
        case ".csv":
            with Path(path).open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))
        case ".xlsx":
            return pl.read_excel(path, infer_schema_length=None).to_dicts()
        case ".parquet":
            return pq.read_table(path).to_pylist()
        case _:
            with duckdb.connect(path, read_only=True) as connection:
                return connection.sql(f"FROM {EXPORTED.name}").to_arrow_table().to_pylist()


def show(value: object) -> str:
    """A value as CSV has it, without its guard, and as it comes back from XML."""
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case float():
            return f"{value:.6g}"
        case None:
            return ""
    text = re.sub(r"^'(?=[=+\-@\t\r\n＝＋－＠])", "", str(value))
    return text.replace("\ufffe", "\ufffd").replace("\r\n", "\n")


def test_every_format_has_the_same_rows(newsroom: Newsroom) -> None:
    rows = {ending: read(write(newsroom, ending).path) for ending in WRITERS}
    shown = {ending: [{key: show(one[key]) for key in one} for one in found] for ending, found in rows.items()}
    assert len(rows[".parquet"]) == 2 + len(FORMULAS) + len(ODD) + 1
    for ending in WRITERS:
        assert shown[ending] == shown[".parquet"]


def test_a_row_has_what_is_known_of_a_quote(newsroom: Newsroom) -> None:
    first, second, *_, last = read(write(newsroom, ".parquet").path)
    names = dict.fromkeys(("speaker_name", "speaker_mention", "speaker_text", "actor_name"), "Ann Lee")
    around = dict.fromkeys(("sentence", "paragraph"), "“We go at dawn.” said Ann Lee.")
    article = {"batch_date": DAY, "publisher": "The Daily Example", "title": "Ann Lee leaves", "byline": "Bo Ray"}
    speaker = {"speaker_title": "mayor", "speaker_organisation": "City of Paris", "speaker_pronoun": "she"}
    actor = {"actor_id": "a1", "actor_is_ambiguous": False, "actor_probability": 0.75, "url": None, "rule": None}
    family = {"family_id": first["quote_id"], "likeness": 1.0, "is_wire": False, "quote_index": 0}
    quote = {"quote_text": "We go at dawn.", "type": "direct", "cue_text": "said", "is_speech": True}
    for known in (names, around, article, speaker, actor, family, quote):
        assert {name: first[name] for name in known} == known
    assert first["published_at"] == datetime(2025, 4, 28, 9, 30, tzinfo=UTC)
    assert (second["sentence"], second["family_id"]) == ("“All of us.” said Bo Ray.", None)
    assert (last["batch_date"], last["actor_id"], last["speaker_name"]) == (NEXT, None, None)


def test_no_cell_of_the_csv_begins_a_formula(newsroom: Newsroom) -> None:
    path = Path(write(newsroom, ".csv").path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = read(str(path))
    assert [row["quote_text"] for row in rows[2:13]] == [f"'{formula}" for formula in FORMULAS]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n"))]


def test_the_workbook_holds_texts_no_formulas_and_no_links(newsroom: Newsroom) -> None:
    done = write(newsroom, ".xlsx")
    with ZipFile(done.path) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in file.namelist() if "rels" in name and "sheet" in name]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.replace("HYPERLINK(", "")
    assert ">=HYPERLINK(" in sheet
    assert "_x005F_x0041_" in sheet
    (first, *_) = read(done.path)
    assert first["batch_date"] == DAY
    assert first["published_at"] == datetime(2025, 4, 28, 9, 30)
    assert first["confidence"] == 0.9


def test_a_text_that_no_cell_holds_is_cut_and_said(newsroom: Newsroom) -> None:
    long = "🛫" * 20_000
    newsroom.on(NEXT).publish({5: [Said(long), Said("b" * 32_000)]}, 13)
    done = write(newsroom, ".xlsx")
    (found, fits) = [row["quote_text"] for row in read(done.path)][-2:]
    assert found == "🛫" * 16_381 + sheets.CUT
    assert fits == "b" * 32_000
    assert "3 texts are longer than the 32,767 characters of a cell" in done.notes[-1]
    assert read(write(newsroom, ".csv").path)[-2]["quote_text"] == long


def test_rows_that_a_sheet_does_not_hold_go_to_the_next(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 8)
    found = pl.read_excel(write(newsroom, ".xlsx").path, sheet_id=0, infer_schema_length=None)
    assert {name: len(rows) for name, rows in found.items()} == {"quotes": 8, "quotes 2": 8, "quotes 3": 5}


def test_days_that_xlsx_has_no_number_for_are_texts(newsroom: Newsroom) -> None:
    newsroom.on(date(1865, 4, 15)).publish({1: [Said("We go.")]})
    done = export(select_batches(newsroom.curated, date(1865, 1, 1), date(1865, 12, 31)), newsroom.root / "old.xlsx")
    assert [row["batch_date"] for row in read(done.path)] == ["1865-04-15"]


def test_the_columns_of_parquet_say_what_they_mean(newsroom: Newsroom) -> None:
    schema = pq.read_schema(write(newsroom, ".parquet").path)
    assert schema.field("actor_id").metadata[b"description"].startswith(b"Which person or organisation")
    assert schema.names == list(EXPORTED.column_names)


def test_the_database_opens_elsewhere_with_tables_and_views(newsroom: Newsroom, tmp_path: Path) -> None:
    path = write(newsroom, ".duckdb").path
    shutil.rmtree(newsroom.curated)
    elsewhere = shutil.move(path, tmp_path / "quotes.db")
    with duckdb.connect(str(elsewhere), read_only=True) as connection:

        def count(name: str) -> int:
            return int(connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0])

        assert count("articles") == 4
        assert count("newest_articles") == 3
        assert count("quotes") == count("exported") == 21
        assert count("newest_quotes") == 19
        assert (count("actors"), count("actor_links"), count("quote_changes")) == (1, 1, 0)
        comments = dict(connection.sql("SELECT column_name, comment FROM duckdb_columns()").fetchall())
        assert comments["paragraph"] == "The paragraphs that the quote stands in, whole."
        texts = connection.sql("SELECT text FROM articles ORDER BY batch_date, article_id").fetchall()
        assert texts[0] == (build_text(STORIES[1]),)


def test_batches_that_are_not_linked_are_said(newsroom: Newsroom) -> None:
    (note,) = write(newsroom, ".csv").notes
    assert note.startswith("1 of 2 batches are not linked")
    assert note.endswith("next: quotewire link")
    write_links(newsroom.on(NEXT), 1)
    assert write(newsroom, ".csv").notes == ()


def test_a_failure_leaves_the_file_that_was_there_and_nothing_else(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := newsroom.root / "quotes.csv").write_text("mine")
    before = set(newsroom.root.iterdir())

    def fail(selection: object, unfinished: Path) -> tuple[int, str]:
        unfinished.write_text("half")
        raise OSError("no space left")

    monkeypatch.setitem(exporting.WRITERS, ".csv", fail)
    with pytest.raises(OSError, match="no space"):
        write(newsroom, ".csv")
    assert path.read_text() == "mine"
    assert set(newsroom.root.iterdir()) == before


@pytest.mark.parametrize(
    ("start", "end", "to", "message"),
    [
        ("2025-04-28", "2025-04-29", "quotes.txt", "the file may end in .csv, .xlsx, .parquet, .duckdb"),
        ("2025-04-28", "2025-04-29", "quotes", "the file may end in"),
        ("2025-04-28", "2025-04-29", "there/quotes.csv", "there is no folder"),
        ("2025-04-28", "2025-04-29", "mine.csv", "--force"),
        ("2025-04-28", "2025-04-29", "folder.csv", "--force"),
        ("2025-04-29", "2025-04-28", "quotes.csv", "before it starts"),
        (
            "2025-05-01",
            "2025-05-31",
            "quotes.csv",
            "no batch from 2025-05-01 to 2025-05-31 is published; there are 2025",
        ),
        ("2025-04-30", "2025-04-30", "quotes.csv", "has a quote"),
    ],
)
def test_wrong_use_says_what_to_do(newsroom: Newsroom, start: str, end: str, to: str, message: str) -> None:
    newsroom.on(DAY + timedelta(2)).publish({2: []})
    (newsroom.root / "mine.csv").write_text("mine")
    (newsroom.root / "folder.csv").mkdir()
    result = run(newsroom, start, end, "--to", str(newsroom.root / to))
    assert result[0] == 2
    assert message in result[1]
    assert (newsroom.root / "mine.csv").read_text() == "mine"


def run(newsroom: Newsroom, *arguments: str) -> tuple[int, str]:
    environment = {"QUOTEWIRE_CURATED": str(newsroom.curated), "QUOTEWIRE_RAW": str(newsroom.root)}
    result = CliRunner().invoke(app, ["export", *arguments], env=environment)
    return result.exit_code, re.sub(r"\s+", " ", result.output)


def test_the_command_says_what_it_wrote(newsroom: Newsroom) -> None:
    to = str(newsroom.root / "mine.csv")
    Path(to).write_text("mine")
    code, text = run(newsroom, str(DAY), str(NEXT), "--to", to, "--force")
    assert code == 0
    assert "21 quotes of 2 batches" in text
    assert len(read(to)) == 21
    assert "2 batches" in run(newsroom, str(DAY), str(NEXT), "--to", f"{to}.csv", "--dry-run")[1]
    assert not Path(f"{to}.csv").exists()


def test_a_batch_that_lost_a_table_is_named(newsroom: Newsroom) -> None:
    newsroom.on(NEXT).batch.published("sentences").unlink()
    code, text = run(newsroom, str(DAY), str(NEXT), "--to", str(newsroom.root / "quotes.csv"))
    assert code == 2
    assert f"next: quotewire run {NEXT}" in text


def test_a_batch_published_meanwhile_gives_no_rows_of_two_editions(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exporting.WRITERS[".csv"]

    def write_slowly(selection: Selection, path: Path) -> tuple[int, str]:
        done = real(selection, path)
        newsroom.on(NEXT).publish({1: [Said("We go at ten.")]}, 13)
        return done

    monkeypatch.setitem(exporting.WRITERS, ".csv", write_slowly)
    code, text = run(newsroom, str(DAY), str(NEXT), "--to", str(newsroom.root / "quotes.csv"))
    assert (code, list(newsroom.root.glob("quotes*"))) == (2, [])
    assert f"batch {NEXT} was published meanwhile" in text
