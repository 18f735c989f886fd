"""Files that name columns: understood or rejected, and what a change of one makes be read again."""

import os
from pathlib import Path

import pytest

from schemas.rejects import ProblemError
from tasks.batch import raw_files
from tasks.batch.columns import name_columns, parse_columns, write_columns
from tasks.batch.manifest import read_manifest
from tasks.batch.plan import plan_batch
from tests.conftest import Zones, build_story, build_zones
from tests.support.readers import deliver

CONTENT = f'Slug;Copy\nOpen;"{build_story(1)}"\n'
NAMED = 'text = "Copy"\n'


@pytest.fixture
def quick(tmp_path: Path, blank_model: Path, monkeypatch: pytest.MonkeyPatch) -> Zones:
    """Zones in which a file just written is trusted to keep its stamp, and a pipeline that loads at once."""
    monkeypatch.setattr(raw_files, "RACY_NS", 0)
    return build_zones(tmp_path / "own", model=str(blank_model), max_reject_share=1.0)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('text = "Body"', {"text": ["Body"]}),
        ("\ufefftext = 3\r\nauthors = ['A', 'B']\r\n", {"text": [3], "authors": ["A", "B"]}),
    ],
)
def test_what_is_understood(content: str, named: dict[str, list[str | int]]) -> None:
    assert parse_columns(content.encode()) == named
    assert parse_columns(write_columns(named).encode()) == named


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"text = Body", "It is no TOML"),
        (b'text = "caf\xe9"', "It is no TOML"),
        (b'txt = "Body"', "'txt' is none of text, title, authors, date, url, id, language"),
        (b"text = 0", "text is neither the name of a column"),
        (b"text = true", "text is neither"),
        (b"title = []", "title is neither"),
        (b'text = ""', "text is neither"),
        (b'[text]\na = "b"', "text is neither"),
        (b"# nothing", "It names no column"),
        (b"x = " + b"[" * 9_999, "It is no TOML"),
    ],
)
def test_what_is_not_understood_says_why(content: bytes, message: str) -> None:
    with pytest.raises(ProblemError) as error:
        parse_columns(content)
    assert error.value.problem.reason == "bad_columns"
    assert message in error.value.problem.detail


def test_the_nearest_file_counts_for_its_folder_and_those_below(tmp_path: Path) -> None:
    names = (
        "a.csv",
        "a.txt",
        "b/c/a.jsonl",
        "d/a.xlsx",
        "_columns.toml",
        "d/_columns.toml",
        "e/_columns.toml",
        "e/a.tsv",
    )
    for name in names:
        content = {"_columns.toml": NAMED, "d/_columns.toml": "text = 2", "e/_columns.toml": "text ="}.get(name, "x")
        batch = deliver(tmp_path, name, content)
    files, rejects = raw_files.list_raw_files(batch, {})
    assert rejects == []
    copy, second = '{"text": ["Copy"]}', '{"text": [2]}'
    assert {file.path.removeprefix("daily/"): file.columns for file in name_columns(batch, files) if file.columns} == {
        "a.csv": copy,
        "b/c/a.jsonl": copy,
        "d/a.xlsx": second,
        "e/a.tsv": copy,
    }


@pytest.mark.slow
def test_a_change_makes_the_files_it_is_for_be_read_again(quick: Zones) -> None:
    def run() -> tuple[dict[str, int], list[str]]:
        outcome = quick.run()
        assert outcome.state == "published", outcome
        return outcome.rejects, [path[17:] for path in quick.read("articles")["raw_path"].sort()]

    quick.deliver("a/a.csv", CONTENT)
    quick.deliver("b.txt", build_story(2))
    assert run() == ({"no_text_column": 1}, ["b.txt"])
    path = quick.deliver("_columns.toml", NAMED)
    plan = plan_batch(quick.batch, quick.settings.recipe)
    assert [(file.path[17:], file.records) for file in plan.files] == [
        ("_columns.toml", None),
        ("a/a.csv", None),
        ("b.txt", 1),
    ]
    assert run() == ({}, ["a/a.csv", "b.txt"])
    manifest = read_manifest(quick.batch)
    assert manifest is not None
    assert [(file.path[17:], file.records) for file in manifest.inputs] == [
        ("_columns.toml", 0),
        ("a/a.csv", 1),
        ("b.txt", 1),
    ]
    assert quick.run().state == "unchanged"
    os.utime(path)
    assert quick.run().state == "unchanged"
    quick.deliver("_columns.toml", "text =\n")
    assert run() == ({"bad_columns": 1, "no_text_column": 1}, ["b.txt"])
    quick.deliver("_columns.toml", NAMED)
    assert run() == ({}, ["a/a.csv", "b.txt"])
    path.unlink()
    os.utime(quick.batch.raw / "port-ellery-post" / "a" / "a.csv")
    assert run() == ({"no_text_column": 1}, ["b.txt"])
