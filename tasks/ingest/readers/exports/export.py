"""Whether a text is an export of a press database, told by its form alone, and the documents in it."""

import re
from collections.abc import Iterator

from schemas.rejects import Problem
from tasks.ingest.readers.exports.factiva import is_factiva, split_factiva
from tasks.ingest.readers.exports.nexis import is_nexis, split_nexis
from tasks.ingest.readers.record import Record

SPACE = re.compile(r"[ \t\xa0\u2002\u2003]+")


def find_export(text: str) -> Iterator[Record | Problem] | None:
    """Return the records of the documents in an export; None where the text is none, but an article like others."""
    lines = [SPACE.sub(" ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for is_export, split in ((is_nexis, split_nexis), (is_factiva, split_factiva)):
        if is_export(lines):
            return split(lines)
    return None
