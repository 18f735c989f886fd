"""Validation: valid tables pass, every rule that is broken fails the verdict, and the report stays at home."""

import gc
import json
import re
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from schemas import TABLES, Column, Table
from tasks.publish import cursor
from tasks.validate import chunks
from tasks.validate import validate as stage
from tasks.validate.docs import write_docs, write_index
from tasks.validate.pages import INDEX_COLUMNS, NUMBERS, REPORT_COLUMNS
from tasks.validate.validate import Verdict, validate_tables
from tasks.validate.verdict import RejectLimit
from tasks.zones.local import LocalPlace
from tests.support.staged import Row, Tables, build_tables, write_tables

BATCH = date(2025, 4, 28)
NOW = datetime(2025, 4, 29, 6, 0, tzinfo=UTC)


def validate(tables: Tables, folder: Path, change_schema: Any = lambda _, schema: schema, **settings: Any) -> Verdict:
    staged = write_tables(tables, folder / "staged", change_schema)
    given = {"batch_date": BATCH, "limit": RejectLimit(0.5), "now": NOW} | settings
    return validate_tables(staged, LocalPlace(folder / "results"), **given)


def allow_nulls(_: str, schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema], schema.metadata)


def break_values(table: Table, rows: list[Row]) -> Iterator[str]:
    """Break every rule of every column, each kind in a row of its own, and name the expectations that must fail."""
    for column in table.columns:
        if not pa.types.is_nested(column.type):
            yield from break_column(column, rows)


def break_column(column: Column, rows: list[Row]) -> Iterator[str]:
    if not column.nullable and column.name not in ("article_id", "text"):
        rows[0][column.name] = None
        yield f"{column.name} not null"
    if column.minimum is not None:
        rows[1][column.name] = column.minimum - 1
        yield f"{column.name} (at least|from) {column.minimum:g}"
    if column.maximum is not None:
        rows[2][column.name] = column.maximum + 1
        yield f"{column.name} from .* to {column.maximum:g}"
    if column.allowed:
        rows[1][column.name] = "odd"
        yield f"{column.name} one of"
    if column.pattern is not None:
        rows[1][column.name] = "odd"
        yield f"{column.name} matches"


def test_valid_tables_pass(tmp_path: Path) -> None:
    verdict = validate(build_tables(), tmp_path)
    assert verdict.failures == ()
    assert verdict.success
    assert verdict.checked > 140
    assert verdict.docs == tmp_path / "results" / "index.html"
    assert "passed" in verdict.page.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_rule_of_every_column_is_held(table: Table, tmp_path: Path) -> None:
    tables = build_tables()
    expected = list(break_values(table, tables[table.name]))
    verdict = validate(tables, tmp_path, allow_nulls)
    assert not verdict.success
    for rule in expected:
        line = re.compile(f"{table.name}: {rule}.*: [12] of [0-9]+ rows fail \\(.+\\). Next: .+")
        assert any(map(line.match, verdict.failures)), rule


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_key_that_comes_twice_fails(table: Table, tmp_path: Path) -> None:
    tables = build_tables()
    tables[table.name].insert(1, tables[table.name][0])
    failures = validate(tables, tmp_path).failures
    assert any(line.startswith(f"{table.name}: {', '.join(table.key)} unique: 2 of") for line in failures)


def test_a_broken_relation_fails_with_its_place_and_what_to_do(tmp_path: Path) -> None:
    tables = build_tables()
    tables["tokens"][19]["text"] = "🛬"
    verdict = validate(tables, tmp_path)
    assert not verdict.success
    assert verdict.failures == (
        "tokens: text is articles.text[start:end]: 1 of 51 rows fail (article_id 0000000000000020, token_index 2: "
        "text is '🛬', the text has '🛫'). Next: a fault of the step that made the table: look at these rows in the "
        "staged files.",
    )
    assert "token_index 2" in verdict.page.read_text(encoding="utf-8")


def change_type(name: str, schema: pa.Schema) -> pa.Schema:
    return schema.set(4, schema.field(4).with_type(pa.int64())) if name == "tokens" else schema


def drop_column(name: str, schema: pa.Schema) -> pa.Schema:
    return schema.remove(schema.get_field_index("name_confidence")) if name == "quotes" else schema


