"""XML that would have its reader open files, ask the network, or swell: it costs nothing and shows nothing."""

import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.hostile import check_linear, measure, repeat
from tests.support.readers import STORY, read_all, reasons

SECRET = "The vault is behind the painting of the sea."
MAX_SECONDS = 10.0


def build_nitf(body: str, prolog: str = "", attributes: str = "") -> str:
    return f"{prolog}<nitf{attributes}><body><body.content><p>{STORY}</p>{body}</body.content></body></nitf>"


def build_rss(items: str) -> str:
    return f"<rss><channel><title>Quay News</title>{items}</channel></rss>"


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A socket that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


OUTWARD: Mapping[str, Callable[[str], str]] = {
    "entity": lambda where: build_nitf("<p>&x;</p>", f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "{where}">]>'),
    "entity in an attribute": lambda where: build_nitf(
        "<p a='&x;'/>", f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "{where}">]>'
    ),
    "parameter entity": lambda where: build_nitf("<p>&y;</p>", f'<!DOCTYPE nitf [<!ENTITY % x SYSTEM "{where}"> %x;]>'),
    "document type": lambda where: build_nitf("<p>&y;</p>", f'<!DOCTYPE nitf SYSTEM "{where}">'),
    "entity in a feed": lambda where: (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{where}">]>' + build_rss("<item><description>&x;<br></description></item>")
    ),
    "inclusion": lambda where: build_nitf(
        f'<p xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{where}" parse="text"/></p>'
    ),
    "style sheet": lambda where: build_nitf("", f'<?xml-stylesheet href="{where}"?>'),
    "schema": lambda where: build_nitf(
        "", "", f' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:noNamespaceSchemaLocation="{where}"'
    ),
    "content elsewhere": lambda where: build_rss(f'<item><content src="{where}"/><link>{where}</link></item>'),
}


@pytest.mark.parametrize("kind", OUTWARD)
def test_nothing_is_opened(tmp_path: Path, kind: str, server: socket.socket) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    for place in (secret.as_uri(), str(secret), f"http://127.0.0.1:{server.getsockname()[1]}/x"):
        (outcome,) = read_all(tmp_path / "raw", "a.xml", OUTWARD[kind](place))
        assert "vault" not in repr(outcome)
    with pytest.raises(BlockingIOError):
        server.accept()


def build_bomb(body: str) -> str:
    """Three billion laughs."""
    laughs = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    return build_nitf(body, f'<!DOCTYPE nitf [<!ENTITY l0 "{STORY}">{laughs}]>')


@pytest.mark.parametrize("body", ["<p>&l9;</p>", "<p a='&l9;'/>"])
def test_an_entity_bomb_costs_nothing(tmp_path: Path, body: str) -> None:
    found: list[str] = []
    assert measure(lambda: found.extend(reasons(read_all(tmp_path, "a.xml", build_bomb(body))))) < 1
    assert found == ["invalid_xml"]


def test_depth_is_bounded(tmp_path: Path) -> None:
    assert reasons(read_all(tmp_path, "a.xml", build_nitf("<b>" * 20_000 + "</b>" * 20_000))) == ["invalid_xml"]


def test_size_of_a_record_is_bounded(tmp_path: Path) -> None:
    assert reasons(read_all(tmp_path / "a", "a.xml", build_nitf("<b/>" * 100_000))) == ["too_large"]
    assert reasons(read_all(tmp_path / "b", "a.xml", build_nitf("", "", " a='" + "x" * 50_000 + "'"))) == ["too_large"]


ITEM = f"<item><title>Harbour</title><content>{STORY}</content></item>"
XMLS: Mapping[str, Callable[[int], str]] = {
    "many items": lambda size: build_rss(repeat(ITEM, size)),
    "items without an end": lambda size: build_rss(repeat("<item>", size)),
    "items with open tags": lambda size: build_rss(repeat("<item><br></item>", size // 4)),
    "tags in one item": lambda size: build_rss(
        "<item><description>" + repeat("no<br>", size // 4) + "</description></item>"
    ),
    "ampersands": lambda size: build_nitf("<p>" + repeat("& ", size) + "</p>"),
    "open sections": lambda size: build_rss(repeat("<item><![CDATA[", size)),
    "open comments": lambda size: repeat("<!--", size),
    "open document types": lambda size: repeat("<!DOCTYPE a [", size),
    "quotes in a document type": lambda size: "<!DOCTYPE a [" + repeat("\"'", size),
    "quotes in the root": lambda size: "<nitf " + repeat("\"'", size),
    "entities": lambda size: build_nitf("", "<!DOCTYPE a [" + repeat("<!ENTITY a 'x'>", size) + "]>"),
    "attributes": lambda size: build_nitf("<p " + "".join(f"a{n:06x}='1' " for n in range(size // 12)) + "/>"),
    "namespaces": lambda size: build_nitf("".join(f"<p xmlns:a{n:06x}='x'/>" for n in range(size // 25))),
    "components": lambda size: (
        "<NewsML><NewsItem>"
        + repeat("<NewsComponent><ContentItem><DataContent>x</DataContent></ContentItem></NewsComponent>", size)
        + "</NewsItem></NewsML>"
    ),
    "ellipses": lambda size: build_rss(f"<item><description>{repeat('… ', size)}</description></item>"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", XMLS)
def test_time(tmp_path: Path, kind: str) -> None:
    read_all(tmp_path / "first", "a.xml", build_rss("<item><br></item>"))
    check_linear(
        lambda size: read_all(tmp_path / str(size), "a.xml", XMLS[kind](size)), (100_000, 400_000), MAX_SECONDS
    )
