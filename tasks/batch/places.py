"""Where everything of one batch lies."""

import re
from dataclasses import dataclass
from datetime import date

from schemas import TABLES
from schemas.kept_versions import KEPT_VERSIONS
from tasks.zones.place import Place

MANIFESTS = "_manifests"
BATCH_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Batch:
    """One date's folders and files in the raw and the curated zone."""

    batch_date: date
    raw_root: Place
    curated_root: Place
    token: str = ""
    """The name of the folder in staging that is the run's alone; empty where no other run can write meanwhile."""

    @property
    def raw(self) -> Place:
        """The folder of deliveries: ``raw/<date>``."""
        return self.raw_root / self.batch_date.isoformat()

    @property
    def staging(self) -> Place:
        """Work in progress; gone after publishing, left to look at after a failure."""
        return self.curated_root / "_staging" / self.batch_date.isoformat()

    @property
    def annotated(self) -> Place:
        """The folders of the shards that are annotated, each whole or not there."""
        return self.staging / "annotated"

    @property
    def staged_tables(self) -> Place:
        """The finished tables before they are published, one file each."""
        return (self.staging / self.token if self.token else self.staging) / "tables"

    @property
    def lock(self) -> Place:
        """Held while a run writes this batch."""
        return self.curated_root / "_staging" / f"{self.batch_date.isoformat()}.lock"

    @property
    def manifest(self) -> Place:
        """What the published tables were made from; written last."""
        return self.curated_root / MANIFESTS / f"{self.batch_date.isoformat()}.json"

    @property
    def failure(self) -> Place:
        """Why the last run published nothing; removed by the next success."""
        return self.curated_root / MANIFESTS / f"{self.batch_date.isoformat()}.failed.json"

    @property
    def validation(self) -> Place:
        """Where the validation results of all batches lie."""
        return self.curated_root / "_validation"

    def published(self, table: str) -> Place:
        """Return the file of one table: ``curated/<table>/batch_date=<date>/part-0.parquet``."""
        return self.curated_root / table / f"batch_date={self.batch_date.isoformat()}" / "part-0.parquet"

    @property
    def published_files(self) -> dict[str, Place]:
        """The file of every table, by table name."""
        return {table.name: self.published(table.name) for table in TABLES}

    @property
    def replaced(self) -> Place:
        """The versions of articles that publishing has replaced; there where any was."""
        return self.published(KEPT_VERSIONS.name)


def find_batch_date(name: str) -> date | None:
    """Return the date that a folder's name stands for; None where it is no day of the calendar."""
    if not BATCH_NAME.fullmatch(name):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def is_publisher(name: str) -> bool:
    """Return whether a name can be a publisher's: of a visible folder, all of whose characters can be shown."""
    return bool(name) and name == name.strip() and name.isprintable() and name[0] != "." and not set(name) & set("/\\")
