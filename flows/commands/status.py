"""Commands that show what there is: status, show."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from flows.commands.shared import DATES, JSON, console, load_settings, say_while, usage_errors


def status(dates: DATES = None, as_json: JSON = False) -> None:
    """Show how each batch stands: new, missing, running, interrupted, failed, stale (why) or done; one named in detail.

    Example: quotewire status --json
    """
    from flows import tables
    from flows.linking import plan_zone
    from flows.plan import find_dates
    from flows.status import find_copies, read_status

    settings = load_settings()
    with usage_errors(), say_while("looking at every batch"):
        statuses = read_status(settings, find_dates(settings, dates).dates)
    if as_json:
        print(tables.as_json([asdict(one) for one in statuses]))
    elif dates and len(statuses) == 1:
        tables.show_one_status(console, statuses[0])
    else:
        tables.show_status(console, statuses)
        tables.show_stale_copies(console, find_copies(settings, date.today()))
        tables.show_stale_links(console, plan_zone(settings))


def show(
    article: Annotated[str, typer.Argument(metavar="ARTICLE_ID_OR_FILE", help="An article id or an article file.")],
) -> None:
    """Show an article in the terminal, its quotes coloured by speaker.

    Example: quotewire show inbox/story.html
    """
    from flows.show import ArticleNotFoundError, show_article

    settings = load_settings()
    with usage_errors(ArticleNotFoundError):
        show_article(console, settings, article)
