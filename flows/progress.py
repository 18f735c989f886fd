"""Progress in the terminal: what is being started, then a bar for each batch with articles, words/s and time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from math import ceil
from time import monotonic

from rich.console import Console
from rich.constrain import Constrain
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Column
from rich.text import Text

from tasks.logger import LOGGER


class Progress:
    """Shows nothing: for runs that nobody watches, and the base of what shows bars."""

    def say(self, what: str) -> None:
        """Say what is being done before there is any batch under way."""

    def tell(self, batch_date: date, what: str) -> None:
        """Say what is being done with a batch where there is nothing to count."""

    def show(self, batch_date: date, done: int, total: int, before: int, words: int) -> None:
        """Show how many articles of a batch are annotated, how many of them were before, and the words done now."""

    def end(self, batch_date: date) -> None:
        """Show nothing more of a batch."""


class LoggedProgress(Progress):
    """Logs what is started, where there is no terminal for bars; what follows is in the log anyway."""

    def say(self, what: str) -> None:
        """Log what is being done."""
        LOGGER.info(what)


NOBODY = Progress()
CURRENT: ContextVar[Progress] = ContextVar("progress", default=NOBODY)
"""Who is told of the progress of a flow run in this process."""


class Bars(RichProgress):
    """Bars that end before the edge of the terminal: the ^C that it echoes there would tear them."""

    def __init__(self, *columns: ProgressColumn, console: Console) -> None:
        self.terminal = console
        super().__init__(*columns, console=console, transient=True)

    def get_renderable(self) -> Constrain:
        """Return the bars in the room they have."""
        return Constrain(super().get_renderable(), self.terminal.width - len("^C") - 1)


class TerminalProgress(Progress):
    """Shows a line while things start, and then a bar for each batch under way."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.starting = self.add_bar()
        self.of_batches: dict[date, TaskID] = {}
        self.begun: dict[date, float] = {}

    def add_bar(self) -> TaskID:
        """Add a bar that shows nothing yet."""
        return self.bars.add_task("", start=False, visible=False, figures="", ends=None)

    def say(self, what: str) -> None:
        """Show what is being done on a line of its own, until the first batch has one."""
        self.bars.update(self.starting, description=what, visible=True)

    def tell(self, batch_date: date, what: str) -> None:
        """Show on the batch's line what is being done."""
        self.bars.update(self.starting, visible=False)
        if batch_date not in self.of_batches:
            self.of_batches[batch_date] = self.add_bar()
        bar = self.of_batches[batch_date]
        self.bars.reset(bar, start=False, description=str(batch_date), visible=True, figures=what, ends=None)

    def show(self, batch_date: date, done: int, total: int, before: int, words: int) -> None:
        """Advance the bar of a batch; speed and time left are those of what is annotated now."""
        if not done:
            self.begun[batch_date] = monotonic()
        elapsed, now = monotonic() - self.begun[batch_date], done - before
        speed = f" {words / elapsed:,.0f} words/s" if words else ""
        bar = self.of_batches[batch_date]
        self.bars.start_task(bar)
        self.bars.update(
            bar,
            completed=done,
            total=total,
            figures=f"{done:,}/{total:,} articles{speed}",
            ends=monotonic() + elapsed * (total - done) / now if now else None,
        )
        if done == total:
            self.tell(batch_date, "checking and publishing")

    def end(self, batch_date: date) -> None:
        """Take the batch's bar away."""
        self.bars.update(self.of_batches[batch_date], visible=False)


class TimeLeft(ProgressColumn):
    """The time until a batch is annotated, which runs down from shard to shard; nothing before the first one."""

    def render(self, task: Task) -> Text:
        """Return it as hours, minutes and seconds."""
        ends = task.fields["ends"]
        return Text(str(timedelta(seconds=max(ceil(ends - monotonic()), 0))) if ends else "")


@contextmanager
def show_progress(console: Console) -> Iterator[Progress]:
    """Show progress on the console while the context lasts, where it is a terminal that can draw bars."""
    if not console.is_interactive:
        yield LoggedProgress()
        return
    texts = TextColumn("{task.description}"), TextColumn("{task.fields[figures]}")
    columns = (texts[0], BarColumn(None), texts[1], TimeLeft(Column(no_wrap=True)))
    with Bars(*columns, console=console) as bars:
        shown = TerminalProgress(bars)
        token = CURRENT.set(shown)
        try:
            yield shown
        finally:
            CURRENT.reset(token)
