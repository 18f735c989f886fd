"""The step `link`: extracts of what has changed, the link tables from these, a verdict, one decision."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from schemas import QUOTE_CHANGES
from tasks.batch.hold import LEASE_SECONDS
from tasks.link.actors import link_actors
from tasks.link.changes import link_changes
from tasks.link.draft import Draft
from tasks.link.extract import find_extracts, make_extracts, stage_extracts
from tasks.link.families.link import link_families
from tasks.link.judge import judge_draft
from tasks.link.outcome import Linked
from tasks.link.places import Links
from tasks.link.plan import LinkPlan, LinkState, plan_links
from tasks.link.publish import decide, finish_linking
from tasks.logger import LOGGER
from tasks.zones.place import BusyError, Hold, Place

WAIT_SECONDS = 1.0
"""Between two looks whether another link has ended."""


def link(
    curated: Place,
    people: Path | None = None,
    lease_seconds: float = LEASE_SECONDS,
    check: Callable[[], None] = lambda: None,
) -> Linked:
    """Bring the link tables up to the published batches, and return what that took.

    Waits for another link to end. `check` is called between two pieces of work and may raise, to end it early.
    """
    begun = time.monotonic()
    with hold_links(Links(curated), lease_seconds, check) as (links, hold):
        if finish_linking(links, hold):
            LOGGER.warning("a link had ended while it put its tables in place; what it had decided is done now")
        links.clear_staging()
        plan = plan_links(curated, people)
        LOGGER.info("linking: %s", plan.why or "nothing has changed")
        plan = make_extracts(links, plan, check)
        if not plan.why:
            links.staging.remove()
            return Linked("unchanged", waiting=tuple(plan.waiting))
        rewritten = link_tables(links, hold, plan, people, check)
    done = Linked("linked", len(plan.changed), len(plan.gone), rewritten, tuple(plan.waiting), time.monotonic() - begun)
    LOGGER.info("%s", done, extra={"seconds": round(done.seconds, 3), **rewritten})
    return done


@contextmanager
def hold_links(links: Links, lease_seconds: float, check: Callable[[], None]) -> Iterator[tuple[Links, Hold]]:
    """Be the only one that links; waits until another has ended."""
    is_waiting = False
    while True:
        check()
        try:
            with links.lock.hold(links.staging, links.state, lease_seconds) as hold:
                yield replace(links, token=hold.token), hold
            return
        except BusyError:
            if not is_waiting:
                LOGGER.info("another process is linking; waiting until it has ended")
            is_waiting = True
            time.sleep(WAIT_SECONDS)


def link_tables(
    links: Links, hold: Hold, plan: LinkPlan, people: Path | None, check: Callable[[], None]
) -> Mapping[str, int]:
    """Stage, judge and publish what changes; returns how many files of each table were written."""
    with links.staged.staged_folder(durable=True) as folder:
        draft = Draft(links, folder, find_extracts(links, plan))
        with ThreadPoolExecutor(1) as pool:  # the two share no file, and mostly run in polars
            quotes = pool.submit(link_quotes, draft, plan, check)
            link_actors(draft, plan, people, check)
            quotes.result()
        checks = judge_draft(draft, plan)
        LOGGER.info("the staged link tables passed %d checks", checks)
    stage_extracts(links, plan)
    gone = links.find_dates() - plan.published.keys()
    decide(hold, LinkState(plan.recipe, plan.published, tuple(sorted(gone))))
    finish_linking(links, hold)
    return draft.count_files()


def link_quotes(draft: Draft, plan: LinkPlan, check: Callable[[], None]) -> None:
    """Stage what changes of `quote_families` and `quote_changes`."""
    link_families(draft, plan.changed, plan.gone, list(plan.published), check)
    for batch_date, rows in link_changes(draft.links.curated, {*plan.changed, *plan.gone}, list(plan.published)):
        check()
        draft.write(QUOTE_CHANGES.name, rows, batch_date)
