"""A Dask cluster instead of worker processes: the same rows, also when a worker is killed; clear failures at once."""

import logging
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import tasks.workers.cluster
from flows.batch import open_workers, process_batch
from tasks.annotate.annotate import ShowProgress
from tasks.batch.recipe import find_differences, read_recipe
from tasks.workers.cluster import ClusterError, check_worker, open_dask
from tasks.workers.pool import Workers, run_works
from tasks.workers.processes import WorkerDiedError
from tasks.workers.scheduler import Scheduler
from tasks.zones.place import Place
from tasks.zones.zone import open_zone
from tests.conftest import Zones, build_zones, differing_rows
from tests.support.dask_cluster import kill_tree, start_cluster

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two worker processes, which gives work up that killed two."""
    with start_cluster(tmp_path_factory.mktemp("cluster"), allowed_failures=1) as address:
        yield address


def kill_one_worker(address: str) -> None:
    """SIGKILL for the nanny and the process of one worker."""
    from distributed import Client

    with Client(address) as client:
        pids = client.run(os.getppid)
        kill_tree(min(pids.values()))


def write_line(folder: Place) -> Place:
    """A piece of work that logs something about its worker."""
    with folder.staged_folder() as unfinished:
        (unfinished / "result.json").write_text("{}")
    logging.getLogger("quotewire.test").warning("%s threads", os.environ["OPENBLAS_NUM_THREADS"])
    return folder


def die(folder: Place) -> Place:
    """A piece of work that ends its worker a moment after it has logged something."""
    logging.getLogger("quotewire.test").warning("dying")
    time.sleep(0.2)  # a line leaves a Dask worker within milliseconds, and not at once
    os._exit(1)


def test_log_lines_come_home_from_workers_with_one_thread(
    cluster: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Workers(1, scheduler=Scheduler(cluster)) as workers:
        folder = open_zone(tmp_path / "out" / "one")
        assert list(run_works(workers, {folder: partial(write_line, folder)})) == [folder]
    assert "1 threads" in caplog.text


def test_relative_paths_mean_the_same_folder_on_a_worker(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Workers(1, scheduler=Scheduler(cluster)) as workers:
        folder = open_zone("out/two")
        assert list(run_works(workers, {folder: partial(write_line, folder)})) == [folder]
    assert (tmp_path / "out" / "two" / "result.json").exists()


def test_work_that_kills_every_worker_is_given_up(
    cluster: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Workers(1, scheduler=Scheduler(cluster)) as workers:
        with pytest.raises(WorkerDiedError, match="died"):
            list(run_works(workers, {open_zone(tmp_path / "x"): partial(die, open_zone(tmp_path / "x"))}))
        assert "dying" in caplog.text
        folder = open_zone(tmp_path / "after")
        assert list(run_works(workers, {folder: partial(write_line, folder)})) == [folder]


def test_a_worker_killed_in_the_middle_changes_no_row(cluster: str, blank_model: Path, tmp_path: Path) -> None:
    local = build_zones(tmp_path / "local", model=str(blank_model))
    remote = build_zones(tmp_path / "remote", model=str(blank_model), dask_address=cluster)
    for zones in (local, remote):
        zones.deliver_stories(40)
    killed: list[tuple[int, int]] = []

    def show(done: int, total: int, _before: int, _words: int) -> None:
        if not killed:
            kill_one_worker(cluster)
            killed.append((done, total))

    run_here(local)
    run_here(remote, show)
    ((done, total),) = killed
    assert done < total == 40
    assert differing_rows(local.read_all(), remote.read_all()) == 0
    assert local.find_files() == remote.find_files()


def run_here(zones: Zones, show: ShowProgress | None = None) -> None:
    """Process the batch with workers of its own."""
    with open_workers(zones.settings) as workers:
        outcome = process_batch(zones.batch, zones.settings, workers, show=show)
    assert outcome.state == "published", outcome.reason


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:8786"])
def test_a_scheduler_out_of_reach_is_a_clear_failure(
    zones: Zones, address: str, monkeypatch: pytest.MonkeyPatch, shared_server: None
) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    monkeypatch.setattr(tasks.workers.cluster, "CONNECT_SECONDS", 0.5)
    zones.deliver_stories(1)
    result = CliRunner().invoke(app, ["run"], env={**zones.environment, "QUOTEWIRE_DASK_ADDRESS": address})
    assert result.exit_code == 1
    assert f"no Dask scheduler at {address}" in result.output
    assert not zones.settings.curated.exists()


def test_a_scheduler_without_workers_is_a_clear_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(tasks.workers.cluster, "WORKERS_SECONDS", 0.5)
    options = {"processes": False, "dashboard_address": None, "protocol": "tcp", "host": "127.0.0.1"}
    with (
        LocalCluster(n_workers=0, **options) as empty,  # type: ignore[no-untyped-call]
        pytest.raises(ClusterError, match="has no worker"),
    ):
        open_dask(Scheduler(empty.scheduler_address))


@pytest.mark.parametrize(
    ("change", "threads", "message"),
    [({}, 2, "2 threads"), ({"code": "x", "model": "y"}, 1, "another code, another model"), ({}, 1, None)],
)
def test_a_worker_must_be_like_the_run(change: dict[str, str], threads: int, message: str | None) -> None:
    settings = {"model": "en_core_web_md"}
    differences = find_differences({**read_recipe(settings), **change}, settings)
    if message is None:
        check_worker("tcp://w:1", threads, differences)
        return
    with pytest.raises(ClusterError, match=message):
        check_worker("tcp://w:1", threads, differences)
