"""Who may read the pages."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from flows.browse.app import build_app
from flows.browse.guard import is_own_host


@pytest.mark.parametrize(
    "host", ["127.0.0.1:4210", "localhost:4210", "LOCALHOST", "[::1]:4210", "192.168.1.5:80", "desk"]
)
def test_addresses_and_own_names_are_let_in(host: str) -> None:
    assert is_own_host(host, frozenset({"localhost", "desk"}))


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4210", "", "[", "::1]"]
)
def test_names_of_others_are_not(host: str) -> None:
    assert not is_own_host(host, frozenset({"localhost", "desk"}))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "evil.example"}, 400),
        ({"sec-fetch-site": "same-origin", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "empty"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-dest": "script"}, 403),
    ],
)
def test_other_web_pages_may_lead_here_and_read_nothing(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    client = TestClient(build_app(tmp_path), base_url="http://127.0.0.1:4210")
    assert client.get("/", headers=headers).status_code == status


def test_a_page_may_load_nothing_but_its_own_style_and_script(tmp_path: Path) -> None:
    client = TestClient(build_app(tmp_path), base_url="http://127.0.0.1:4210")
    for address in ("/", "/nonsense", "/static/browse.css", "/search.csv"):
        policy = client.get(address).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert (
            "access-control-allow-origin" not in client.get(address, headers={"origin": "http://evil.example"}).headers
        )


def test_nothing_can_be_written(tmp_path: Path) -> None:
    client = TestClient(build_app(tmp_path), base_url="http://127.0.0.1:4210")
    assert client.post("/search").status_code == 404
    assert client.get("/docs").status_code == client.get("/openapi.json").status_code == 404
