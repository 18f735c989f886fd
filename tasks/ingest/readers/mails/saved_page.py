"""Reader of .mhtml and .mht: a web page as browsers save it, in the form of a mail with its pictures attached."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.rejects import Problem
from tasks.ingest.limits import Limits
from tasks.ingest.readers.mails.mail import list_parts, parse_message, read_bytes, read_header
from tasks.ingest.readers.pages.page import read_html
from tasks.ingest.readers.record import RawStream, Record, read_whole

PAGE_KINDS = ("text/html", "application/xhtml+xml")


def read_mail_page(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the record of a saved web page, whose url is the one that it was saved from. Raises ProblemError."""
    message = parse_message(read_whole(raw.unpack(), limits))
    page = next((part for part in list_parts(message) if part.get_content_type() in PAGE_KINDS), None)
    if page is None:
        yield Problem("no_article_in_html", "The file holds no page")
        return
    charset = page.get_content_charset()
    found = read_html(read_bytes(page), str(charset) if charset else None, limits)
    urls = (read_header(message, "Snapshot-Content-Location"), read_header(page, "Content-Location"))
    url = next((one for one in urls if one.startswith(("http://", "https://"))), None)
    yield found if isinstance(found, Problem) else replace(found, url=url or found.url)
