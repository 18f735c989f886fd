"""The data dictionary: it names every column and reason, and its queries run on what is published."""

import contextlib
import csv
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas import ACTORS, LINK_TABLES, QUOTES, TABLES, build_arrow_schema
from schemas.dictionary import FOLDER, build_dictionary
from schemas.rejects import REASONS
from tests.support.staged import build_tables, write_tables

NO_PERSON = {"speaker_name": None, "speaker_title": None, "speaker_organisation": None, "speaker_pronoun": None}
REPORT = NO_PERSON | {"speaker_label": "document", "speaker_mention": "the autopsy report"}
NURSE = {"speaker_name": None, "speaker_mention": "a nurse", "speaker_title": "nurse"}
DOLAN = {"speaker_name": "Rafe Dolan", "speaker_pronoun": "he"}
BATCHES = (("2025-03-04", 2, {}, REPORT), ("2025-03-05", 3, NURSE, DOLAN))
"""Date, number of articles, and how the speakers of the first and of the last one differ from Ann Lee."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `curated/`, in which one batch was delivered on two dates, the second time with more.

    The second article has no quote any more then. The month's quotes are there as a monthly copy too.
    """
    root = tmp_path_factory.mktemp("published")
    for batch, articles, first, last in BATCHES:
        tables = build_tables(articles)
        del tables["quotes"][1:-1]
        tables["quotes"] = [quote | other for quote, other in zip(tables["quotes"], (first, last), strict=True)]
        staged = write_tables(tables, root / "staged")
        for table in TABLES:
            folder = root / "curated" / table.name / f"batch_date={batch}"
            folder.mkdir(parents=True)
            (staged / f"{table.name}.parquet").rename(folder / "part-0.parquet")
    write_links(root / "curated")
    month = root / "curated/_monthly/quotes/month=2025-03"
    month.mkdir(parents=True)
    pl.read_parquet(root / "curated/quotes", hive_partitioning=True).write_parquet(month / "part-0.parquet")
    return root


def write_links(curated: Path) -> None:
    """Who Ann Lee is, whom she is quoted as, which quotes are one, and what became of one of them."""
    article_id = f"{16:016x}"
    day, before = date(2025, 3, 5), date(2025, 3, 4)
    link = {"article_id": article_id, "cluster_id": 0, "actor_id": "a1", "probability": 0.9}
    actor = {"actor_id": "a1", "name": "Rafe Dolan", "label": "person", "first_seen": before, "last_seen": day}
    lists = {"other_names": [], "titles": [], "organisations": [], "is_ambiguous": False}
    counts = dict.fromkeys(("mention_count", "quote_count", "article_count", "publisher_count"), 2)
    kin = {"quote_id": f"{article_id}-0", "family_id": f"{article_id}-0", "likeness": 1.0, "is_wire": False}
    change = {"article_id": article_id, "publisher": "The Daily Example", "quote_id": f"{article_id}-0"}
    texts = {"change": "reworded", "old_text": "We stay.", "new_text": "We go, Now.", "new_speaker": "Ann Lee"}
    dates = {"old_batch_date": before, "changed_at": datetime(2025, 3, 5, tzinfo=UTC)}
    rows = {"actor_links": link, "quote_families": kin, "quote_changes": change | texts | dates}
    for table in LINK_TABLES:
        place = f"batch_date={day}" if table is not ACTORS else ""
        (curated / table.name / place).mkdir(parents=True)
        row = rows.get(table.name, actor | lists | counts)
        made = pa.Table.from_pylist([row], build_arrow_schema(table))
        pq.write_table(made, curated / table.name / place / "part-0.parquet")


