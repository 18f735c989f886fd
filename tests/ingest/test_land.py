"""Landing files: whole or not at all, never over other bytes in silence."""

import os
from datetime import date
from pathlib import Path

import pytest

from tasks.batch.raw_files import list_raw_files
from tasks.ingest.land import LandError, land_files
from tasks.zones.local import LocalPlace
from tests.conftest import Zones
from tests.support.readers import STORY

DAY = date(2025, 3, 3)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(STORY)
    (folder / "deep" / "b.json").write_text('{"body": "Open."}')
    (folder / ".hidden").write_text("")
    return folder


def test_files_and_folders_land_where_a_batch_reads_them(tmp_path: Path, inbox: Path) -> None:
    raw = LocalPlace(tmp_path / "raw")
    landed = land_files([inbox], raw, DAY, "daily")
    batch = raw / "2025-03-03"
    assert [(Path(str(one.path)).relative_to(batch).as_posix(), one.state) for one in landed] == [
        ("daily/a.txt", "new"),
        ("daily/deep/b.json", "new"),
    ]
    assert [file.path for file in list_raw_files(batch, {})[0]] == ["daily/a.txt", "daily/deep/b.json"]
    assert (batch / "daily/a.txt").read_text() == STORY


def test_landing_again_says_what_lies_there_and_what_it_replaced(tmp_path: Path, inbox: Path) -> None:
    raw = LocalPlace(tmp_path / "raw")
    land_files([inbox], raw, DAY, "daily")
    (inbox / "a.txt").write_text(f"{STORY} Corrected.")
    states = [one.state for one in land_files([inbox], raw, DAY, "daily")]
    assert states == ["replaced", "there"]
    assert (raw / "2025-03-03/daily/a.txt").read_text().endswith("Corrected.")


def test_dry_run_writes_nothing(tmp_path: Path, inbox: Path) -> None:
    landed = land_files([inbox / "a.txt"], LocalPlace(tmp_path / "raw"), DAY, "daily", dry_run=True)
    assert [one.state for one in landed] == ["new"]
    assert not (tmp_path / "raw").exists()


def test_no_unfinished_copy_stays(tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Path, target: Path) -> None:
        target.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tasks.zones.local.shutil.copyfile", fail)
    with pytest.raises(OSError, match="No space"):
        land_files([inbox / "a.txt"], LocalPlace(tmp_path / "raw"), DAY, "daily")
    assert [path for path in (tmp_path / "raw").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("publisher", ["", ".", "..", ".daily", "a/b", "a\\b", " daily", "da\nily", "da\0ily"])
def test_publisher_that_is_no_folder_name(tmp_path: Path, inbox: Path, publisher: str) -> None:
    with pytest.raises(LandError, match="publisher"):
        land_files([inbox], LocalPlace(tmp_path / "raw"), DAY, publisher)


def test_files_that_would_not_be_read_are_refused_before_any_is_copied(tmp_path: Path, inbox: Path) -> None:
    (inbox / "z.pdf").write_text("")
    (inbox / "deep" / "a.txt").write_text("another")
    os.mkfifo(inbox / "deep" / "pipe.txt")
    broken = inbox / "deep" / os.fsdecode(b"caf\xe9.txt")
    broken.write_text(STORY)
    refused = {
        "kind": [inbox / "a.txt", inbox / "z.pdf"],
        "UTF-8": [inbox / "a.txt", broken],
        "regular": [inbox / "a.txt", inbox / "deep" / "pipe.txt"],
        "one name": [inbox / "a.txt", inbox / "deep" / "a.txt"],
        "no file": [inbox / "a.txt", inbox / "gone.txt"],
        "dot": [inbox / ".hidden"],
    }
    for message, files in refused.items():
        with pytest.raises(LandError, match=message):
            land_files(files, LocalPlace(tmp_path / "raw"), DAY, "daily")
    with pytest.raises(LandError, match="no file to land"):
        land_files([], LocalPlace(tmp_path / "raw"), DAY, "daily")
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("kind", ["file", "folder", "named"])
def test_nothing_is_copied_through_a_link_that_leads_out(zones: Zones, tmp_path: Path, kind: str) -> None:
    inbox, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    inbox.mkdir()
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("root:x:0:0")
    link = inbox / ("pw" if kind == "folder" else "pw.txt")
    link.symlink_to(elsewhere if kind == "folder" else elsewhere / "secret.txt")
    with pytest.raises(LandError, match=r"leads out of|no regular file"):
        land_files([link if kind == "named" else inbox], zones.settings.raw, DAY, "port-ellery-post")
    assert not zones.settings.raw.exists()


def test_a_link_inside_the_folder_is_copied(zones: Zones, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "story.txt").write_text("a")
    (tmp_path / "inbox" / "again.txt").symlink_to("story.txt")
    landed = land_files([tmp_path / "inbox"], zones.settings.raw, DAY, "port-ellery-post")
    assert [one.path.name for one in landed] == ["again.txt", "story.txt"]