def swap_columns(name: str, schema: pa.Schema) -> pa.Schema:
    return pa.schema([schema.field(1), schema.field(0), *list(schema)[2:]]) if name == "rejects" else schema


def add_column(name: str, schema: pa.Schema) -> pa.Schema:
    return schema.append(pa.field("mood", pa.string())) if name == "entities" else schema


@pytest.mark.parametrize(
    ("change_schema", "says"),
    [
        (change_type, "table tokens, column end: defined 'int32 not null', found 'int64 not null'"),
        (drop_column, "column name_confidence: defined 'name_confidence: float not null'"),
        (
            swap_columns,
            "table rejects, column raw_path: defined 'raw_path: string not null', found 'raw_sha256: string'",
        ),
        (add_column, "table entities, column mood: defined 'no such column', found 'string'"),
    ],
)
def test_other_columns_or_types_fail_and_nothing_else_is_judged(change_schema: Any, says: str, tmp_path: Path) -> None:
    verdict = validate(build_tables(), tmp_path, change_schema)
    assert verdict.checked == 1
    assert len(verdict.failures) == 1
    assert says in verdict.failures[0]


def test_a_column_that_may_be_null_against_its_definition_fails(tmp_path: Path) -> None:
    def allow(name: str, schema: pa.Schema) -> pa.Schema:
        return allow_nulls(name, schema) if name == "rejects" else schema

    verdict = validate(build_tables(), tmp_path, allow)
    assert len(verdict.failures) == 1
    assert "column raw_path: defined 'string not null', found 'string'" in verdict.failures[0]
    assert verdict.checked > 140


@pytest.mark.slow
def test_the_share_of_rejects_is_bounded_by_the_setting(tmp_path: Path) -> None:
    assert validate(build_tables(), tmp_path, limit=RejectLimit(0.4)).success
    (failure,) = validate(build_tables(), tmp_path, limit=RejectLimit(0.39)).failures
    assert failure.startswith(
        "batch: reject_share at most 0.39: 1 of 1 rows fail (reject_share 0.4). Next: the reasons are in"
    )


@pytest.mark.slow
def test_a_batch_of_rejects_alone_is_the_settings_matter_an_empty_one_fails(tmp_path: Path) -> None:
    nothing: Tables = {table.name: [] for table in TABLES}
    assert validate(nothing | {"rejects": build_tables()["rejects"]}, tmp_path, limit=RejectLimit(1.0)).success
    (failure,) = validate(nothing, tmp_path).failures
    assert failure.startswith("batch: records at least 1: ")


@pytest.mark.parametrize(("articles", "fails"), [(99, False), (100, True)])
def test_quotes_without_speakers_fail_once_there_are_enough(articles: int, fails: bool, tmp_path: Path) -> None:
    tables = build_tables(articles)
    for quote in tables["quotes"]:
        quote |= {name: None for name in quote if name.startswith("speaker_") and name != "speaker_label"}
    failures = validate(tables, tmp_path).failures
    assert [line.split(":")[1] for line in failures] == [" speaker_share at least 0.3"] * fails


@pytest.mark.slow
@pytest.mark.parametrize("quotes", [0, 3])
def test_a_batch_with_far_too_few_or_too_many_quotes_fails(quotes: int, tmp_path: Path) -> None:
    tables = build_tables(1200)
    for article in tables["articles"]:
        article["quote_count"] = quotes
    tables["quotes"] = [
        quote | {"quote_index": index, "quote_id": f"{quote['article_id']}-{index}"}
        for quote in tables["quotes"]
        for index in range(quotes)
    ]
    (failure,) = validate(tables, tmp_path).failures
    assert failure.startswith("batch: quotes_per_1000_tokens from 1 to 120: 1 of 1 rows fail")


@pytest.mark.slow
def test_chunks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = build_tables(6)
    tables["tokens"][70]["text"] = "odd"
    tables["articles"][3]["quote_count"] = 2
    tables["entities"][-1]["article_id"] = "f" * 16
    whole = validate(tables, tmp_path)
    monkeypatch.setattr(chunks, "CHARACTERS", 100)
    monkeypatch.setattr(chunks, "ARTICLE_ROWS", 2)
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 5)
    monkeypatch.setattr(cursor, "CURSOR_ROWS", 5)
    assert validate(tables, tmp_path).failures == whole.failures
    assert len(whole.failures) == 5


