"""Run planned batches from a command: Prefect is started only where there is work."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

from flows.batch import open_workers, process_batch
from flows.outcome import BatchFailedError, Outcome, build_unchanged
from flows.plan import PLANS, needs_run, open_batch
from flows.prefect_setup import serve_own_api, set_up_prefect
from flows.progress import Progress
from flows.settings import Settings
from tasks.batch.plan import Plan
from tasks.logger import LOGGER
from tasks.workers.cluster import ClusterError


def run_batches(settings: Settings, plans: Sequence[Plan], progress: AbstractContextManager[Progress]) -> list[Outcome]:
    """Process every batch that needs it and return the outcomes of all, in the order of the plans."""
    todo = [plan.batch.batch_date for plan in plans if needs_run(plan)]
    done = [build_unchanged(plan.batch.batch_date, plan.manifest) for plan in plans if not needs_run(plan)]
    if todo:
        PLANS.set({plan.batch.batch_date: plan for plan in plans})
        with progress as shown:
            done += run_flow(settings, todo, shown)
    by_date = {outcome.batch_date: outcome for outcome in done}
    return [by_date[plan.batch.batch_date] for plan in plans]


def run_flow(settings: Settings, dates: Sequence[date], progress: Progress) -> list[Outcome]:
    """Return the outcomes of one flow run over the dates, also where Prefect or the cluster cannot be reached."""
    progress.say("starting Prefect and the workers")
    open_workers(settings).preload()  # on the other core while Prefect is imported
    set_up_prefect(settings.state)
    try:
        with serve_own_api():
            from flows.flow import process_batches

            return process_batches(dates)
    except BatchFailedError as error:
        return error.outcomes
    except ClusterError as error:
        reason = str(error)
    except Exception as error:  # of Prefect, whose server does not answer, is too busy, or refuses
        return finish_unseen(settings, dates, error)
    return [Outcome(one, "failed", reason=f"batch {one}: {reason}") for one in dates]


def finish_unseen(settings: Settings, dates: Sequence[date], error: Exception) -> list[Outcome]:
    """Process the batches that a flow run has not finished, without Prefect, and return the outcomes of all."""
    from flows.flow import FINISHED, warn_unseen

    LOGGER.debug("Prefect: %s", error, exc_info=error)
    warn_unseen()
    with open_workers(settings) as workers:
        return [
            FINISHED.get(one) or process_batch(open_batch(settings, one), settings, workers, earlier=PLANS.get()[one])
            for one in dates
        ]
