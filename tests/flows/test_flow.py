"""The flows under a Prefect server: named tasks, artifacts, and a failed batch that shows as failed."""

import errno
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.outcome import BatchFailedError
from tasks.batch.plan import Plan
from tasks.publish.publish import Judged
from tasks.validate.step import validate_batch as validate
from tests.conftest import DAY, Zones, build_story
from tests.torture.poison import build_model

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
    return {run.name.split()[0] for run in runs}


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
    assert any(line.startswith(f"{DAY}: done: ") for line in lines), lines
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


def test_a_server_that_takes_no_summary_does_not_decide(served: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.flow import process_batches

    def refuse(*_: object) -> None:
        raise ConnectionError("the server is gone")

    monkeypatch.setattr("flows.flow.create_markdown_artifact", refuse)
    monkeypatch.setattr("flows.flow.create_progress_artifact", refuse)
    served.deliver_stories(2)
    assert [outcome.state for outcome in process_batches([DAY])] == ["published"]


def count_tries(flow_name: str) -> dict[str, int]:
    """How often each task of the flow's runs was tried."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow_name])))
    return {run.name: run.run_count for run in runs}


def test_in_a_backfill_a_worker_that_dies_and_a_disk_that_fails_are_tried_again(
    served: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.flow import backfill

    monkeypatch.setenv("QUOTEWIRE_MODEL", str(build_model(tmp_path / "model")))
    days = [DAY.replace(month=6, day=day) for day in (1, 2, 3)]
    for one in days:
        served.on(one).deliver_stories(2)
    served.on(days[1]).deliver("once.txt", build_story(50).replace("harbour", f"ONCE={tmp_path}/mark"))
    failed: list[date] = []

    def validate_batch(plan: Plan, *arguments: Any) -> Judged:
        if plan.batch.batch_date == days[2] and not failed:
            failed.append(plan.batch.batch_date)
            raise OSError(errno.EIO, "the disk failed")
        return validate(plan, *arguments)

    monkeypatch.setattr("flows.batch.validate_batch", validate_batch)
    outcomes = backfill(days[0], days[2], "all")
    assert [(one.state, one.rows["articles"], one.rejects) for one in outcomes] == [
        ("published", 2, {}),
        ("published", 3, {}),
        ("published", 2, {}),
    ]
    assert (tmp_path / "mark").exists()
    assert failed == [days[2]]
    tries = count_tries("backfill")
    assert (tries[f"validate {days[1]}"], tries[f"validate {days[2]}"]) == (1, 2)