@pytest.mark.slow
def test_frames_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHARACTERS", 1)
    monkeypatch.setattr(chunks, "ARTICLE_ROWS", 1)
    monkeypatch.setattr(stage, "LARGE", 1)
    seen: list[weakref.ref[Any]] = []
    alive: list[int] = []
    judge = stage._judge

    def watch(frame: Any, tallies: Any) -> None:
        alive.append(sum(each() is not None for each in seen))
        seen.append(weakref.ref(frame.data))
        judge(frame, tallies)

    monkeypatch.setattr(stage, "_judge", watch)
    gc.disable()
    try:
        validate(build_tables(4), tmp_path)
    finally:
        gc.enable()
    assert len(seen) > 20
    assert max(alive) <= 2


@pytest.mark.slow
def test_keys_are_compared_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHARACTERS", 1)
    monkeypatch.setattr(chunks, "ARTICLE_ROWS", 1)
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 1)
    monkeypatch.setattr(cursor, "CURSOR_ROWS", 1)
    tables = build_tables()
    tables["articles"].append(tables["articles"][-1])
    tables["rejects"].append(tables["rejects"][-1])
    failures = validate(tables, tmp_path).failures
    assert any(line.startswith("articles: article_id ascend: 1 of 4") for line in failures)
    assert any(line.startswith("rejects: raw_path, record_index ascend: 1 of 3") for line in failures)


def test_an_expectation_that_cannot_be_evaluated_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from great_expectations.execution_engine import PandasExecutionEngine

    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("no memory left")

    monkeypatch.setattr(PandasExecutionEngine, "get_domain_records", fail)
    with pytest.raises(RuntimeError, match=r"types: type as defined could not be evaluated: .*no memory left"):
        validate(build_tables(), tmp_path)


def test_the_pages_call_nobody_and_need_no_script(tmp_path: Path) -> None:
    tables = build_tables()
    tables["tokens"][19]["text"] = "<script>alert(1)</script>"
    verdict = validate(tables, tmp_path)
    for page in (verdict.docs, verdict.page):
        html = page.read_text(encoding="utf-8")
        assert "<script" not in html
        assert not re.search(r"https?:|//[a-z]", html)
        assert set(re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^">)]*)', html)) <= {
            "../../index.html",
            f"{BATCH}/20250429T060000000000Z/index.html",
            *(f"#{name}" for name in ("types", "batch", *(table.name for table in TABLES))),
        }
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


@pytest.mark.slow
def test_delivered_text_adds_no_tag_and_no_attribute_to_the_pages(tmp_path: Path) -> None:
    plain, *hostile = (
        find_tags(validate(build_tables_saying(text), tmp_path).page.read_text(encoding="utf-8"))
        for text in ("odd", "<img src=x onerror=alert(1)>", '" onclick="alert(1)', "</ul><a href=javascript:x>$x")
    )
    assert plain
    assert hostile == [plain] * len(hostile)


def build_tables_saying(text: str) -> Tables:
    tables = build_tables()
    for table, columns in {"articles": ("language", "publisher"), "entities": ("label", "text")}.items():
        tables[table][1].update(dict.fromkeys(columns, text))
    return tables


def find_tags(page: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, attributes))  # type: ignore[method-assign]
    parser.feed(page)
    return found


@pytest.mark.slow
def test_the_same_tables_and_time_give_the_same_files(tmp_path: Path) -> None:
    pages = []
    for name in ("one", "two"):
        verdict = validate(build_tables(), tmp_path / name)
        pages.append([path.read_bytes() for path in sorted((tmp_path / name / "results").rglob("*")) if path.is_file()])
        assert verdict.success
    assert pages[0] == pages[1]
    assert len(pages[0]) == 3


