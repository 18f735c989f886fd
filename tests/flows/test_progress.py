"""Progress: bars that fit, words a second and time left of what is done now, and no bars where none can be drawn."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest

from flows import progress
from flows.commands import shared
from flows.console import SafeConsole
from flows.progress import LoggedProgress, TerminalProgress, show_progress
from tests.conftest import DAY


class Watched:
    """Progress of which one sees the lines, at times that the test sets."""

    def __init__(self, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.width, self.now = width, 0.0
        monkeypatch.setattr(progress, "monotonic", lambda: self.now)
        monkeypatch.setattr("rich.live.Live.start", lambda *_, **__: None)

    def look(self, shown: TerminalProgress) -> list[str]:
        """The lines that are there now."""
        console = SafeConsole(file=io.StringIO(), width=self.width)
        console.print(shown.bars.get_renderable())
        return [line.rstrip() for line in console.file.getvalue().splitlines() if line.strip()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80])
def test_bars_fit_and_show_articles_words_and_time_left(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(width, monkeypatch)
    terminal = SafeConsole(file=io.StringIO(), width=width, force_terminal=True, _environ={"TERM": "xterm"})
    lines: list[list[str]] = []
    with show_progress(terminal) as shown:
        assert isinstance(shown, TerminalProgress)

        def do(step: Any, *arguments: Any) -> None:
            step(*arguments)
            lines.append(watched.look(shown))

        do(shown.say, "starting")
        do(shown.tell, DAY, "reading")
        do(shown.tell, DAY + timedelta(1), "reading")
        do(shown.show, DAY, 0, 50_000, 0, 0)
        do(shown.show, DAY, 20_000, 50_000, 20_000, 0)
        watched.now = 100.0
        do(shown.show, DAY, 30_000, 50_000, 20_000, 125_000)
        watched.now = 150.0
        lines.append(watched.look(shown))
        do(shown.show, DAY, 50_000, 50_000, 20_000, 250_000)
        do(shown.end, DAY)
    assert all(len(line) < width - 2 and "…" not in line for some in lines for line in some)
    ends = [re.sub(f"^{DAY.year}[-0-9]* [━╸╺ ]*", "", some[0]) for some in lines]
    articles = "30,000/50,000 articles 1,250 words/s"
    assert ends == [
        lines[0][0],
        "reading",
        "reading",
        "0/50,000 articles",
        "20,000/50,000 articles",
        f"{articles} 0:03:20",
        f"{articles} 0:02:30",
        "checking and publishing",
        "reading",
    ]
    assert [len(some) for some in lines] == [1, 1, 2, 2, 2, 2, 2, 2, 1]


@pytest.mark.parametrize("term", ["dumb", None])
def test_where_no_bars_can_be_drawn_the_start_is_logged(term: str | None, caplog: pytest.LogCaptureFixture) -> None:
    console = SafeConsole(file=io.StringIO(), force_terminal=bool(term), _environ={"TERM": term or "xterm"})
    with caplog.at_level("INFO", "quotewire"), show_progress(console) as shown:
        assert isinstance(shown, LoggedProgress)
        shown.say("starting")
        shown.tell(DAY, "reading")
        shown.show(DAY, 1, 2, 0, 3)
        shown.end(DAY)
    assert caplog.messages == ["starting"]
    assert console.file.getvalue() == ""  # type: ignore[attr-defined]


def test_what_takes_a_while_is_said_where_a_terminal_can_take_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for term, is_said in (("xterm", True), ("dumb", False)):
        console = SafeConsole(file=io.StringIO(), force_terminal=True, width=60, _environ={"TERM": term})
        monkeypatch.setattr(shared, "problems", console)
        with shared.say_while("looking"):
            pass
        assert ("looking" in console.file.getvalue()) == is_said  # type: ignore[attr-defined]
        assert ("\x1b" in console.file.getvalue()) == is_said  # type: ignore[attr-defined]
