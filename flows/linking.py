"""Linking in a run: whether there is anything to link, and how that ended. Nothing here knows Prefect."""

from collections.abc import Callable

from flows.outcome import explain
from flows.settings import Settings
from tasks.link.outcome import Linked
from tasks.link.places import Links
from tasks.link.plan import LinkPlan, plan_links
from tasks.logger import LOGGER


def plan_zone(settings: Settings) -> LinkPlan:
    """Return what there is to link. Reads small files, and loads nothing."""
    return plan_links(settings.curated, settings.people)


def needs_linking(settings: Settings) -> bool:
    """Return whether there is anything to link, were it only to clear up after a link that was killed."""
    return bool(plan_zone(settings).why) or Links(settings.curated).has_leftovers()


def link_zone(
    settings: Settings,
    check: Callable[[], None],
    run_step: Callable[..., Linked] = lambda step, *arguments: step(*arguments),
) -> Linked:
    """Link what is published, and return how that ended; `check` may raise, to end it early.

    What is published stands, however it ends.
    """
    if not needs_linking(settings):
        return Linked("unchanged")
    from tasks.link.link import link  # with polars, which a run that has nothing to link can spare

    try:
        return run_step(link, settings.curated, settings.people, settings.lease_seconds, check)
    except Exception as error:
        LOGGER.exception("an error ended linking")
        advice = "what is published stands; next: quotewire link"
        return Linked("failed", reason=f"{explain(error, settings.curated)}; {advice}")
