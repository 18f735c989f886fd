"""What every view is given: the tables for one request, how much of them to show, and what it hands back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from flows.browse.filters import Filters, build_condition
from flows.browse.period import Period, find_period
from flows.browse.queries import Answer, Session

ROWS = 50
"""On a page."""
CSV_ROWS = 100_000
"""In a file; more is what Parquet is for."""


class NotFoundError(Exception):
    """There is nothing of that id or name."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a view shows: a template, what it is about, and tables by name, the main one first."""

    template: str
    title: str
    answers: dict[str, Answer]
    more: dict[str, Any] = field(default_factory=dict)


def open_session(request: Request) -> Iterator[Session]:
    """Yield the tables for one request."""
    with request.app.state.zone.open_session() as session:
        yield session


class Reading:
    """One request: how many rows of a list it shows and from which on, and the tables."""

    def __init__(
        self,
        request: Request,
        session: Annotated[Session, Depends(open_session)],
        skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
    ) -> None:
        is_csv = request.url.path.endswith(".csv")
        self.session, self.skip, self.rows = session, 0 if is_csv else skip, CSV_ROWS if is_csv else ROWS

    @property
    def values(self) -> dict[str, Any]:
        """What lists bind; one row more than is shown tells whether there are more."""
        return {"limit": self.rows + 1, "skip": self.skip}

    def narrow(self, filters: Filters, *names: str) -> tuple[Period, str, dict[str, Any]]:
        """Return the batches to look at, the condition of the filters of these names, and what it binds."""
        period = find_period(self.session.zone.count_quotes(), filters.first, filters.last)
        given = filters.model_dump(include={"publisher", *names}) | {"first": period.first, "last": period.last}
        where, bound = build_condition(given)
        return period, where, {**self.values, "unit": period.unit, **bound}
