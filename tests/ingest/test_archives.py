"""Files in archives are read like files of their own, and whatever is wrong with one, or with the archive, is told."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from schemas.formats import ARCHIVES, find_raw_file
from schemas.rejects import Reject
from tasks.batch.raw_files import list_raw_files
from tasks.ingest.article import Article
from tasks.ingest.cut import cut_file
from tasks.ingest.limits import Limits
from tasks.ingest.parts import Part, build_whole, isolate, load_part
from tasks.ingest.read import RecordOutcome, read_part, read_raw_file
from tasks.ingest.readers.record import Skipped
from tests.support.archives import build_tar, build_zip, build_zstd, pack_files
from tests.support.readers import STORY, deliver, read_all, read_one, reasons

PLAIN = STORY.encode()
LINES = f'{{"body": "{STORY}"}}\n{{broken\n'.encode()
NAMES = [f"day{ending}" for ending in ARCHIVES]
FILES = [("a.txt", PLAIN), ("wire/lines.jsonl", LINES), ("./c.txt.gz", gzip.compress(PLAIN)), ("paper.pdf", b"%PDF-1")]


def read_archive(folder: Path, name: str, content: bytes, limits: Limits | None = None) -> list[tuple[str, int, str]]:
    """Path in the archive, index and what became of every record."""
    found = read_all(folder, name, content, limits)
    paths = [("", 0) if isinstance(one, Skipped) else (one.raw_path, one.record_index) for one in found]
    start = len(f"daily/{name}")
    return [(path[start:], index, reason) for (path, index), reason in zip(paths, reasons(found), strict=True)]


@pytest.mark.parametrize("name", [*NAMES, "DAY.ZIP"])
def test_each_file_is_read_by_the_reader_of_its_ending(tmp_path: Path, name: str) -> None:
    assert read_archive(tmp_path, name, pack_files(name.lower(), FILES)) == [
        ("!/a.txt", 0, "article"),
        ("!/wire/lines.jsonl", 0, "article"),
        ("!/wire/lines.jsonl", 1, "invalid_json"),
        ("!/c.txt.gz", 0, "article"),
        ("!/paper.pdf", 0, "unknown_format"),
    ]


def test_an_article_of_an_archive_has_its_publisher_format_and_own_id(tmp_path: Path) -> None:
    first, second = read_one(tmp_path, "day.zip", build_zip([("a/x.txt", PLAIN), ("b/x.txt", PLAIN)]))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.publisher, first.format, first.raw_path) == ("daily", "txt", "daily/day.zip!/a/x.txt")
    assert first.article_id != second.article_id
    assert len(first.raw_sha256) == 64


@pytest.mark.parametrize("name", NAMES)
def test_hidden_files_are_passed_over_and_of_two_with_one_name_the_first(tmp_path: Path, name: str) -> None:
    hidden = [(hidden, b"x") for hidden in (".DS_Store", "a/.git/b.txt", "__MACOSX/a.txt", "a/Thumbs.db")]
    files = [*hidden, ("a.txt", b"Old."), ("b.txt", PLAIN), ("a.txt", PLAIN)]
    assert read_archive(tmp_path, name, pack_files(name, files)) == [
        ("", 0, "replaced_member"),
        ("!/b.txt", 0, "article"),
        ("!/a.txt", 0, "article"),
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("inner", ["../../a.txt", "/etc/a.txt", "a/../../b.txt", "C:\\a.txt", "a/.."])
def test_a_name_that_leads_out_is_a_reject_and_nothing_is_written(tmp_path: Path, name: str, inner: str) -> None:
    ((_, _, reason),) = read_archive(tmp_path, name, pack_files(name, [(inner, PLAIN)]))
    assert reason == "bad_path"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_links_are_not_followed(tmp_path: Path) -> None:
    assert read_archive(tmp_path, "day.tar", build_tar([("a.txt", PLAIN)], ["hosts.txt"])) == [
        ("!/a.txt", 0, "article"),
        ("!/hosts.txt", 0, "not_a_regular_file"),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_an_archive_in_an_archive_is_a_reject_that_says_so(tmp_path: Path, name: str) -> None:
    (found,) = read_one(tmp_path, name, pack_files(name, [("in.zip", build_zip(FILES))]))
    assert isinstance(found, Reject)
    assert (found.reason, found.message[:24]) == ("unknown_format", "An archive in an archive")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("files", [[], [(".hidden", b"x")]])
def test_an_archive_with_nothing_in_it_is_a_reject(tmp_path: Path, name: str, files: list[tuple[str, bytes]]) -> None:
    assert read_archive(tmp_path, name, pack_files(name, files)) == [("", 0, "empty")]


STORIES = [(f"{number}.txt", f"{STORY} It is day {number}. {number * 7919 % 1000}".encode()) for number in range(40)]


@pytest.mark.parametrize("name", NAMES)
def test_of_an_archive_that_ends_early_what_is_there_is_read(tmp_path: Path, name: str) -> None:
    content = pack_files(name, STORIES)
    *read, last = read_archive(tmp_path, name, content[: len(content) * 2 // 3])
    assert last == ("", 0, "damaged_file")
    assert {reason for _, _, reason in read[:-1]} <= {"article"}
    assert read or name.endswith(".zst")  # which is one block, whole or not there


def test_of_a_zip_that_was_streamed_and_ends_early_what_is_there_is_read(tmp_path: Path) -> None:
    import io
    import zipfile

    class Pipe(io.RawIOBase):
        content = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]
            self.content += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in STORIES:
            archive.writestr(name, content)
    found = read_archive(tmp_path, "day.zip", pipe.content[: len(pipe.content) // 2])
    assert [reason for _, _, reason in found[-2:]] == ["article", "damaged_file"]
    assert len(found) > 10


def test_a_damaged_file_costs_itself(tmp_path: Path) -> None:
    content = bytearray(build_zip(STORIES[:3]))
    content[content.find(b"1.txt") + 20] ^= 0xFF
    found = [reason for _, _, reason in read_archive(tmp_path, "day.zip", bytes(content))]
    assert found == ["article", "damaged_file", "article"]


def test_a_file_behind_a_password_is_a_reject(tmp_path: Path) -> None:
    content = bytearray(build_zip([("a.txt", PLAIN)]))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert read_archive(tmp_path, "day.zip", bytes(content)) == [("!/a.txt", 0, "encrypted")]


@pytest.mark.parametrize("name", NAMES)
def test_what_unpacks_to_too_much_is_a_reject_in_bounded_memory(tmp_path: Path, name: str) -> None:
    limits = Limits(max_file_bytes=2_000_000)
    files = [
        ("big.txt", b"a" * 2_000_001),
        ("a.txt", PLAIN),
        *((f"{number}.txt", b"b" * 900_000) for number in range(4)),
    ]
    content = pack_files(name, files)
    tracemalloc.start()
    found = read_archive(tmp_path, name, content, limits)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    if name != "day.tar":  # which is as large as what it holds
        assert found[-1] == ("", 0, "too_large")
    if name == "day.tar":
        assert found[:2] == [("!/big.txt", 0, "too_large"), ("!/a.txt", 0, "article")]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_come_out_however_it_is_cut(tmp_path: Path, name: str) -> None:
    batch = deliver(tmp_path, name, pack_files(name, [*STORIES, ("3.txt", PLAIN), ("lines.jsonl", LINES)]))
    ((file,), _) = list_raw_files(batch, {})
    whole = [one for one in read_raw_file(batch, file, Limits()) if not isinstance(one, Skipped)]
    for part_bytes in (file.size // 5, file.size // 40, file.size * 2):
        parts = cut_file(batch, file, Limits(), part_bytes)
        assert len(parts) == min(file.size // part_bytes + 1, 16) or part_bytes < file.size // 16
        assert len(parts) <= 16
        assert read_parts(batch, parts) == whole
        assert read_parts(batch, [half for part in parts for half in part.split(1)]) == whole


def read_parts(batch: object, parts: list[Part]) -> list[RecordOutcome]:
    found = [one for part in parts for one in read_part(batch, part, Limits())]  # type: ignore[arg-type]
    return [one for one in found if not isinstance(one, Skipped)]


def test_files_known_to_be_at_fault_stand_alone(tmp_path: Path) -> None:
    batch = deliver(tmp_path, "day.zip", build_zip(STORIES))
    ((file,), _) = list_raw_files(batch, {})
    (part,) = cut_file(batch, file, Limits())
    known = {(f"daily/day.zip!/{name}", part.sha256, 0) for name in ("0.txt", "7.txt", "39.txt")}
    found = isolate(part, known)
    assert [len(one.members or ()) for one in found] == [1, 6, 1, 31, 1]
    assert [one.build_key() in known for one in found] == [True, False, True, False, True]
    assert sum(one.size for one in found) == part.size
    assert isolate(build_whole(file), known) == [build_whole(file)]


def test_a_part_survives_being_written(tmp_path: Path) -> None:
    from dataclasses import asdict

    batch = deliver(tmp_path, "day.zip", build_zip(STORIES))
    ((file,), _) = list_raw_files(batch, {})
    (part,) = cut_file(batch, file, Limits())
    assert load_part(Part(**json.loads(json.dumps(asdict(part))))) == part


def test_a_path_leads_to_its_archive() -> None:
    assert find_raw_file("a/b.tar.gz!/c.zip!/d") == "a/b.tar.gz"
    assert find_raw_file("a/wow!/b.zip") == "a/wow!/b.zip"
    assert find_raw_file("a/B.ZIP!/x\ny") == "a/B.ZIP"


def test_a_folder_that_could_be_taken_for_an_archive_is_a_reject(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, "day.zip!/a.txt", STORY)) == ["bad_path"]


def test_a_zip_from_a_mac_has_its_names_in_utf_8(tmp_path: Path) -> None:
    content = build_zip([("Zo--.txt", PLAIN)]).replace(b"Zo--", "Zoë".encode())
    assert read_archive(tmp_path, "day.zip", content) == [("!/Zoë.txt", 0, "article")]


def test_zstd_is_unpacked(tmp_path: Path) -> None:
    assert read_archive(tmp_path, "day.tar.zst", build_zstd(b"no archive")) == [("", 0, "damaged_file")]
