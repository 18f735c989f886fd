"""The command that brings the tables across batches up to date: link."""

from dataclasses import asdict

from flows.commands.shared import DRY_RUN, JSON, console, load_settings, problems, stop, usage_errors


def link(dry_run: DRY_RUN = False, as_json: JSON = False) -> None:
    """Link what is published: who is who, which quotes are one, what has changed; run and backfill do so themselves.

    Example: quotewire link
    """
    from flows.linking import link_zone, plan_zone

    settings = load_settings()
    plan = plan_zone(settings)
    if dry_run:
        show(as_json, {"changed": plan.changed, "gone": plan.gone, "why": plan.why}, plan.why or "links are up to date")
        return
    from flows.logs import set_up_logs, show_logs

    with usage_errors():
        settings.check_state()
    set_up_logs(settings)
    show_logs(settings, problems)
    linked = link_zone(settings, lambda: None)
    if as_json or linked.state != "failed":
        show(as_json, asdict(linked), str(linked))
    if linked.state == "failed":
        stop(str(linked), code=1)


def show(as_json: bool, fields: dict[str, object], words: str) -> None:
    """Print what was found or done, for a program or for people."""
    from flows.tables import as_json as write_json

    if as_json:
        print(write_json(fields))
    else:
        console.print(words, soft_wrap=True)
