"""A Dask cluster whose ports ask for a certificate: a batch runs on it, and nobody else gets in."""

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from flows.cli import app
from flows.settings import TLS_FILES
from tasks.workers.scheduler import Certificates
from tests.conftest import Zones, build_zones
from tests.support.certificates import write_certificates
from tests.support.dask_cluster import start_cluster

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect"), pytest.mark.usefixtures("shared_server")]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Those of the cluster."""
    return write_certificates(tmp_path_factory.mktemp("own") / "certificates")


@pytest.fixture(scope="module")
def cluster(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with a worker that talk to who has a certificate of their authority."""
    with start_cluster(tmp_path_factory.mktemp("cluster"), workers=1, certificates=certificates) as address:
        yield address


@pytest.fixture
def delivered(tmp_path: Path, blank_model: Path) -> Zones:
    """Zones with a batch that is not yet run."""
    zones = build_zones(tmp_path, model=str(blank_model))
    zones.deliver_stories(2)
    return zones


def run_on(zones: Zones, address: str, files: Certificates | None) -> Result:
    """`quotewire run` with that scheduler and these files."""
    paths = dict(zip(TLS_FILES, astuple(files), strict=True)) if files else {}
    variables = {f"QUOTEWIRE_{name.upper()}": str(value) for name, value in {"dask_address": address, **paths}.items()}
    return CliRunner().invoke(app, ["run"], env={**zones.environment, **variables})


def test_a_batch_runs_over_tls(delivered: Zones, cluster: str, certificates: Certificates) -> None:
    assert cluster.startswith("tls://")
    result = run_on(delivered, cluster, certificates)
    assert result.exit_code == 0, result.output
    assert len(delivered.read("articles")) == 2


def test_who_has_no_certificate_of_the_cluster_is_refused(
    delivered: Zones, cluster: str, certificates: Certificates, tmp_path: Path
) -> None:
    stranger = write_certificates(tmp_path / "stranger")
    insider_without_key = Certificates(certificates.authority, stranger.certificate, stranger.key)
    for files in (stranger, insider_without_key):
        assert_refused(delivered, run_on(delivered, cluster, files), "both need certificates of one authority")
    plain = run_on(delivered, cluster.replace("tls", "tcp"), None)
    assert_refused(delivered, plain, "a scheduler with TLS needs tls://")


def test_files_that_are_no_certificates_are_named(
    delivered: Zones, cluster: str, certificates: Certificates, tmp_path: Path
) -> None:
    swapped = Certificates(certificates.authority, certificates.key, certificates.certificate)
    assert_refused(delivered, run_on(delivered, cluster, swapped), "QUOTEWIRE_DASK_TLS_CA, _CERT and _KEY")


def assert_refused(zones: Zones, result: Result, message: str) -> None:
    """The command failed, said why, and wrote nothing."""
    assert result.exit_code == 1, result.output
    assert message in " ".join(result.output.split())
    assert not zones.settings.curated.exists()
