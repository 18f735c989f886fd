"""A Dask cluster whose workers share no folder with the run: they read from the store and hand over through it."""

from pathlib import Path

import pytest

from flows.batch import open_workers, process_batch
from tests.conftest import differing_rows
from tests.support.dask_cluster import start_cluster
from tests.support.stores import build_store_zones, serve_objects

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]


def test_a_cluster_without_a_common_file_system(
    blank_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_objects() as server, monkeypatch.context() as patch:
        alone = build_store_zones(server, "alone", tmp_path / "state", model=str(blank_model))
        alone.deliver_stories(12)
        zones = alone.copy("cluster")
        assert alone.run().state == "published"
        for name in ("there", "here"):
            (tmp_path / name).mkdir()
        patch.setenv("TMPDIR", str(tmp_path / "there"))
        with start_cluster(tmp_path / "there") as address:
            patch.setenv("TMPDIR", str(tmp_path / "here"))
            settings = zones.settings.model_copy(update={"dask_address": address})
            with open_workers(settings) as workers:
                assert process_batch(zones.batch, settings, workers).state == "published"
        assert differing_rows(alone.read_all(), zones.read_all()) == 0
        assert alone.find_objects() == zones.find_objects()
        assert list(tmp_path.rglob("quotewire-*")) == []
