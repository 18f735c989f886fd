"""The tables as a link will leave them: what it has staged, over what is in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from schemas import LINK_TABLES
from tasks.link.frames import read_frame, read_wanted, write_frame
from tasks.link.places import Links
from tasks.link.publish import ANY, build_file_name
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place

SCHEMAS = {table.name: table for table in LINK_TABLES}


@dataclass(frozen=True, slots=True)
class Draft:
    """A folder of staged files, and the places that they are for; extracts are staged elsewhere before."""

    links: Links
    folder: Path
    staged: dict[str, dict[date | None, Place]] = field(default_factory=dict)
    """The files by what they are of and their batch, None where they are of all; as they will be in the end."""

    def write(self, what: str, frame: pl.DataFrame, batch_date: date | None = None, turn: str = ANY) -> None:
        """Stage a file, unless the one in place has the same rows."""
        place = LocalPlace(self.write_turn(what, frame, batch_date, turn))
        old, new = self.read_old(what, batch_date), read_frame(place)
        if new is not None and old is not None and new.schema == old.schema and new.equals(old):
            place.remove()
        else:
            self.staged.setdefault(what, {})[batch_date] = place

    def replace(self, what: str, frame: pl.DataFrame, batch_date: date) -> None:
        """Stage a file that is known to have other rows than the one in place."""
        self.staged.setdefault(what, {})[batch_date] = LocalPlace(self.write_turn(what, frame, batch_date))

    def write_turn(self, what: str, frame: pl.DataFrame, batch_date: date | None = None, turn: str = ANY) -> Path:
        """Write a file that is put in place when its turn comes, and return where it is staged."""
        path = self.folder / build_file_name(what, batch_date, turn)
        write_frame(frame, path, SCHEMAS.get(what))
        return path

    def read_old(self, what: str, batch_date: date | None = None) -> pl.DataFrame | None:
        """Return the file in place; None where there is none."""
        return read_frame(self.links.find(what, batch_date))

    def read(
        self, what: str, batch_date: date | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame | None:
        """Return a file as it will be; None where there will be none."""
        return read_frame(self.find(what, batch_date), columns)

    def find(self, what: str, batch_date: date | None = None) -> Place:
        """Return where a file lies that will be in place."""
        return self.staged.get(what, {}).get(batch_date) or self.links.find(what, batch_date)

    def read_all(self, what: str, dates: Iterable[date], columns: Sequence[str] | None = None) -> list[pl.DataFrame]:
        """Return the files of these batches as they will be."""
        return [found for one in dates if (found := self.read(what, one, columns)) is not None]

    def read_wanted(self, what: str, dates: Iterable[date], wanted: pl.Expr) -> list[pl.DataFrame]:
        """Return the rows of the files of these batches, as they will be, for which `wanted` holds, as one frame."""
        return read_wanted((self.find(what, one) for one in dates), wanted)

    def count_files(self) -> dict[str, int]:
        """Return how many files of each link table are staged."""
        return {name: len(self.staged[name]) for name in SCHEMAS if name in self.staged}
