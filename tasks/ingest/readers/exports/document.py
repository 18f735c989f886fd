"""What documents of all press databases have in common: dates, names of publications, a record made of the parts."""

import re
from collections.abc import Iterable

from schemas.rejects import Problem
from tasks.ingest.cleaning.byline import split_names
from tasks.ingest.readers.record import Record

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE = re.compile(
    rf"(?:{WEEKDAY},? )?(?P<day>{MONTH}\.? [0-9]{{1,2}}, [0-9]{{4}}|[0-9]{{1,2}} {MONTH}\.?,? [0-9]{{4}})"
    rf"(?:,? {WEEKDAY})?(?:,? (?P<time>[0-9]{{1,2}}:[0-9]{{2}}(?: ?[AP]M)?(?: (?:GMT|UTC|EST|EDT))?))?\b",
    re.IGNORECASE,
)
"""At the beginning of a line: "March 12, 2025 Wednesday 10:15 AM GMT", "12 March 2025"."""
COPYRIGHT = re.compile(
    r"(?:Copyright|©|\(c\))\W.{0,20}[0-9]{4}\b.{0,200}|.{0,80}\bAll Rights Reserved\b.{0,40}", re.IGNORECASE
)
LENGTH = re.compile(r"[0-9]{1,3}(?:,?[0-9]{3}){0,2} words?", re.IGNORECASE)


def find_date(line: str) -> str | None:
    """Return the date that a line begins with, and the time of day; None where it begins otherwise."""
    match = DATE.match(line)
    return " ".join(filter(None, (match["day"], match["time"]))) if match else None


def build_document(
    title: str, lines: Iterable[str], byline: str, published: str | None, publication: str, own_id: str | None = None
) -> Record | Problem:
    """Return the record of a document, whose publisher is the publication it appeared in, spelled as folders are."""
    text = "\n".join(lines).strip()
    if not text:
        return Problem("empty", "A document of the export has no text")
    publisher = "-".join(re.findall(r"[^\W_]+", publication.lower().replace("’", "").replace("'", ""))) or None
    return Record(text, title or None, split_names(byline), published, own_id=own_id, publisher=publisher)
