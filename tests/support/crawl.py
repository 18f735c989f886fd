"""WARC files for the tests, written byte by byte so that they can be as bad as a test wants them."""

import gzip
from collections.abc import Sequence
from pathlib import Path

from tasks.batch.raw_files import list_raw_files
from tasks.ingest.cut import cut_file
from tasks.ingest.limits import Limits
from tasks.ingest.read import RecordOutcome, read_part
from tests.support.readers import STORY, deliver

PAGE = (
    "<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{story}</p>"
    "<p>“We’ll see,” said Émile Dastur, who runs the café at the end of the pier.</p></article></body></html>"
)


def build_page(title: str = "Harbour open") -> bytes:
    """A page with an article."""
    return PAGE.format(title=title, story=STORY).encode()


def build_record(kind: str, url: str, block: bytes, content_type: str, fields: str = "") -> bytes:
    """One WARC record; `fields` are more lines of its head."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"WARC-Date: 2025-03-03T10:00:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n"
        f"{fields}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def build_response(
    url: str, body: bytes, status: str = "200 OK", content_type: str = "text/html; charset=utf-8", fields: str = ""
) -> bytes:
    """A response record; `fields` are more lines of its HTTP head."""
    named = f"Content-Type: {content_type}\r\n" if content_type else ""
    block = f"HTTP/1.1 {status}\r\n{named}{fields}\r\n".encode() + body
    return build_record("response", url, block, "application/http; msgtype=response")


def build_article(number: int, url: str = "https://www.daily.example/{}") -> bytes:
    """A response with an article of its own."""
    return build_response(url.format(number), build_page(f"Harbour open, day {number}"))


OTHERS = {
    "warcinfo": build_record("warcinfo", "", b"software: crawler/1.0\r\n", "application/warc-fields"),
    "request": build_record("request", "https://daily.example/1", b"GET /1 HTTP/1.1\r\n\r\n", "application/http"),
    "metadata": build_record("metadata", "https://daily.example/1", b"fetchTimeMs: 9", "application/warc-fields"),
    "revisit": build_record("revisit", "https://daily.example/1", b"HTTP/1.1 200 OK\r\n\r\n", "application/http"),
    "conversion": build_record("conversion", "https://daily.example/1", STORY.encode(), "text/plain"),
    "image": build_response("https://daily.example/a.png", b"\x89PNG\r\n\x1a\n" * 9, content_type="image/png"),
    "robots": build_response("https://daily.example/robots.txt", b"User-agent: *", content_type="text/plain"),
    "nameless": build_response("https://daily.example/a", b"\x89PNG\r\n\x1a\n" * 9, content_type=""),
    "dns": build_record("response", "dns:daily.example", b"20250303 daily.example. 60 IN A 192.0.2.1", "text/dns"),
    "moved": build_response("https://daily.example/old", build_page(), status="301 Moved Permanently"),
    "unchanged": build_response("https://daily.example/1", b"", status="304 Not Modified"),
    "gone": build_response("https://daily.example/none", build_page(), status="404 Not Found"),
    "broken": build_response("https://daily.example/sad", build_page(), status="500 Internal Server Error"),
    "nothing": build_response("https://daily.example/nil", b"", status="204 No Content"),
}
"""Records that are no page."""
KINDS = {
    **dict.fromkeys(("warcinfo", "request", "metadata", "revisit", "conversion"), "other_record"),
    **dict.fromkeys(("image", "robots", "nameless", "dns"), "not_html"),
    **dict.fromkeys(("moved", "unchanged"), "redirect"),
    **dict.fromkeys(("gone", "broken", "nothing"), "http_error"),
}
"""As what each of them is passed over."""


def pack(records: Sequence[bytes]) -> bytes:
    """A .warc.gz as the standard has it: one gzip member a record."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def read_crawl(
    folder: Path, name: str, content: bytes, limits: Limits | None = None, part_bytes: int = 0
) -> list[RecordOutcome]:
    """What becomes of the records of a WARC file, read in parts of `part_bytes`, or whole where that is 0."""
    batch = deliver(folder, name, content)
    (file,) = list_raw_files(batch, {})[0]
    limits = limits or Limits()
    parts = cut_file(batch, file, limits, part_bytes or file.size + 1)
    return [outcome for part in parts for outcome in read_part(batch, part, limits)]
