"""The registry of formats: a new one costs an entry and a reader, and nobody loads a reader who reads nothing."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from schemas import ARTICLES
from schemas.formats import FORMATS, Format, find_format
from schemas.rejects import Problem, Reject
from tasks.ingest.article import Article
from tasks.ingest.limits import Limits
from tasks.ingest.readers import record
from tasks.ingest.readers.record import RawStream, read_whole
from tests.support.readers import STORY, read_one, reasons

RAW = Path(__file__).parents[2] / "raw"


def read_tabs(raw: RawStream, limits: Limits) -> Iterator[record.Delivered]:
    """A made-up format: title and text of an article on each line, with a tab between them."""
    for line in read_whole(raw.unpack(), limits).decode().splitlines():
        title, tab, text = line.partition("\t")
        yield record.Record(text, title) if tab else Problem("missing_text", "The line has no tab")


@pytest.fixture
def tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "tabs", Format("tabs", (".tabs", ".tab"), f"{__name__}:read_tabs"))


@pytest.mark.usefixtures("tabs")
@pytest.mark.parametrize("name", ["a.tabs", "a.TAB"])
def test_a_new_format_is_an_entry_and_a_reader(tmp_path: Path, name: str) -> None:
    first, second, third = read_one(tmp_path, name, f"Harbour open\t{STORY}\nno tab\nHarbour shut\t{STORY}")
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert (first.title, first.text, first.format, first.record_index) == ("Harbour open", STORY, "tabs", 0)
    assert (third.title, third.record_index) == ("Harbour shut", 2)
    assert isinstance(second, Reject)
    assert second.reason == "missing_text"


def test_an_ending_that_nobody_registered_is_no_format(tmp_path: Path) -> None:
    (reject,) = read_one(tmp_path, "a.tabs", STORY)
    assert reasons([reject]) == ["unknown_format"]
    assert isinstance(reject, Reject)
    assert ".ndjson" in reject.message


def test_the_column_allows_the_formats_of_the_registry() -> None:
    (column,) = (column for column in ARTICLES.columns if column.name == "format")
    assert column.allowed == tuple(FORMATS)


@pytest.mark.parametrize("found", FORMATS.values(), ids=FORMATS)
def test_every_format_has_a_reader_and_a_sample(found: Format) -> None:
    module, _, name = found.reader.partition(":")
    assert callable(getattr(import_module(module), name))
    assert any(find_format(str(path)) == found for path in RAW.rglob("*") if path.name != "README.md")


def test_no_ending_belongs_to_two_formats() -> None:
    endings = [ending for one in FORMATS.values() for ending in one.endings]
    assert len(endings) == len(set(endings))
    assert all(find_format(f"daily/a{ending}{gzip}") for ending in endings for gzip in ("", ".gz", ".GZ"))


def test_the_manifest_loads_no_reader() -> None:
    code = "import sys, tasks.batch.manifest; print([name for name in sys.modules if 'readers' in name])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
