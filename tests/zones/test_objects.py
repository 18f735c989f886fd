"""Places in an object store: what lies there as a batch sees it, whole or not at all, and no secret told."""

import io
import json
import logging
import os
import pickle
import re
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.commands.shared import load_settings
from flows.settings import Settings
from tasks.batch.raw_files import find_batch_dates, list_raw_files
from tasks.ingest.cut import cut_file
from tasks.ingest.land import land_files
from tasks.ingest.limits import Limits
from tasks.ingest.read import read_part, read_raw_file
from tasks.zones.object_files import ObjectFile
from tasks.zones.objects import ObjectPlace
from tasks.zones.place import StoreError
from tasks.zones.stores import RETRY, open_store
from tasks.zones.zone import open_zone
from tests.conftest import DAY
from tests.support.crawl import build_article, pack
from tests.support.readers import STORY, reasons
from tests.support.stores import BUCKET, KEY_ID, SECRET, Server
from tests.support.tables import build_csv, build_parquet

pytestmark = pytest.mark.slow

ODD_NAMES = ("a b.txt", "a%20b.txt", "a%zz.txt", "übung.txt", "a#b?c.txt", "back\\slash.txt", "[x]*.txt", "q&+=.txt")


@pytest.fixture
def place(server: Server, tmp_path: Path) -> ObjectPlace:
    """An empty prefix."""
    made = open_zone(f"s3://{BUCKET}/{tmp_path.name}")
    assert isinstance(made, ObjectPlace)
    return made


def deliver(server: Server, place: ObjectPlace, name: str, content: str | bytes = STORY) -> ObjectPlace:
    server.put(f"{place.key}/2025-03-03/{name}", content)
    return place / "2025-03-03"


def test_odd_names_are_read(server: Server, place: ObjectPlace) -> None:
    for name in ODD_NAMES:
        batch = deliver(server, place, f"daily/{name}")
    files, rejects = list_raw_files(batch, {})
    assert [file.path for file in files] == sorted(f"daily/{name}" for name in ODD_NAMES)
    assert rejects == []
    assert {reason for file in files for reason in reasons(list(read_raw_file(batch, file, Limits())))} == {"article"}


def test_what_is_no_article_file(server: Server, place: ObjectPlace) -> None:
    for name in ("daily/a.txt", "daily/.hidden.txt", ".git/x.txt", "loose.txt", "daily/paper.pdf"):
        batch = deliver(server, place, name)
    for mark in ("", "daily/", "empty-folder/"):
        deliver(server, place, mark, "")
    files, rejects = list_raw_files(batch, {})
    assert [file.path for file in files] == ["daily/a.txt"]
    found = {one.raw_path: one.reason for one in rejects}
    assert found == {"loose.txt": "bad_path", "daily/paper.pdf": "unknown_format"}


def test_a_key_that_is_no_path_costs_its_folder_only(server: Server, place: ObjectPlace) -> None:
    for name in ("daily/a.txt", "daily/deep//b.txt", "weekly/c.txt"):
        batch = deliver(server, place, name)
    files, rejects = list_raw_files(batch, {})
    assert [file.path for file in files] == ["daily/a.txt", "weekly/c.txt"]
    assert [(one.raw_path, one.reason) for one in rejects] == [("daily/deep", "bad_path")]


def test_batches_of_a_zone(server: Server, place: ObjectPlace) -> None:
    deliver(server, place, "daily/a.txt")
    server.put(f"{place.key}/drafts/a.txt", STORY)
    server.put(f"{place.key}/README.md", "How to deliver")
    dates, warnings = find_batch_dates(place)
    assert [str(one) for one in dates] == ["2025-03-03"]
    assert len(warnings) == 1
    assert "drafts" in warnings[0]
    with pytest.raises(FileNotFoundError, match="quotewire land"):
        list_raw_files(place / "2025-03-04", {})


def test_a_known_object_is_not_read_again(server: Server, place: ObjectPlace) -> None:
    batch = deliver(server, place, "daily/a.txt")
    known = {file.path: file for file in list_raw_files(batch, {})[0]}
    server.requests.clear()
    assert list_raw_files(batch, known)[0] == list(known.values())
    assert not any("a.txt" in request for request in server.requests)
    deliver(server, place, "daily/a.txt", f"{STORY} More.")
    assert list_raw_files(batch, known)[0] != list(known.values())


