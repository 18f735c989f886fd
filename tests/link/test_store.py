"""Links of batches that lie in an object store are those of the same batches on this machine."""

from pathlib import Path

import polars as pl
import pytest

from flows.linking import needs_linking
from schemas import LINK_TABLES
from tasks.link.draft import Draft
from tasks.link.link import link
from tasks.link.places import Links
from tasks.zones.local import LocalPlace
from tasks.zones.place import DECISION, Place
from tests.link.test_order import DATES, build_delivery, deliver
from tests.support.stores import Server, build_store_zones

pytestmark = pytest.mark.slow


def read_tables(curated: Place, folder: Path) -> dict[str, pl.DataFrame | None]:
    """The rows of every link table, by table and batch."""
    draft = Draft(Links(curated), folder)
    per_batch = {f"{table.name} {one}": draft.read(table.name, one) for table in LINK_TABLES for one in DATES[:3]}
    return {**per_batch, "actors": draft.read("actors")}


def test_links_in_a_store_are_those_on_this_machine(server: Server, tmp_path: Path) -> None:
    zones = build_store_zones(server, tmp_path.name, tmp_path / "state")
    stored, local = zones.settings.curated, LocalPlace(tmp_path / "local")
    for version in (0, 1):
        for place in (stored, local):
            for one in DATES[: 3 - version]:
                deliver(place, one, build_delivery(one, version))
            assert link(place, lease_seconds=2).state == "linked"
        found, wanted = (read_tables(place, tmp_path) for place in (stored, local))
        assert all(
            rows.equals(wanted[name]) for name, rows in found.items() if rows is not None and wanted[name] is not None
        )
        assert [name for name, rows in found.items() if (rows is None) != (wanted[name] is None)] == []
    assert not needs_linking(zones.settings)
    assert not any(DECISION in key or "/tables/" in key for key in server.list_keys(f"{zones.prefix}/curated/_staging"))
