"""Progress in the terminal: what is being started, then a bar for each batch with articles, words/s and time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """Shows nothing: for runs that nobody watches, and the base of what shows bars."""

    def say(self, what: str) -> None:
        """Say what is being done before there is anything to count."""

    def show(self, batch_date: date, done: int, total: int, words: int) -> None:
        """Show how many of the articles of a batch are annotated, and how many words that is."""


NOBODY = Progress()
CURRENT: ContextVar[Progress] = ContextVar("progress", default=NOBODY)
"""Who is told of the progress of a flow run in this process."""


class TerminalProgress(Progress):
    """Shows a line while things start, and then a bar for each batch under way."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.started: dict[date, tuple[TaskID, float]] = {}
        self.waiting: TaskID | None = None

    def say(self, what: str) -> None:
        """Show what is being done on a line of its own, until the first batch has a bar."""
        if self.started:
            return
        if self.waiting is None:
            self.waiting = self.bars.add_task(what, total=None, speed="")
        self.bars.update(self.waiting, description=what)

    def show(self, batch_date: date, done: int, total: int, words: int) -> None:
        """Advance the bar of a batch; it goes when all its articles are done."""
        if self.waiting is not None:
            self.bars.remove_task(self.waiting)
            self.waiting = None
        if batch_date not in self.started:
            self.started[batch_date] = self.bars.add_task(str(batch_date), total=total, speed=""), monotonic()
        bar, begun = self.started[batch_date]
        speed = words / max(monotonic() - begun, 1e-3)
        self.bars.update(bar, completed=done, speed=f"{speed:,.0f} words/s" if words else "", visible=done < total)


@contextmanager
def show_progress(console: Console) -> Iterator[Progress]:
    """Show progress on the console while the context lasts, where it is a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    if not console.is_terminal:
        yield NOBODY
        return
    with Bars(*columns, console=console, transient=True) as bars:
        shown = TerminalProgress(bars)
        token = CURRENT.set(shown)
        try:
            yield shown
        finally:
            CURRENT.reset(token)
