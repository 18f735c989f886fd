"""The web app as a process: on loopback unless told otherwise, until Ctrl-C."""

import socket

import uvicorn

from flows.browse.app import build_app
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place


class BrowseError(Exception):
    """The pages cannot be served; the message says why and what to do."""


def serve_pages(curated: Place, host: str, port: int) -> None:
    """Serve the pages until a signal ends it. Raises BrowseError before anything is served."""
    if not isinstance(curated, LocalPlace):
        raise BrowseError(
            f"{curated}: browse reads a folder; copy the tables here and set QUOTEWIRE_CURATED to the copy"
        )
    try:
        next(iter(curated.iterdir()), None)
    except FileNotFoundError:
        pass  # the pages say so, until the first batch is published
    except OSError as error:
        raise BrowseError(f"{curated}: {error.strerror}; may this user read it?") from None
    with open_socket(host, port) as listener:
        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        print(f"{address} shows {curated}; Ctrl-C ends it", flush=True)
        config = uvicorn.Config(build_app(curated, host), log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run([listener])


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises BrowseError where the port is taken or the host is not of this machine."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = str(error.strerror).split(" (")[0]
        raise BrowseError(f"{host}, port {port}: {reason}; --port 0 takes a free port of this machine") from None
