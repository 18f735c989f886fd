"""The flows under a Prefect server: named tasks, artifacts, and a failed batch that shows as failed."""

import os

import pytest

from flows.outcome import BatchFailedError
from tests.conftest import DAY, Zones

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]


@pytest.fixture
def served(zones: Zones, prefect_server: str, monkeypatch: pytest.MonkeyPatch) -> Zones:
    """Zones whose settings are this process's own, and a Prefect server."""
    for name, value in zones.environment.items():
        if name.startswith("QUOTEWIRE_") and os.environ.get(name) != value:
            monkeypatch.setenv(name, value)
    return zones


def read_artifact(key: str) -> str:
    """The newest: other tests leave theirs on the same server."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
    return str(max(found, key=lambda artifact: artifact.created).data)


def read_task_names(flow_name: str) -> set[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow_name])))
    return {run.name.rsplit("-", 1)[0] for run in runs}


def test_a_batch_is_published_and_leaves_its_summary(served: Zones) -> None:
    from flows.flow import process_batches

    served.deliver_stories(2)
    (outcome,) = process_batches([DAY])
    assert (outcome.state, outcome.rows["articles"]) == ("published", 2)
    assert {"ingest", "annotate", "validate", "publish"} <= read_task_names("process_batches")
    summary = read_artifact(f"batch-{DAY}")
    assert "| articles | 2 |" in summary
    assert "passed" in summary
    assert read_artifact(f"annotate-{DAY}") == "100"


def read_logs(flow_name: str) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName, LogFilter, LogFilterFlowRunId
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=30)
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow_name])))
        found = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id for run in runs]))
        return [log.message for log in client.read_logs(found)]


def test_lines_of_the_workers_are_in_prefects_log(served: Zones) -> None:
    from flows.flow import process_batches

    served.deliver_stories(3)
    process_batches([DAY])
    lines = read_logs("process_batches")
    assert f"{DAY}: published" in lines
    assert any(line.startswith(f"{DAY} shard ") and "annotated" in line for line in lines), lines


def test_a_failed_batch_is_a_failed_run(served: Zones) -> None:
    from flows.flow import process_batches

    served.deliver("empty.txt", "")
    with pytest.raises(BatchFailedError, match="quotewire run 2025-04-28"):
        process_batches([DAY])


def test_many_batches_one_of_which_fails(served: Zones) -> None:
    from flows.flow import backfill

    served.deliver_stories(2)
    broken = served.settings.raw / "2025-04-29" / "port-ellery-post"
    broken.mkdir(parents=True)
    (broken / "empty.txt").write_text("")
    later = served.settings.raw / "2025-04-30" / "port-ellery-post"
    later.mkdir(parents=True)
    (later / "story.txt").write_text((served.batch.raw / "port-ellery-post" / "story-001.txt").read_text())
    with pytest.raises(BatchFailedError) as failed:
        backfill(DAY, DAY.replace(day=30))
    assert [outcome.state for outcome in failed.value.outcomes] == ["published", "failed", "published"]
    summary = read_artifact("backfill")
    assert "| 2025-04-29 | failed |" in summary
    with pytest.raises(BatchFailedError) as failed:
        backfill(DAY, DAY.replace(day=30), "failed")
    assert [str(outcome.batch_date) for outcome in failed.value.outcomes] == ["2025-04-29"]
