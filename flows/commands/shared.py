"""What the commands share: options, consoles, settings, and how wrong use ends."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from flows.console import SafeConsole

if TYPE_CHECKING:
    from flows.settings import Settings

console = SafeConsole()
problems = SafeConsole(stderr=True)

DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def parse_date(text: str) -> date:
    """A date written YYYY-MM-DD; wrong use of the command where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2025-04-28") from None


DATES = Annotated[
    list[date] | None, typer.Argument(parser=parse_date, metavar="DATE...", help="Batches, as 2025-04-28.")
]


def stop(message: str, code: int = 2) -> NoReturn:
    """End with a message: 2 for wrong use, 1 for a batch that failed."""
    problems.print_labelled("error", "red", message)
    raise typer.Exit(code)


def load_settings() -> "Settings":
    """The settings of the environment; wrong use where a variable holds no usable value."""
    from pydantic import ValidationError

    from flows.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            stop(str(first["ctx"]["error"]))
        value = re.sub("//[^/]*@", "//…@", repr(first["input"]))  # a secret in an address is not repeated
        stop(f"QUOTEWIRE_{str(first['loc'][0]).upper()}={value}: {first['msg']}")


def say_while(what: str) -> AbstractContextManager[object]:
    """Say what takes a while until the context ends, where a terminal can take it away again."""
    return problems.status(what) if problems.is_interactive else nullcontext()


@contextmanager
def usage_errors(*kinds: type[Exception]) -> Iterator[None]:
    """End with exit code 2 and the error's own message where the command was asked for what cannot be."""
    from flows.settings import StateError
    from tasks.batch.recipe import ModelNotFoundError
    from tasks.zones.place import StoreError

    expected: tuple[type[Exception], ...] = (FileNotFoundError, StoreError, ModelNotFoundError, StateError, *kinds)
    try:
        yield
    except expected as error:
        stop(str(error))
