"""What landing says of a file before it is read."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from tasks.ingest.land import land_files
from tasks.ingest.limits import Limits
from tasks.ingest.preview import Preview, preview_landed
from tasks.zones.local import LocalPlace
from tests.support.crawl import OTHERS, build_article, pack
from tests.support.readers import STORY
from tests.support.tables import BUILDERS

DAY = date(2025, 3, 3)


def preview(inbox: Path, root: Path) -> dict[str, Preview]:
    raw = LocalPlace(root / "raw")
    landed = land_files([inbox], raw, DAY, "daily", dry_run=True)
    previews = preview_landed(landed, raw / str(DAY), Limits())
    return {one.path.name: found for one, found in zip(landed, previews, strict=True) if found}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_kind_of_table(tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    rows = [{"Nr": "1", "Headline": "Open", "Copy": STORY}, {"Nr": "2", "Headline": "Shut", "Copy": STORY}]
    (inbox / name).write_bytes(BUILDERS[name](rows))
    found = preview(inbox, tmp_path)[name]
    assert (found.articles, found.rejects) == (0, {"no_text_column": 1})
    (inbox / "_columns.toml").write_text('text = "Copy"\n')
    found = preview(inbox, tmp_path)[name]
    assert (found.records, found.articles, found.title, found.is_more) == (2, 2, "Open", False)
    assert (found.keys, found.other_keys) == (("Headline", "Copy"), ("Nr",))


def test_other_formats(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    (inbox / "a.txt").write_text(f"Harbour stays open\n\n{STORY}")
    (inbox / "a.jsonl.gz").write_bytes(gzip.compress(f'{{"body": "{STORY}"}}\nno\n'.encode()))
    (inbox / "deep" / "a.warc.gz").write_bytes(pack([OTHERS["request"], build_article(1)]))
    (inbox / "deep" / "_columns.toml").write_text("text =")
    found = preview(inbox, tmp_path)
    assert found["a.txt"] == Preview("txt", 1, title="Harbour stays open")
    assert (found["a.jsonl.gz"].articles, found["a.jsonl.gz"].rejects) == (1, {"invalid_json": 1})
    assert (found["a.warc.gz"].records, found["a.warc.gz"].format) == (1, "warc")
    assert found["_columns.toml"].rejects == {"bad_columns": 1}
    assert not (tmp_path / "raw").exists()


def test_only_the_first_files_are_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.ingest.preview.MAX_FILES", 1)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORY)
    landed = land_files([tmp_path / "a.txt", tmp_path / "b.txt"], LocalPlace(tmp_path / "raw"), DAY, "daily")
    first, second = preview_landed(landed, LocalPlace(tmp_path / "raw" / str(DAY)), Limits())
    assert first is not None
    assert second is None
