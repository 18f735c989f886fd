"""The data package of the curated zone, datapackage.json: which files there are, and what their columns mean."""

import json
from collections.abc import Iterator
from datetime import date

from schemas import ACTORS, LINK_TABLES, TABLES, Table
from schemas.datapackage import SCHEMAS, build_package, build_schema
from tasks.batch.manifest import list_manifests
from tasks.zones.place import Place

PACKAGE = "datapackage.json"


def write_datapackage(curated: Place, publishing: date | None = None) -> None:
    """Bring the data package up to the files in the zone, and to those of a batch that is being published.

    It lists names and opens no table; what is as it should be is not written. Others may do so at the same time.
    """
    for table in (*TABLES, *LINK_TABLES):
        text = json.dumps(build_schema(table), indent=1)
        (curated / SCHEMAS / f"{table.name}.json").update_text(lambda _, text=text: text)  # type: ignore[misc]
    (curated / PACKAGE).update_text(lambda _: json.dumps(build_package(list_files(curated, publishing)), indent=1))


def list_files(curated: Place, publishing: date | None) -> Iterator[tuple[Table, str | None]]:
    """Yield the files of the published tables and of the link tables: table and batch, None where it is one file."""
    published = sorted({*list_manifests(curated), *([publishing] if publishing else [])})
    for table in TABLES:
        yield from ((table, one.isoformat()) for one in published)
    for table in LINK_TABLES:
        folders, files = (curated / table.name).list_names()
        yield from ((table, None) for _ in files if table is ACTORS)
        yield from ((table, name.removeprefix("batch_date=")) for name in folders)