def test_landing(server: Server, place: ObjectPlace, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text(f"{STORY} {name}")

    def land() -> list[str]:
        return [one.state for one in land_files([tmp_path / "in"], place, DAY, "daily")]

    assert land() == ["new", "new"]
    assert server.get(f"{place.key}/{DAY}/daily/a.txt").decode() == f"{STORY} a.txt"
    (tmp_path / "in" / "a.txt").write_text(STORY)
    assert land() == ["replaced", "there"]


def test_a_finished_folder_has_its_marker_last_and_loses_it_first(server: Server, place: ObjectPlace) -> None:
    server.requests.clear()
    with (place / "work").staged_folder() as folder:
        for name in ("result.json", "z.arrow", "a.arrow"):
            (folder / name).write_text(name)
        assert not (place / "work").is_finished()
    puts = [request.rpartition("/")[2] for request in server.requests if request.startswith("PUT")]
    assert puts == ["a.arrow", "z.arrow", "result.json"]
    assert (place / "work").is_finished()
    with (place / "work" / "a.arrow").fetch() as file:
        assert file.read_text() == "a.arrow"
    assert not file.exists()
    (place / "work").remove()
    assert not (place / "work").exists()


def test_work_that_fails_leaves_nothing(place: ObjectPlace) -> None:
    def fail() -> None:
        with (place / "work").staged_folder() as folder:
            (folder / "a").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not place.exists()


def test_no_update_is_lost(place: ObjectPlace) -> None:
    page = place / "index.html"
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: page.update_text(lambda old: f"{old or ''}{number},"), range(12)))
    assert sorted(page.read_text().split(",")[:-1], key=int) == [str(number) for number in range(12)]


def test_ranges_are_of_one_version(server: Server, place: ObjectPlace) -> None:
    server.put(f"{place.key}/x", "0123456789" * 20_000)
    file = io.BufferedReader(ObjectFile(open_store(place.root), f"{place.key}/x"), 100)
    assert file.read(12) == b"012345678901"
    file.seek(-3, io.SEEK_END)
    assert file.read() == b"789"
    file.seek(100_000)
    server.put(f"{place.key}/x", "another")
    with pytest.raises(OSError, match="replaced while it was read"):
        file.read(10)


def test_a_place_travels_to_another_process(place: ObjectPlace) -> None:
    assert pickle.loads(pickle.dumps(place / "a")) == place / "a"
    assert (place / "a" / "b.txt").parent.name == "a"
    assert json.dumps({"at": place}, default=str) == f'{{"at": "s3://{BUCKET}/{place.key}"}}'


