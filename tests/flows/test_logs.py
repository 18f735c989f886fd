"""Log lines: the ids they carry, the file that a process leaves."""

import json
import logging
from pathlib import Path

import pytest

from flows import logs
from flows.logs import JsonFormatter, LogFile
from tasks.annotate import rows as annotate
from tasks.logger import LOGGER, NAME, about
from tests.conftest import DAY, Zones, build_zones


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, from debug on."""
    caplog.set_level(logging.DEBUG, NAME)
    return caplog


def read_json(record: logging.LogRecord) -> dict[str, object]:
    line: dict[str, object] = json.loads(JsonFormatter().format(record))
    return line


def test_a_line_has_the_ids_it_is_about(told: pytest.LogCaptureFixture) -> None:
    with about(batch="2025-04-28"):
        with about(shard="0a1b"):
            LOGGER.info("annotated %d articles", 3, extra={"articles": 3})
        LOGGER.info("published")
    LOGGER.info("nothing to do")
    assert [line.getMessage() for line in told.records] == [
        "2025-04-28 shard 0a1b: annotated 3 articles",
        "2025-04-28: published",
        "nothing to do",
    ]
    first = read_json(told.records[0])
    assert {name: first[name] for name in ("batch", "shard", "message", "articles", "level")} == {
        "batch": "2025-04-28",
        "shard": "0a1b",
        "message": "annotated 3 articles",
        "articles": 3,
        "level": "info",
    }


@pytest.mark.slow
def test_a_run_tells_of_its_batch_and_shards(zones: Zones, told: pytest.LogCaptureFixture) -> None:
    zones.deliver_stories(6)
    zones.deliver("empty.txt", "")
    assert zones.run().state == "published"
    written = [read_json(line) for line in told.records if line.name == NAME]
    assert {line["batch"] for line in written} == {str(DAY)}
    shards = [line for line in written if "shard" in line and "seconds" in line]
    assert sum(int(str(line["articles"])) for line in shards) == 6
    assert len({line["shard"] for line in shards}) == len(shards) > 1
    assert all(line["process"] != told.records[-1].process for line in shards)
    (reject,) = [line for line in written if line["level"] == "debug" and "reason" in line]
    assert (reject["reason"], reject["raw_path"]) == ("empty", "port-ellery-post/empty.txt")
    text = "\n".join(str(line["message"]) for line in written if line["level"] == "info")
    for words in (
        "reading 7 files",
        "rejected 1: empty 1",
        "annotating 6 articles",
        "decided",
        "published",
        "done: 6 articles",
    ):
        assert words in text


def test_a_slow_article_is_named(told: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    annotate.warn_if_slow(["a", "b"], ["short", "much longer"], annotate.SLOW_SECONDS - 1)
    assert told.records == []
    annotate.warn_if_slow(["a", "b"], ["short", "much longer"], annotate.SLOW_SECONDS + 1)
    assert read_json(told.records[0])["article"] == "b"


@pytest.mark.parametrize(("log_format", "ending"), [("text", "log"), ("json", "jsonl")])
def test_a_process_leaves_a_log(tmp_path: Path, log_format: str, ending: str) -> None:
    settings = build_zones(tmp_path, log_format=log_format).settings
    logs.set_up_logs(settings)
    logs.set_up_logs(settings)
    folder = settings.state / logs.FOLDER
    assert list(folder.iterdir()) == [], "nothing was logged yet"
    with about(batch="2025-04-28"):
        LOGGER.warning("hello")
    logging.getLogger("some.library").warning("odd")
    (path,) = folder.iterdir()
    assert path.suffix == f".{ending}"
    hello, odd = path.read_text().splitlines()
    if log_format == "json":
        assert json.loads(hello)["batch"] == "2025-04-28"
    else:
        assert hello.endswith("Z WARNING 2025-04-28: hello")
    assert "odd" in odd


def test_logs_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 2_000)
    monkeypatch.setattr(logs, "FILES", 3)
    for day in range(1, 6):
        for name in ("log", "log.1"):
            (tmp_path / f"2025-04-0{day}T000000Z-1.{name}").touch()
    handler = LogFile(tmp_path, is_json=False)
    for number in range(1_000):
        handler.emit(logging.LogRecord(NAME, logging.INFO, "", 0, f"line {number}", None, None))
    handler.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[:4] == [f"2025-04-0{day}T000000Z-1.{name}" for day in (4, 5) for name in ("log", "log.1")]
    assert len(names) == 6
    assert all((tmp_path / name).stat().st_size <= 2_000 for name in names)


def test_a_log_that_cannot_be_written_says_so_once_and_the_run_goes_on(
    tmp_path: Path, told: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    log = LogFile(tmp_path, is_json=False)
    log.stream = Path("/dev/full").open("w")  # noqa: SIM115  (the handler closes it)
    logging.getLogger().addHandler(log)
    for _ in range(3):
        LOGGER.info("annotated")
    assert log not in logging.getLogger().handlers
    assert [line.getMessage() for line in told.records].count("annotated") == 3
    (warning,) = [line.getMessage() for line in told.records if line.levelname == "WARNING"]
    assert warning.endswith("cannot be written: [Errno 28] No space left on device")
    assert capsys.readouterr().err == ""
