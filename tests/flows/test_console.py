"""What is delivered is data wherever it is shown: markup, escapes and newlines are shown, never obeyed."""

import io
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from traceback import format_exception

import pytest
from rich.table import Table
from rich.text import Text
from typer.testing import CliRunner

from flows.cli import app
from flows.console import SafeConsole
from flows.logs import JsonFormatter, TextFormatter
from flows.show import Shown, print_article
from schemas.printable import UNSAFE, mask_unsafe, printable
from schemas.rejects import Problem, build_reject
from tests.conftest import DAY, Migrate, Zones, build_story, call_here
from tests.torture.names import FORMATS, ask_process, run_hostile_names
from tests.torture.tally import Tally

HOSTILE = ("[/bold]", "[video]", "[red]x", "\x1b[2J\x1b]0;title\x07", "a\nERROR forged", "\u202egnp.exe", "\x9b31m")


def show(*arguments: object) -> str:
    console = SafeConsole(file=io.StringIO(), force_terminal=True, width=200, color_system=None)
    console.print(*arguments)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_string_is_shown_as_it_is(text: str) -> None:
    shown = show(text)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x9b" not in shown
    assert [line.rstrip() for line in shown.splitlines()] == [printable(line) for line in text.split("\n")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_styled_text_has_no_character_that_is_obeyed(text: str) -> None:
    table = Table("a")
    table.add_row(Text(text, "bold"))
    for one in (Text(text, "bold"), table):
        assert not set(show(one)) & {"\x1b", "\u202e", "\x9b", "\x07"}


@pytest.mark.parametrize("text", HOSTILE)
def test_an_article_with_a_hostile_title_publisher_and_quote_is_shown(text: str) -> None:
    console = SafeConsole(file=io.StringIO(), width=200)
    quote = {
        "quote_index": 0, "type": "direct", "speaker_name": text, "speaker_text": text, "speaker_cluster_id": 0,
        "speaker_mention": text, "speaker_title": text, "speaker_organisation": text, "speaker_pronoun": "she",
        "speaker_label": "person",
        "cue_text": text, "quote_text": text, "confidence": 0.5, "name_confidence": 0.5, "content_spans": [],
        "speaker_start": None, "cue_start": None,
    }  # fmt: skip
    print_article(console, Shown(text, text, text, [quote]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b" not in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_a_log_line_stays_one_line(text: str) -> None:
    record = logging.LogRecord("quotewire", logging.INFO, "", 0, "reading %s", (text,), None)
    line = TextFormatter().format(record)
    assert line.endswith(f"reading {printable(text)}")
    assert "\n" not in line


@pytest.mark.parametrize("text", HOSTILE)
def test_a_json_log_line_has_no_character_that_is_obeyed(text: str) -> None:
    line = JsonFormatter().format(logging.LogRecord("quotewire", logging.INFO, "", 0, "reading %s", (text,), None))
    assert not UNSAFE.search(line)
    assert json.loads(line)["message"] == f"reading {text}"


def ask(zones: Zones, command: Sequence[str]) -> tuple[int, str]:
    """Call the command, in this process where it is none that starts workers."""
    if command[0] == "run":
        return ask_process(zones, command)
    result = call_here(zones.environment, *command)
    crash = "".join(format_exception(result.exception)) if isinstance(result.exception, Exception) else ""
    return result.exit_code, result.output + crash


@pytest.mark.slow
def test_a_few_hostile_names_through_every_command(blank_model: Path, tmp_path: Path, migrate: Migrate) -> None:
    tally = Tally()
    for log_format in FORMATS:
        migrate(tmp_path / log_format / "state")
    run_hostile_names(tmp_path, blank_model, 30, tally, ask)
    assert tally.is_clean, tally.show()


def test_masking_keeps_offsets() -> None:
    text = "a\x1b[b\nc\u202ed"
    assert len(mask_unsafe(text)) == len(text)
    assert mask_unsafe(text).count("\n") == 1


def test_the_message_of_a_reject_can_be_shown() -> None:
    message = build_reject("a", None, 0, Problem("bad_path", "It is called \x1b[2J\n")).message
    assert message == printable(message)


def test_a_file_whose_name_is_markup_lands_and_is_told_of(zones: Zones, tmp_path: Path) -> None:
    source = tmp_path / "a[" / "b].json"
    source.parent.mkdir()
    source.write_text("{}")
    result = CliRunner().invoke(
        app, ["land", str(tmp_path / "a["), "--date", str(DAY), "--publisher", "p"], env=zones.environment
    )
    assert result.exit_code == 0, result.output
    assert "b].json" in result.output


def test_a_publisher_folder_that_cannot_be_shown_is_a_reject(zones: Zones) -> None:
    zones.deliver("story.txt", build_story(0), publisher="\x1b[2Jpost")
    zones.deliver("story.txt", build_story(1))
    result = CliRunner().invoke(app, ["run", "--dry-run"], env=zones.environment)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    from tasks.batch.raw_files import list_raw_files

    rejects = list_raw_files(zones.batch.raw, {})[1]
    assert [reject.reason for reject in rejects] == ["bad_path"]
