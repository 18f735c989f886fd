"""`quotewire browse` as a user starts it, and its pages as a browser shows them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest

from flows.browse import app
from flows.browse.server import BrowseError, serve_pages
from tasks.zones.zone import open_zone
from tests.flows.browse.test_pages import find_addresses, open_client
from tests.support.made_up_zone import write_made_up_zone

CHROMIUM = shutil.which("chromium")
COMMAND = (str(Path(sys.executable).with_name("quotewire")), "browse", "--port", "0")
WIDTHS = (400, 1300)
MEASURE = """<script>addEventListener("load", () => {
  const page = document.documentElement;
  parent.postMessage(`${name}: ${page.scrollWidth - page.clientWidth}`, "*");
})</script></body>"""
"""Tells the page around how many pixels this one would scroll sideways."""
FRAMES = """<script>addEventListener("message", ({ data }) => document.body.append(`[${data}]`))</script>"""


@contextmanager
def start(environment: Mapping[str, str]) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start the command; the process and its address."""
    with subprocess.Popen(COMMAND, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().split()[0]
        finally:
            process.kill()


@pytest.mark.slow
def test_it_serves_on_loopback_until_it_is_stopped_and_writes_nothing(tmp_path: Path) -> None:
    curated = tmp_path / "curated"
    write_made_up_zone(curated, days=2)
    before = sorted(tmp_path.rglob("*"))
    with start({"QUOTEWIRE_CURATED": str(curated), "QUOTEWIRE_STATE": str(tmp_path / "state")}) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/search?words=bridge") as answer:
            assert b"bridge" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert sorted(tmp_path.rglob("*")) == before


def test_a_port_that_is_taken_is_wrong_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BrowseError, match=rf"^127.0.0.1, port {port}: Address already in use; --port 0 takes"):
            serve_pages(open_zone(tmp_path), "127.0.0.1", port)


def test_a_zone_that_cannot_be_browsed_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrowseError, match="file: Not a directory; may this user read it"):
        serve_pages(open_zone(tmp_path / "file"), "127.0.0.1", 0)
    with pytest.raises(BrowseError, match="s3://bucket/curated: browse reads a folder; copy the tables here"):
        serve_pages(open_zone("s3://bucket/curated"), "127.0.0.1", 0)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")
def test_no_page_scrolls_sideways_in_a_browser(tmp_path: Path) -> None:
    """In frames as wide as a telephone and as a screen, with the SQL opened."""
    write_made_up_zone(tmp_path / "curated", days=3)
    client, frames = open_client(tmp_path / "curated"), FRAMES
    style = Path(app.__file__).with_name("static") / "browse.css"
    addresses = find_addresses(tmp_path / "curated")
    for number, address in enumerate(addresses):
        page = (
            client.get(address).text.replace("/static/browse.css", style.as_uri()).replace("<details", "<details open")
        )
        (tmp_path / f"{number}.html").write_text(page.replace("</body>", MEASURE))
        frames += "".join(
            f'<iframe name="{address} {width}" width="{width}" src="{number}.html"></iframe>' for width in WIDTHS
        )
    (tmp_path / "frames.html").write_text(f"<body>{frames}</body>")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", f"--user-data-dir={tmp_path}/profile", "--dump-dom"]
    shown = subprocess.run(
        [*command, (tmp_path / "frames.html").as_uri()], capture_output=True, text=True, check=True
    ).stdout
    found = dict(re.findall(r"\[(\S+ \d+): (-?\d+)\]", unescape(shown)))
    assert len(found) == len(addresses) * len(WIDTHS)
    assert {name: pixels for name, pixels in found.items() if pixels != "0"} == {}
