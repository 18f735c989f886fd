"""Where linking keeps what: the link tables, what it remembers of every batch, its state, its staging, its lock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from schemas import ACTORS, LINK_TABLES
from tasks.batch.places import find_batch_date
from tasks.zones.place import DECISION, Place

LINK = "_link"
"""Beside the tables, and of its folders in staging: what readers of tables do not meet."""
PART = "part-0.parquet"
MADE = "extracts"
"""The folder in staging that outlives a link that is killed."""
TABLE_NAMES = frozenset(table.name for table in LINK_TABLES)


@dataclass(frozen=True, slots=True)
class Links:
    """The places of linking in a curated zone."""

    curated: Place
    token: str = ""
    """The name of the folder in staging that is this link's alone; empty where no other can write meanwhile."""

    @property
    def state(self) -> Place:
        """Which batches are linked; written last."""
        return self.curated / LINK / "state.json"

    @property
    def lock(self) -> Place:
        """Held while somebody links."""
        return self.curated / "_staging" / f"{LINK}.lock"

    @property
    def staging(self) -> Place:
        """Where files are made before they are put in place; gone afterwards."""
        return self.curated / "_staging" / LINK

    @property
    def staged(self) -> Place:
        """The folder of the finished files, flat: `build_file_name` says which is which."""
        return (self.staging / self.token if self.token else self.staging) / "tables"

    def find(self, what: str, batch_date: date | None = None) -> Place:
        """Return the file of a link table, or of what linking remembers, for a batch or for all of them."""
        folder = self.curated / what if what in TABLE_NAMES else self.curated / LINK / what
        return (folder / f"batch_date={batch_date.isoformat()}" if batch_date else folder) / PART

    def find_made(self, what: str, batch_date: date) -> Place:
        """Return the file that linking is to remember of a batch, made and not decided on yet."""
        return self.staging / MADE / f"{what}-{batch_date.isoformat()}" / PART

    def clear_staging(self) -> None:
        """Remove what a link that ended early has left, but what it had made of batches: the next one may want it."""
        for name in self.staging.list_names()[0]:
            if name != MADE:
                (self.staging / name).remove()

    def find_dates(self) -> set[date]:
        """Return the batches that there is any file of."""
        names = {name for what in self.find_kinds() for name in self.find(what).parent.list_names()[0]}
        return {found for name in names if (found := find_batch_date(name.removeprefix("batch_date=")))}

    def has_all(self, dates: Iterable[date]) -> bool:
        """Return whether no link table of these batches was deleted."""
        wanted = {f"batch_date={one.isoformat()}" for one in dates}
        by_batch = (name for name in TABLE_NAMES if name != ACTORS.name)
        kept = all(wanted.issubset((self.curated / name).list_names()[0]) for name in by_batch)
        return kept and (not wanted or self.find(ACTORS.name).exists())

    def find_kinds(self) -> Iterator[str]:
        """Yield the names of the folders with a file for each batch, or for all of them."""
        yield from (name for name in TABLE_NAMES if (self.curated / name).is_dir())
        yield from (self.curated / LINK).list_names()[0]

    def has_leftovers(self) -> bool:
        """Return whether a link that ended early has left anything in staging."""
        return self.staging.exists()

    def is_decided(self) -> bool:
        """Return whether staged files may be on their way to their places: then linking has to end it."""
        folders, files = self.staging.list_names()
        return DECISION in files or any((self.staging / folder / DECISION).exists() for folder in folders)
