"""Who may read the pages: requests for this machine by name or address, and never other web pages."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""A page loads nothing but its own style and script, and what is delivered can run nothing."""

type Next = Callable[[Request], Awaitable[Response]]


def is_own_host(host: str, names: frozenset[str]) -> bool:
    """Return whether a Host header is an address, or a name that nobody else can point at this machine.

    A page whose name was made to lead here (DNS rebinding) still bears its own name.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name in names or bool(ip_address(name))
    except ValueError:
        return False


def build_guard(names: frozenset[str]) -> Callable[[Request, Next], Awaitable[Response]]:
    """Return the middleware that lets in only what `is_own_host` knows, and tells the browser what pages may do."""

    async def guard(request: Request, call_next: Next) -> Response:
        if not is_own_host(request.headers.get("host", ""), names):
            return PlainTextResponse("this is no name of the machine that quotewire browse was started on", 400)
        foreign = request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if foreign and request.headers.get("sec-fetch-dest") != "document":
            return PlainTextResponse("other web pages may lead here, and not read or embed what is here", 403)
        response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    return guard
