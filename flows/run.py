"""Run planned batches from a command: Prefect is started only where there is work."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flows.console import SafeConsole
from flows.interruption import UNDER_WAY, call_until_interrupted
from flows.linking import link_zone, needs_linking
from flows.outcome import BatchFailedError, Outcome, build_interrupted
from flows.plan import PLANS, open_batch, take_plans
from flows.prefect_setup import serve_own_api, set_up_prefect
from flows.settings import Settings
from tasks.batch.plan import Plan
from tasks.link.outcome import Linked
from tasks.logger import LOGGER

if TYPE_CHECKING:
    from flows.progress import Progress


def run_batches(settings: Settings, plans: Sequence[Plan], console: SafeConsole) -> list[Outcome]:
    """Process every batch that needs it and return the outcomes of all, in the order of the plans; also after a signal.

    Then what is published is linked: `UNDER_WAY.linked` has the outcome. Log lines and progress are shown on the
    console. Nothing is imported or started where nothing needs it. Raises StateError.
    """
    UNDER_WAY.linked = None
    done, todo = take_plans(plans)
    if todo or needs_linking(settings):
        from flows.logs import set_up_logs, show_logs
        from flows.progress import show_progress
        from tasks.workers.pool import InterruptedRunError

        settings.check_state()
        set_up_logs(settings)
        show_logs(settings, console)
        try:
            with show_progress(console) as progress:
                done += call_until_interrupted(run_flow if todo else link_alone, settings, todo, progress)
        except InterruptedRunError:
            UNDER_WAY.stop()
            UNDER_WAY.linked = Linked("interrupted")
            done += [UNDER_WAY.finished.get(one) or build_interrupted(open_batch(settings, one)) for one in todo]
    by_date = {outcome.batch_date: outcome for outcome in done}
    return [by_date[plan.batch.batch_date] for plan in plans]


def link_alone(settings: Settings, _dates: Sequence[date], progress: "Progress") -> list[Outcome]:
    """Link what is published, without Prefect."""
    progress.say("linking")
    UNDER_WAY.linked = link_zone(settings, UNDER_WAY.check)
    return []


def run_flow(settings: Settings, dates: Sequence[date], progress: "Progress") -> list[Outcome]:
    """Return the outcomes of one flow run over the dates, also where Prefect or the cluster cannot be reached."""
    from flows.batch import open_workers  # with all steps, which a run that has nothing to do can spare
    from tasks.workers.cluster import ClusterError

    progress.say("starting Prefect and the workers")
    open_workers(settings).preload()  # on the other core while Prefect is imported
    set_up_prefect(settings.state)
    try:
        with serve_own_api():
            from flows.flow import process_batches

            UNDER_WAY.has_flow = True
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
    from flows.batch import open_workers, process_batch
    from flows.flow import warn_unseen

    LOGGER.debug("Prefect: %s", error, exc_info=error)
    warn_unseen()
    finished = UNDER_WAY.finished
    with open_workers(settings) as workers:
        UNDER_WAY.begin(workers)
        for one in (date for date in dates if date not in finished):
            batch = open_batch(settings, one)
            finished[one] = process_batch(batch, settings, workers, earlier=PLANS.get()[one])
    UNDER_WAY.linked = UNDER_WAY.linked or link_zone(settings, UNDER_WAY.check)
    return [finished[one] for one in dates]
