"""The listing of a batch: what is read, what is rejected unopened, what is passed over."""

import os
import socket
import stat
from datetime import date
from pathlib import Path

import pytest

from tasks.batch.raw_files import RawFile, find_batch_dates, list_raw_files
from tasks.ingest.limits import Limits
from tasks.ingest.read import read_raw_file
from tasks.zones.local import LocalPlace
from tests.support.readers import STORY, deliver, reasons


def list_reasons(batch: LocalPlace) -> dict[str, str]:
    return {reject.raw_path: reject.reason for reject in list_raw_files(batch, {})[1]}


def test_files_come_in_order_and_dot_names_are_passed_over(tmp_path: Path) -> None:
    for name in ("b/z.txt", "a.txt", "b/.hidden.txt", ".git/x.txt", "b.JSON.GZ"):
        batch = deliver(tmp_path, name, STORY)
    files, rejects = list_raw_files(batch, {})
    assert [file.path for file in files] == ["daily/a.txt", "daily/b.JSON.GZ", "daily/b/z.txt"]
    assert rejects == []


def test_known_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    known = {file.path: file for file in list_raw_files(batch, {})[0]}
    monkeypatch.setattr("tasks.zones.local.open_raw_file", lambda *_: pytest.fail("a known file was opened"))
    assert list_raw_files(batch, known)[0] == list(known.values())


@pytest.mark.parametrize("part", [0, 1, 2, "size"])
def test_file_whose_times_inode_or_size_differ_from_the_known_one_is_read(tmp_path: Path, part: int | str) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    (file,) = list_raw_files(batch, {})[0]
    stamp = file.stamp.split()
    if isinstance(part, int):
        stamp[part] += "1"
    size = file.size + (part == "size")
    stale = RawFile(file.path, size, " ".join(stamp), file.changed_at_ns, "0" * 64)
    assert list_raw_files(batch, {file.path: stale})[0] == [file]


def test_links(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    outside = tmp_path / "secret.txt"
    outside.write_text(STORY)
    folder = batch / "daily"
    (folder / "inside.txt").symlink_to("a.txt")
    (folder / "out.txt").symlink_to(outside)
    (folder / "out-folder").symlink_to(tmp_path)
    (folder / "loop").symlink_to(".")
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    files, _ = list_raw_files(batch, {})
    assert [file.path for file in files] == ["daily/a.txt", "daily/inside.txt"]
    assert list_reasons(batch) == {
        "daily/out.txt": "outside_batch",
        "daily/out-folder": "outside_batch",
        "daily/device.txt": "outside_batch",
        "daily/loop": "not_a_regular_file",
        "daily/self.txt": "not_a_regular_file",
        "daily/gone.txt": "vanished",
    }
    assert reasons(list(read_raw_file(batch, files[1], Limits()))) == ["article"]


def test_pipes_and_sockets_are_not_opened(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    os.mkfifo(batch / "daily" / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(batch / "daily")  # the path of a socket may have 107 bytes at most
        server.bind("socket.txt")
        os.chdir(here)
        assert list_reasons(batch) == {
            "daily/pipe.txt": "not_a_regular_file",
            "daily/socket.txt": "not_a_regular_file",
        }


def test_pipe_in_the_place_of_a_listed_file(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    (file,) = list_raw_files(batch, {})[0]
    (batch / "daily/a.txt").unlink()
    os.mkfifo(batch / "daily/a.txt")
    assert reasons(list(read_raw_file(batch, file, Limits()))) == ["not_a_regular_file"]


def test_bad_places_names_and_endings(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    (batch / "loose.txt").write_text(STORY)
    deliver(tmp_path, "paper.pdf", STORY)
    deliver(tmp_path, "noending", STORY)
    deliver(tmp_path, os.fsdecode(b"caf\xe9.txt"), STORY)
    assert list_reasons(batch) == {
        "loose.txt": "bad_path",
        "daily/paper.pdf": "unknown_format",
        "daily/noending": "unknown_format",
        "daily/caf\\xe9.txt": "bad_path",
    }


def test_every_reject_says_what_to_do(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "paper.pdf", STORY)
    (reject,) = list_raw_files(batch, {})[1]
    assert "raw/README.md" in reject.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)
    (batch / "daily/a.txt").chmod(0)
    (batch / "locked").mkdir(mode=0)
    assert list_reasons(batch) == {"daily/a.txt": "unreadable", "locked": "unreadable"}
    (batch / "locked").chmod(stat.S_IRWXU)


def test_unreadable_by_any_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = deliver(tmp_path, "a.txt", STORY)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tasks.zones.opening.os.open", refuse)
    assert list_reasons(batch) == {"daily/a.txt": "unreadable"}


def test_empty_batch_folder(tmp_path: Path) -> None:
    assert list_raw_files(LocalPlace(tmp_path), {}) == ([], [])


def test_missing_batch_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="quotewire land"):
        list_raw_files(LocalPlace(tmp_path / "2025-03-03"), {})


def test_batch_dates(tmp_path: Path) -> None:
    for name in ("2025-03-04", "2025-03-03", "2025-02-30", "20250303", "drafts", ".trash"):
        (tmp_path / name).mkdir()
    (tmp_path / "README.md").write_text("How to deliver")
    (tmp_path / "2025-03-05").write_text("a file")
    dates, warnings = find_batch_dates(LocalPlace(tmp_path))
    assert dates == [date(2025, 3, 3), date(2025, 3, 4)]
    passed_over = ("2025-02-30", "2025-03-05", "20250303", "drafts")
    assert [name for name in passed_over if any(f"/{name} " in warning for warning in warnings)] == list(passed_over)
    assert len(warnings) == len(passed_over)


def test_no_raw_folder(tmp_path: Path) -> None:
    dates, (warning,) = find_batch_dates(LocalPlace(tmp_path / "raw"))
    assert dates == []
    assert "quotewire land" in warning
