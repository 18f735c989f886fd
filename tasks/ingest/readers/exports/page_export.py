"""Exports of Factiva as a web page: each document is a `div`, perhaps with a table of codes and parts in it."""

import re
from collections.abc import Iterator

from schemas.rejects import Problem
from tasks.ingest.cleaning.markup import build_plain_text, parse_html
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.exports.export import find_export
from tasks.ingest.readers.record import Record

EXPORT = re.compile(rb"<div[^<>]{1,200}class=[\"']article \w{2,12}Article[\"' ]", re.I)


def find_page_export(content: bytes) -> Iterator[Record | Problem] | None:
    """Return the records of the documents in a page; None where it is no export. Raises ProblemError."""
    tree = parse_html(decode(content))
    if tree is None:
        return None
    for cell in tree.iter("td", "th"):
        cell.tail = f" {cell.tail or ''}"
    return find_export(build_plain_text(tree))