@pytest.mark.slow
def test_the_history_of_a_batch_is_bounded_and_the_index_lists_batches_newest_first(tmp_path: Path) -> None:
    for day in range(3):
        verdict = validate(build_tables(), tmp_path, now=NOW + timedelta(days=day), history=2)
    broken = build_tables()
    broken["quotes"][0]["type"] = "odd"
    validate(broken, tmp_path, batch_date=BATCH + timedelta(days=1))
    kept = sorted(path.name for path in (tmp_path / "results" / str(BATCH)).iterdir())
    assert kept == ["20250430T060000000000Z", "20250501T060000000000Z"]
    index = verdict.docs.read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]*)"', index)
    assert [link.split("/")[0] for link in links] == ["2025-04-29", "2025-04-28", "2025-04-28"]
    assert all((verdict.docs.parent / link).is_file() for link in links)
    assert index.index("failed") < index.index("passed")


@pytest.mark.slow
def test_the_index_is_built_from_its_own_rows_and_from_the_results_where_it_is_lost(tmp_path: Path) -> None:
    for day in range(3):
        verdict = validate(build_tables(), tmp_path, batch_date=BATCH + timedelta(days=day))
    grown = verdict.docs.read_text(encoding="utf-8")
    verdict.docs.remove()
    write_index(verdict.docs.parent)
    assert verdict.docs.read_text(encoding="utf-8") == grown
    verdict.docs.write_atomically("a page of something else")
    assert validate(build_tables(), tmp_path, batch_date=BATCH).docs.read_text(encoding="utf-8") == grown


def test_the_result_is_there_for_machines_too(tmp_path: Path) -> None:
    verdict = validate(build_tables(), tmp_path)
    record = json.loads((verdict.page.parent / "result.json").read_text(encoding="utf-8"))
    assert record["success"] is True
    columns = sum(len(table.columns) for table in TABLES)
    rows = {name: len(rows) for name, rows in build_tables().items()}
    assert record["rows"] == {"types": columns, "batch": 1, **rows}


def test_batches_that_end_at_once_are_all_in_the_index(tmp_path: Path) -> None:
    days = [BATCH + timedelta(days=day) for day in range(20)]
    tmp_path.joinpath("results").mkdir()
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(lambda day: write_docs([], (), LocalPlace(tmp_path / "results"), day, NOW, 30), days))
    index = verdicts[0].docs.read_text(encoding="utf-8")
    assert re.findall(r'href="([-0-9]*)/', index) == [str(day) for day in reversed(days)]
    assert {path.name for path in (tmp_path / "results").iterdir()} == {"index.html", *map(str, days)}


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    results = tmp_path / "results"
    left = results / str(BATCH) / "20250428T060000000000Z.there-1.unfinished"
    left.mkdir(parents=True)
    for path in (results / ".index.html.new", left / "index.html", left / "result.json"):
        path.write_text("half")
    verdict = validate(build_tables(), tmp_path)
    assert {path.name for path in results.iterdir()} == {"index.html", str(BATCH)}
    assert [path.name for path in (results / str(BATCH)).iterdir()] == [verdict.page.parent.name]
    assert verdict.page.is_file()


def test_the_pages_have_a_style_for_phones_and_numbers_to_the_right(tmp_path: Path) -> None:
    verdict = validate(build_tables(), tmp_path)
    for page, columns in ((verdict.docs, INDEX_COLUMNS), (verdict.page, REPORT_COLUMNS)):
        html = page.read_text(encoding="utf-8")
        assert "@media(max-width:45rem)" in html
        assert '<meta name="viewport" content="width=device-width' in html
        assert re.findall(r"<th(?: class=number)?>(\w+)</th>", html) == list(columns)
        cells = re.findall(r'<td( class=number)? data-column="(\w+)">', html)
        assert [name for _, name in cells[: len(columns)]] == list(columns)
        assert all(bool(number) == (name in NUMBERS) for number, name in cells)


@pytest.mark.slow
def test_what_passed_is_not_said_to_be_null_and_what_failed_is_said_by_its_share(tmp_path: Path) -> None:
    tables = build_tables()
    assert "% null" not in validate(tables, tmp_path).page.read_text(encoding="utf-8")
    tables["tokens"][19]["text"] = "🛬"
    html = validate(tables, tmp_path).page.read_text(encoding="utf-8")
    assert "% null" not in html
    assert html.count("1.9608% unexpected") == 1
