"""The consoles that commands print to: no markup, no character that a terminal would obey, no cell that is cut."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

PLAIN_WIDTH = 1_000_000
"""Where the output is no terminal: a row is one line, however long, for grep and logs."""
PROSE_WIDTH = 20
"""The least room for cells that may be wrapped, as reasons may."""


class SafeConsole(Console):
    """A console that shows strings, also those in tables, as they are; styles are given as Text, which is made safe.

    Numbers, which tables set to the right, and cells that must not be wrapped are never cut: where a terminal is too
    narrow, the columns of numbers are left out, the last one first.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **options)
        if not (self.is_terminal or "width" in options):
            self.width = PLAIN_WIDTH

    def print(self, *objects: Any, **options: Any) -> None:
        """Print what is given, tables so that they fit."""
        for one in objects or ("",):
            if not isinstance(one, Table):
                super().print(one, **options)
            elif self.is_terminal:
                left_out = self.fit(one)
                super().print(one, **options)
                if left_out:
                    note = f"left out here: {', '.join(left_out)}; a wider terminal or --json shows them"
                    super().print(Text(note, "dim"))
            else:
                self.print_plain(one)

    def fit(self, table: Table) -> list[str]:
        """Remove numbers, the last column first, until nothing else need be cut; returns their names in order."""
        left_out: list[str] = []
        numbers = [column for column in table.columns if column.justify == "right"]
        while numbers and sum(map(self.measure_column, table.columns)) > self.width - 1:
            column = numbers.pop()
            table.columns.remove(column)
            left_out.insert(0, str(column.header))
        return left_out

    def measure_column(self, column: Column) -> int:
        """Return the width that a column needs, with its border."""
        widest = max(Measurement.get(self, self.options, cell).maximum for cell in (column.header, *column.cells))
        return 3 + (widest if column.no_wrap else min(widest, PROSE_WIDTH))

    def print_plain(self, table: Table) -> None:
        """Print a table for logs and programs: a line for each row, without borders or blanks at its end."""
        table.box, table.pad_edge, table.padding = None, False, (0, 2, 0, 0)
        with self.capture() as captured:
            super().print(table)
        self.out("\n".join(line.rstrip() for line in captured.get().splitlines()))

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return what is printed of anything, also inside a table: a Text with nothing that a terminal would obey."""
        from schemas.printable import mask_unsafe

        if isinstance(renderable, Text) and mask_unsafe(renderable.plain) != renderable.plain:
            renderable = renderable.copy()
            renderable.plain = mask_unsafe(renderable.plain)  # of the same length, so that styles stay in place
        return super().render(renderable, options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return the string as it is shown."""
        from schemas.printable import printable_lines  # with all tables, which --help does not need

        return super().render_str(printable_lines(text), **options)

    def print_labelled(self, label: str, style: str, message: str) -> None:
        """Print a message behind a coloured label, unwrapped."""
        from schemas.printable import printable_lines

        self.print(Text.assemble((f"{label}:", style), f" {printable_lines(message)}"), soft_wrap=True)
