"""What the readers of tables share: which columns hold what, where the header is, a row to a record."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.rejects import Problem, ProblemError
from tasks.ingest.readers.keys import WRAPPERS, find_part, fold_key, read_folded
from tasks.ingest.readers.record import Named, Record

HEADER_ROWS = 20
"""Among which the header is looked for: titles and notes may stand above it."""
MAX_SHOWN = 400

type Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """Which columns of a table hold which part of an article."""

    names: tuple[str, ...]
    """Of all columns; none where they are named by number, for there is no header then."""
    named: Mapping[str, tuple[int, ...]]
    """By part the columns that were named for it, from 0: their values are a list."""
    found: Mapping[str, tuple[int, ...]]
    """By key, folded, the columns whose names are known; the first value that is not blank counts."""

    @property
    def has_text(self) -> bool:
        """Whether any column may hold the text."""
        return "text" in self.named or any(find_part(key) == "text" or key in WRAPPERS for key in self.found)

    @property
    def columns(self) -> list[int]:
        """All columns that are read."""
        return sorted({column for some in (self.named, self.found) for each in some.values() for column in each})

    def build(self) -> Callable[[Cells], Record | Problem]:
        """Return what makes a record of the cells of a row."""
        single = [(key, columns[0]) for key, columns in self.found.items() if len(columns) == 1]
        several = [(key, columns) for key, columns in self.found.items() if len(columns) > 1]

        def read_row(cells: Cells) -> Record | Problem:
            row = {key: cells[column] for key, column in single}
            for key, columns in several:
                row[key] = next((cells[column] for column in columns if not is_blank(cells[column])), "")
            for part, columns in self.named.items():
                row[part] = [cells[column] for column in columns if not is_blank(cells[column])] or ""
            return read_folded(row)

        return read_row


def is_blank(value: object) -> bool:
    """Return whether a cell is empty or holds only white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_numbered(named: Named) -> bool:
    """Return whether columns are named by number, which says that there is no header."""
    return any(isinstance(column, int) for columns in named.values() for column in columns)


def read_heading(names: Sequence[object], named: Named) -> Heading:
    """Return what the columns with these names hold; those in `named` before those whose names are known."""
    header = tuple("" if name is None else str(name).strip("\ufeff \t\r\n") for name in names)
    chosen = {part: find_columns(header, columns) for part, columns in named.items()}
    chosen = {part: columns for part, columns in chosen.items() if columns}
    taken, parts = {column for columns in chosen.values() for column in columns}, {find_part(part) for part in chosen}
    found: dict[str, tuple[int, ...]] = {}
    for column, name in enumerate(() if is_numbered(named) else header):
        key, part = fold_key(name), find_part(name)
        if column not in taken and (part or key in WRAPPERS) and part not in parts:
            found[key] = (*found.get(key, ()), column)
    return Heading(() if is_numbered(named) else header, chosen, found)


def find_columns(header: Sequence[str], wanted: Iterable[str | int]) -> tuple[int, ...]:
    """Return where the wanted columns are, from 0; those that the table has not are left out."""
    backwards = list(enumerate(header))[::-1]
    places = {fold_key(name) or name: column for column, name in backwards}
    exact = {name: column for column, name in backwards}
    found = (
        name - 1 if isinstance(name, int) else exact.get(name, places.get(fold_key(name) or name)) for name in wanted
    )
    return tuple(column for column in found if column is not None and column < len(header))


def find_header(rows: Iterable[Cells], named: Named) -> tuple[int, Heading] | None:
    """Return the first of these rows that names a column of texts, as its place and what it says; None if none does.

    Where columns are named by number there is no header: the place is -1.
    """
    for place, row in enumerate(rows):
        heading = read_heading(row, named)
        if heading.has_text:
            return -1 if is_numbered(named) else place, heading
    return None


def refuse(names: Iterable[object], named: Named) -> ProblemError:
    """Return the error of a table with no column of texts."""
    shown = ", ".join(str(name)[:60] for name in names if not is_blank(name))
    wanted = f"; {', '.join(map(repr, named['text']))}, named for the text, is none of them" if "text" in named else ""
    return ProblemError("no_text_column", f"The columns are: {shown[:MAX_SHOWN] or '(without names)'}{wanted}")


def drop_blank(rows: Iterable[Cells]) -> Iterator[Cells]:
    """Yield the rows that have a cell that is not blank."""
    return (row for row in rows if not all(map(is_blank, row)))
