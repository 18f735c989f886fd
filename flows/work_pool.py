"""The work pool that the deployments of prefect.yaml are for."""

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker

NAME = "quotewire"


def make_work_pool() -> None:
    """Make the pool, whose workers start each run as a process of their own, if it is not there yet."""
    template = ProcessWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=NAME, type=ProcessWorker.type, base_job_template=template)
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(pool)
        except ObjectAlreadyExists:
            return
