"""Run some batches one after the other: plan them, start Prefect only where there is work, gather the outcomes."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.raw import find_batch_dates

from flows.prefect_setup import set_up_prefect
from flows.report import Outcome, build_unchanged
from flows.settings import Settings
from tasks.batch import Batch
from tasks.manifest import Plan, plan_batch
from tasks.publish import has_leftovers


@dataclass(frozen=True, slots=True)
class Found:
    """The batches to look at, and what in the raw zone is no batch."""

    dates: tuple[date, ...]
    warnings: tuple[str, ...]


def find_dates(settings: Settings, named: Sequence[date] | None) -> Found:
    """The dates named, in their order, or every batch of the raw zone, oldest first.

    Raises FileNotFoundError where a named batch has no raw folder or the raw zone is not there.
    """
    if not settings.raw.is_dir():
        raise FileNotFoundError(f"no raw zone at {settings.raw}; deliver with quotewire land, or set QUOTEWIRE_RAW")
    if not named:
        dates, warnings = find_batch_dates(settings.raw)
        return Found(tuple(dates), tuple(warnings))
    for batch_date in named:
        folder = settings.raw / batch_date.isoformat()
        if not folder.is_dir():
            raise FileNotFoundError(f"no batch {batch_date}: there is no folder {folder}; deliver with quotewire land")
    return Found(tuple(dict.fromkeys(named)), ())


def plan_batches(settings: Settings, dates: Iterable[date]) -> list[Plan]:
    """What each batch needs."""
    return [plan_batch(Batch(one, settings.raw, settings.curated), settings.recipe) for one in dates]


def needs_run(plan: Plan) -> bool:
    """Whether there is anything to do, were it only to clear up after a run that was killed."""
    return plan.state != "done" or has_leftovers(plan.batch)


def run_batches(settings: Settings, plans: Sequence[Plan]) -> Iterator[Outcome]:
    """Process every batch that needs it, one after the other; one that fails does not stop the rest."""
    if any(needs_run(plan) for plan in plans):
        set_up_prefect(settings.state)
    for plan in plans:
        yield run_batch(plan) if needs_run(plan) else build_unchanged(plan.batch.batch_date, plan.manifest)


def run_batch(plan: Plan) -> Outcome:
    """The outcome of the flow for one batch; a failed one where the flow raised."""
    from flows.process import process_batch

    try:
        return process_batch(plan.batch.batch_date)
    except Exception as error:  # whatever it was, the next batch has its turn
        logging.getLogger("quotewire").debug("batch %s", plan.batch.batch_date, exc_info=error)
        return Outcome(plan.batch.batch_date, "failed", {}, {}, reason=str(error))
