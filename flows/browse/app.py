"""The web app: its addresses, and pages for what cannot be shown."""

from collections.abc import Callable
from pathlib import Path
from socket import gethostname
from typing import Annotated, Any

import duckdb
import pyarrow as pa
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from flows.browse import views
from flows.browse.guard import build_guard
from flows.browse.queries import open_zone
from flows.browse.reading import NotFoundError, Page
from flows.browse.rendering import build_csv, build_templates

FOLDER = Path(__file__).parent
ADDRESSES: dict[str, Callable[..., Page]] = {
    "/": views.overview,
    "/search": views.search,
    "/articles/{article}": views.article,
    "/articles/{article}/deliveries": views.deliveries,
    "/speakers": views.speakers,
    "/speaker": views.speaker,
    "/families": views.families,
    "/families/{family}": views.family,
    "/changes": views.changes,
    "/plots/days": views.days,
    "/plots/speakers": views.top_speakers,
    "/plots/{plot}": views.shares,
}
"""Every view; the same address with .csv behind it is its table of the name `table`, or its first one."""
STALE = "An older quotewire published some of these batches; redo them: quotewire backfill START END --only stale"
SLOW = "That took too long. Look at fewer batches: set “from” and “to”."
PROBLEMS: dict[type[Exception], tuple[int, Callable[[Any], str]]] = {
    NotFoundError: (404, str),
    HTTPException: (404, lambda error: f"There is no such page: {error.detail}."),
    RequestValidationError: (422, lambda error: describe_invalid(error)),
    duckdb.InterruptException: (503, lambda _: SLOW),
    duckdb.BinderException: (503, lambda _: STALE),
    duckdb.Error: (503, lambda error: f"The tables cannot be read now: {str(error).splitlines()[0]}"),
    pa.ArrowException: (503, lambda error: f"The tables cannot be read now: {error}"),
    OSError: (503, lambda error: f"The tables cannot be read now: {error}"),
}
"""What goes wrong, with its status and what the page says of it."""


def describe_invalid(error: RequestValidationError) -> str:
    """Return what is wrong with a value of an address."""
    first = error.errors()[0]
    return f"{first['loc'][-1]} = {first['input']!r}: {first['msg']}."


def build_app(curated: Path, host: str = "127.0.0.1") -> FastAPI:
    """Return the app on the tables of a curated zone; `host` is a name that it may be asked under."""
    app = FastAPI(openapi_url=None)
    app.state.zone = open_zone(curated)
    templates = build_templates(curated)

    def render(template: str, status: int = 200, **context: Any) -> HTMLResponse:
        return HTMLResponse(templates.get_template(f"{template}.html").render(context), status)

    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    app.middleware("http")(build_guard(frozenset({"localhost", host.lower(), gethostname().lower()})))
    for address, view in ADDRESSES.items():
        add_view(app, render, address, view)
    for kind, (status, describe) in PROBLEMS.items():
        add_problem(app, render, kind, status, describe)
    return app


def add_view(app: FastAPI, render: Callable[..., HTMLResponse], address: str, view: Callable[..., Page]) -> None:
    """Give a view its two addresses."""

    def show(request: Request, page: Annotated[Page, Depends(view)]) -> Response:
        missing = request.app.state.zone.find_missing()
        return render(page.template, page=page, request=request, missing=missing, **page.more)

    def download(page: Annotated[Page, Depends(view)], table: str | None = None) -> Response:
        name = table or next(iter(page.answers))
        if name not in page.answers:
            raise NotFoundError(f"This view has no table {name}; it has {', '.join(page.answers)}.")
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(build_csv(page.answers[name]), media_type="text/csv; charset=utf-8", headers=headers)

    app.get(f"{address.rstrip('/') or '/overview'}.csv")(download)
    app.get(address)(show)


def add_problem(
    app: FastAPI,
    render: Callable[..., HTMLResponse],
    kind: type[Exception],
    status: int,
    describe: Callable[[Any], str],
) -> None:
    """Give an exception its page."""

    def show(request: Request, error: Exception) -> Response:
        return render("problem", status, request=request, missing=[], message=describe(error))

    app.exception_handler(kind)(show)
