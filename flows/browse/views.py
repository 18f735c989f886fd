"""The views, each a function of what an address says: which queries it asks and what it makes of the answers."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from flows.browse.article import build_speakers, cut_text
from flows.browse.charts import build_chart
from flows.browse.filters import Filters, Given
from flows.browse.queries import Answer, is_there
from flows.browse.reading import NotFoundError, Page, Reading
from schemas.quote_changes import CHANGES
from schemas.quotes import SPEAKER_LABELS, TYPES

type Read = Annotated[Reading, Depends()]
type Narrow = Annotated[Filters, Query()]


def overview(read: Read) -> Page:
    """What there is: batches, outlets, rows."""
    batches = read.session.ask("overview", read.values)
    publishers = read.session.ask("publishers", read.values)
    return Page("overview", "Overview", {"batches": batches, "publishers": publishers})


def search(read: Read, filters: Narrow) -> Page:
    """Quotes that match, the newest first; what is newest is looked at first, and often that is enough."""
    names = ("words", "speaker", "name", "actor", "type", "label", "speech", "confidence")
    period, where, bound = read.narrow(filters, *names)
    rows: list[dict[str, Any]] = []
    columns: tuple[str, ...] = ()
    for first, last in period.split():
        wanted = {**bound, "first": first, "last": last, "limit": read.skip + read.rows + 1 - len(rows), "skip": 0}
        part = read.session.ask("search", wanted, where)
        rows, columns = rows + part.rows, part.columns
        if len(rows) > read.skip + read.rows:
            break
    answer = Answer(columns, rows[read.skip :], read.session.write("search", bound, where))
    more = {"period": period, "filters": filters, "types": TYPES, "labels": SPEAKER_LABELS}
    return Page("search", "Search quotes", {"quotes": answer}, more)


def article(read: Read, article: str, batch: Given[date] = None) -> Page:
    """An article with its quotes; of one that was delivered again, the newest delivery unless told which."""
    values, session = {"article": article}, read.session
    newest = () if batch else session.ask("deliveries", values).rows
    batch = next((row["batch_date"] for row in newest), batch)
    found = session.ask("article", values, batch=batch) if batch else None
    if not found or not found.rows:
        raise NotFoundError(f"There is no article {article}" + (f" in the batch {batch}." if batch else "."))
    quotes, row = session.ask("article_quotes", values, batch=batch), found.rows[0]
    stretches = list(cut_text(row["text"], quotes.rows))
    more = {"article": row, "stretches": stretches, "speakers": build_speakers(quotes.rows)}
    return Page("article", row["title"] or "Untitled article", {"quotes": quotes, "article": found}, more)


def deliveries(read: Read, article: str) -> Page:
    """Every delivery of an article."""
    found = read.session.ask("deliveries", {"article": article})
    if not found.rows:
        raise NotFoundError(f"There is no article {article}.")
    return Page("deliveries", "Deliveries of an article", {"deliveries": found}, {"article": found.rows[0]})


def speakers(read: Read, filters: Narrow) -> Page:
    """Who is named, whoever is quoted most first: actors where batches are linked, else names."""
    has_actors = is_there(read.session.curated, "actors")
    period, where, bound = read.narrow(filters)
    values = {**bound, "name": filters.name}
    found = read.session.ask("actors", values) if has_actors else read.session.ask("names", values, where)
    more = {"name": filters.name, "has_actors": has_actors, "period": period}
    return Page("speakers", "Speakers", {"speakers": found}, more)


def speaker(read: Read, filters: Narrow) -> Page:
    """Somebody's quotes, by actor or by name, over time and outlets, with what articles say of them."""
    session, actor = read.session, filters.actor
    profile = session.ask("actor", {"actor": actor})
    if actor and not profile.rows:
        raise NotFoundError(f"There is no actor {actor}.")
    if not actor and not filters.name:
        raise NotFoundError("Which speaker? Choose one in “Speakers”.")
    period, where, bound = read.narrow(filters, "actor" if actor else "name")
    session.make("speaker_quotes", bound, where)
    parts = ("said", "days", "outlets", "roles", "beside")
    answers = {part: session.ask(f"speaker_{part}", bound) for part in parts}
    title = profile.rows[0]["name"] if actor else str(filters.name)
    chart = build_chart(answers["days"].rows, period.unit)
    named = session.ask("actors_named", {**bound, "name": None if actor else filters.name})
    more = {"profile": profile.rows[0] if actor else None, "chart": chart, "period": period}
    return Page("speaker", title, {**answers, "profile": profile, "named": named}, more)


def families(read: Read, filters: Narrow) -> Page:
    """Families of quotes, those that most outlets printed first."""
    period, where, bound = read.narrow(filters)
    return Page(
        "families", "Families of quotes", {"families": read.session.ask("families", bound, where)}, {"period": period}
    )


def family(read: Read, family: str) -> Page:
    """Who printed which wording of a quote, and when."""
    found = read.session.ask("family", {**read.values, "family": family})
    if not found.rows:
        raise NotFoundError(f"There is no family {family}.")
    return Page("family", "One quote, many wordings", {"wordings": found}, {"oldest": found.rows[0]})


def changes(read: Read, filters: Narrow) -> Page:
    """What became of quotes after publication."""
    period, where, bound = read.narrow(filters, "change")
    found = read.session.ask("changes", bound, where)
    return Page(
        "changes", "Changes", {"changes": found}, {"change": filters.change, "kinds": CHANGES, "period": period}
    )


def days(read: Read, filters: Narrow) -> Page:
    """Quotes over time by outlet."""
    period, where, bound = read.narrow(filters)
    found = read.session.ask("days", bound, where)
    return Page(
        "plot_days",
        "Quotes over time",
        {"days": found},
        {"chart": build_chart(found.rows, period.unit), "period": period},
    )


def top_speakers(read: Read, filters: Narrow) -> Page:
    """Who is quoted most."""
    period, where, bound = read.narrow(filters)
    return Page(
        "plot_speakers",
        "Top speakers",
        {"speakers": read.session.ask("top_speakers", bound, where)},
        {"period": period},
    )


SHARES = {
    "pronouns": ("Women, men and unnamed persons", ("women", "men", "they", "unsaid", "unnamed")),
    "labels": ("Kinds of sources", SPEAKER_LABELS),
    "types": ("Direct against indirect", TYPES),
}
"""Plots that are shares of an outlet's quotes: title, and columns of the query."""


def shares(read: Read, filters: Narrow, plot: Literal["pronouns", "labels", "types"]) -> Page:
    """Shares of every outlet's quotes."""
    title, columns = SHARES[plot]
    period, where, bound = read.narrow(filters)
    found = read.session.ask(plot, bound, where)
    return Page("plot_shares", title, {plot: found}, {"columns": columns, "plot": plot, "period": period})
