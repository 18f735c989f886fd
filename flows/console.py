"""The consoles that commands print to: no markup, and no character that a terminal would obey."""

from typing import Any

from rich.console import Console
from rich.text import Text


class SafeConsole(Console):
    """A console that shows strings, also those in tables, as they are; styles are given as Text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return the string as it is shown."""
        from schemas.printable import printable_lines  # with all tables, which --help does not need

        return super().render_str(printable_lines(text), **options)

    def print_labelled(self, label: str, style: str, message: str) -> None:
        """Print a message behind a coloured label, unwrapped."""
        from schemas.printable import printable_lines

        self.print(Text.assemble((f"{label}:", style), f" {printable_lines(message)}"), soft_wrap=True)