@pytest.mark.parametrize("setting", ["s3://key:hidden@bucket/x", "s3://hidden@bucket/x", "gs://hidden@bucket/x"])
def test_no_credentials_in_an_address(
    setting: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTEWIRE_RAW", setting)
    with pytest.raises(typer.Exit):
        load_settings()
    said = " ".join(capsys.readouterr().err.split())
    assert "credentials do not belong in an address" in said
    assert "hidden" not in said


@pytest.mark.parametrize("setting", ["s3://", "s3://bucket", "http://bucket/x", "ftp://bucket/x", "s3:///x"])
def test_an_address_that_is_none(setting: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        Settings(raw=setting)  # type: ignore[arg-type]


@pytest.mark.parametrize("setting", ["gs://bucket/raw", "az://container/raw", "abfss://container/raw"])
def test_addresses_of_other_stores_are_places_too(setting: str) -> None:
    assert str(Settings(raw=setting).raw / "2025-03-03") == f"{setting}/2025-03-03"  # type: ignore[arg-type]


def collect_failures(place: ObjectPlace, caplog: pytest.LogCaptureFixture) -> str:
    """Everything that is said where each kind of request fails."""
    told = [repr(place), str(place), repr(open_store(place.root)), str(Settings(raw=str(place)))]  # type: ignore[arg-type]
    calls = (
        place.read_text,
        place.exists,
        place.list_names,
        place.remove,
        place.open_bytes,
        place.is_held,
        lambda: place.write_atomically("x"),
        lambda: place.update_text(lambda _: "x"),
        lambda: place.move_to(place / "x"),
        lambda: list_raw_files(place, {}),
        lambda: place.fetch().__enter__(),
        lambda: place.hold(place, place, 1).__enter__(),
    )
    with caplog.at_level(logging.DEBUG):
        for call in calls:
            with pytest.raises(OSError) as caught:  # noqa: PT011
                call()
            told += traceback.format_exception(caught.value)
            assert str(place) in str(caught.value)
    return "\n".join([*told, caplog.text])


@pytest.mark.parametrize("cause", ["no bucket", "refused", "unreachable"])
def test_what_goes_wrong_is_said_without_a_secret(
    cause: str, server: Server, place: ObjectPlace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if cause == "no bucket":
        place, says = ObjectPlace("s3://no-such-bucket", "x"), "there is no such bucket|NoSuchBucket"
    elif cause == "refused":
        says = "check the credentials"
        refuse(monkeypatch, server)
    else:
        says = "cannot be reached"
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setitem(RETRY, "max_retries", 0)
    open_store.cache_clear()
    told = collect_failures(place, caplog)
    open_store.cache_clear()
    assert re.search(says, told)
    assert SECRET not in told
    assert KEY_ID not in told
    assert "StringToSign" not in told


def refuse(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """Let the store answer as S3 does where it knows no such key: it repeats the key's id and what was signed."""
    body = (
        f"<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message><AWSAccessKeyId>{KEY_ID}</AWSAccessKeyId>"
        f"<StringToSign>AWS4-HMAC-SHA256 {SECRET}</StringToSign></Error>"
    ).encode()

    def answer(environment: object, start: Any) -> list[bytes]:
        start("403 Forbidden", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]

    monkeypatch.setattr(server._server._server, "app", answer)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_table_is_cut_and_each_part_downloaded_with_its_header_or_footer(
    server: Server, place: ObjectPlace, name: str
) -> None:
    rows = [{"id": str(number), "text": STORY} for number in range(40)]
    content = build_csv(rows) if name == "a.csv" else build_parquet(rows, 4)
    batch = deliver(server, place, f"daily/{name}", content)
    (file,) = list_raw_files(batch, {})[0]
    parts = cut_file(batch, file, Limits(), 200)
    assert len(parts) >= 10
    assert sum(part.size for part in parts) < file.size
    assert reasons([one for part in parts for one in read_part(batch, part, Limits())]) == ["article"] * 40


def test_a_crawl_is_cut_and_each_part_downloaded_alone(
    server: Server, place: ObjectPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = deliver(server, place, "feed/a.warc.gz", pack([build_article(number) for number in range(6)]))
    (file,) = list_raw_files(batch, {})[0]
    parts = cut_file(batch, file, Limits(), file.size // 3)
    assert len(parts) == 3
    sizes = []
    download = ObjectPlace.download

    def watch(self: ObjectPlace, target: Any, span: tuple[int, int] | None = None) -> Any:
        seen = download(self, target, span)
        sizes.append(target.tell())
        return seen

    monkeypatch.setattr(ObjectPlace, "download", watch)
    found = [outcome for part in parts for outcome in read_part(batch, part, Limits())]
    assert reasons(found) == ["article"] * 6
    assert sizes == [part.size for part in parts]
    server.put(f"{batch.key}/feed/a.warc.gz", pack([build_article(number) for number in range(7, 13)]))
    assert [reasons(list(read_part(batch, part, Limits()))) for part in parts] == [["vanished"]] * 3


def test_credentials_come_from_the_standard_files(
    server: Server, place: ObjectPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "credentials").write_text(f"[news]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_PROFILE", "news")
    open_store.cache_clear()
    place.write_atomically("text")
    open_store.cache_clear()
    assert place.read_text() == "text"


def test_a_store_that_does_not_answer_is_an_error_of_the_run_and_no_reject(
    server: Server, place: ObjectPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = deliver(server, place, "daily/a.txt")
    monkeypatch.setattr(ObjectPlace, "download", lambda *_: (_ for _ in ()).throw(StoreError("cannot be reached")))
    with pytest.raises(StoreError):
        list_raw_files(batch, {})


FETCH = """
import resource, sys
from tasks.zones.zone import open_zone

place = open_zone(sys.argv[1])
(place / "small").write_atomically("x")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with (place / "large").fetch() as path:
    (place / "copy").put_file(path)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_object_is_not_held_in_memory(server: Server, place: ObjectPlace) -> None:
    content = os.urandom(1 << 20) * 300
    server.put(f"{place.key}/large", content)
    command = [sys.executable, "-c", FETCH, str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert int(done.stdout) < 200_000, f"{int(done.stdout):,} KiB"
    assert server.get(f"{place.key}/copy") == content