QUERIES = {
    title: (language, code)
    for title, language, code in re.findall(
        r"^### ([^\n]+)\n\n(?:[^`#].*?\n\n)?```(\w+)\n(.*?)^```",
        (FOLDER / "queries.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}


def run_query(title: str) -> str:
    language, code = QUERIES[title]
    if language == "sql":
        return "\n".join(map(str, duckdb.sql(code).fetchall()))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    return printed.getvalue()


SHOWS = {
    "Who is quoted most (DuckDB)": "('Ann Lee', 'person', 1, 1)",
    "Who speaks for an organisation: itself and its people (DuckDB)": "('City of Paris', 3, 3, [",
    "Who is quoted by most publishers, under whatever name (DuckDB)": "('Rafe Dolan', 'person', 1, 1)",
    "What one person has said, month by month, and as what (DuckDB)": (
        "(datetime.date(2025, 3, 1), 1, 1, 'nurse', ['a nurse'])"
    ),
    "The quotes that spread widest, and who printed them (DuckDB)": "('We 🛫 go, Now.', 1, 1, 1, ['The Daily",
    "What was reworded or withdrawn after publication (DuckDB)": (
        "'The Daily Example', 'reworded', 'We stay.', 'We go, Now.', 'Ann Lee')"
    ),
    "Shares of women and men among the persons quoted, by publisher (DuckDB)": (
        "('The Daily Example', 3, 0.67, 0.33, 0.0, 0)"
    ),
    "Named persons, unnamed ones and documents as sources of every publisher (DuckDB)": (
        "('The Daily Example', 2, 1, 0, 1, 'the autopsy report')"
    ),
    "How sources are described that have no name (DuckDB)": "('nurse', 'person', 1, 1)",
    "Quotes of every publisher by day (DuckDB)": "('The Daily Example', datetime.date(2025, 3, 5), 2, 1.0)",
    "Direct quotes with the title of their article (DuckDB)": "'Ann Lee', 'mayor', 'We 🛫 go, Now.')",
    "What somebody said in a month, with the sentence before and after (DuckDB)": (
        "(datetime.date(2025, 3, 5), 'The Daily Example', None, 'We 🛫 go, Now.', 'Paris waits.')"
    ),
    "The newest delivery of every article (DuckDB)": "'Ann Lee leaves', datetime.date(2025, 3, 5))",
    "Quotes of every publisher, those of an article that was delivered again counted once (DuckDB)": (
        "('The Daily Example', 2)"
    ),
    "The entities named most (polars)": "│ Ann Lee ┆ PERSON ┆ 5        ┆ 3        │",
    "Quotes of every publisher by month, from the monthly copies where there are any (polars)": (
        "│ 2025-03-01 ┆ The Daily Example ┆ 4   │"
    ),
    "Sure quotes of named speakers with the sentence they stand in (polars)": "“We 🛫 go,” said Ann Lee.",
    "Quotes as CSV for a spreadsheet (polars)": "",
    "Quotes of every publisher between two days (pandas)": "The Daily Example    4",
    "Why records were rejected (pandas)": "unknown_format    1",
}


@pytest.mark.parametrize("title", QUERIES)
def test_a_sample_query_finds_what_it_says(title: str, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(published)
    assert SHOWS[title] in run_query(title)


def test_a_cell_of_the_csv_begins_no_formula(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    formulas = ('=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1")
    tables = build_tables(1 + len(formulas))
    for quote, formula in zip(tables["quotes"][1:], formulas, strict=True):
        quote["cue_lemma"] = formula
    write_tables(tables, tmp_path / "staged")
    (tmp_path / "curated/quotes/batch_date=2025-03-04").mkdir(parents=True)
    (tmp_path / "staged/quotes.parquet").rename("curated/quotes/batch_date=2025-03-04/part-0.parquet")
    run_query("Quotes as CSV for a spreadsheet (polars)")
    with Path("quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["cue_lemma"] for row in rows] == ["say", *(f"'{formula}" for formula in formulas)]
    assert rows[0].keys() == {column.name for column in QUOTES.columns} - {"content_spans"} | {"batch_date"}


def test_every_column_has_its_line() -> None:
    lines = build_dictionary().splitlines()
    for table in (*TABLES, *LINK_TABLES):
        start = lines.index(f"## {table.name}")
        for column in table.columns:
            (line, *_) = [line for line in lines[start:] if line.startswith(f"| `{column.name}` |")]
            assert column.description.replace("|", "\\|") in line


def test_every_reason_says_what_to_do() -> None:
    dictionary = build_dictionary()
    for reason, advice in REASONS.items():
        assert f"| `{reason}` | {advice} |" in dictionary


def test_every_query_is_in_the_dictionary_and_has_its_result_here() -> None:
    dictionary = build_dictionary()
    assert QUERIES.keys() == SHOWS.keys()
    for title, (language, code) in QUERIES.items():
        assert f"```{language}\n{code}```\n" in dictionary.partition(f"### {title}\n\n")[2]


def test_types_and_values_are_shown_as_readers_see_them() -> None:
    dictionary = build_dictionary()
    assert "| `content_spans` | `list<struct<start: int32, end: int32>>` |  |" in dictionary
    assert "| `confidence` | `float` |  |" in dictionary
    assert "| 0–1 |" in dictionary
    assert "| `format` | `string` |  | The format of the raw file, or of the file in an archive" in dictionary
    assert ", without gzip. | `txt`, `md`," in dictionary


def test_the_files_hold_the_descriptions_too(published: Path) -> None:
    schema = pq.read_schema(published / "curated/quotes/batch_date=2025-03-04/part-0.parquet")
    assert schema.field("speaker_label").metadata[b"description"] == b"What kind of speaker it is."
