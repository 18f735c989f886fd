"""Publication dates, in the many ways that deliveries write them."""

import re
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo

from dateutil import parser as dateutil_parser
from dateutil.tz import tzoffset
from dateutil.zoneinfo import get_zonefile_instance

from tasks.ingest.lists import load_lines

MAX_CHARS = 100
YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}")
EPOCH = re.compile(r"-?[0-9]{9,16}(?:\.[0-9]{1,9})?")
AMBIGUOUS = re.compile(r"(?<![0-9])(0?[1-9]|1[0-2])([/.-])(0?[1-9]|1[0-2])\2(?:19|20)[0-9]{2}")
"""3/4/2025 is in March to some and in April to others."""
LABEL = re.compile(r"^(?:first )?(?:published|posted|updated|last updated|date|on)(?: on| at)?\s*:?\s+", re.IGNORECASE)
CHANGED = re.compile(r"(?<=[^\W_])[^\w+-]*\b(?:last )?(?:updated|modified|edited)\b.*", re.IGNORECASE | re.DOTALL)
"""When it was changed, behind the time of publication."""
NOISE = re.compile(
    r"\b(?:at|on)\b|(?<=[0-9])\s*(?:hrs|hours|h)\b|[|•·]|\b(?:GMT|UTC)(?=[+-][0-9])|\([^()]*\)$", re.IGNORECASE
)
DOTTED = re.compile(r"(?<![0-9.])([0-2]?[0-9])\.([0-5][0-9])(?![0-9.])")
"""A time as Britain writes it: 9.15am."""
REGION = re.compile(r"\b(Eastern|Central|Mountain|Pacific)(?: (?:Standard |Daylight )?Time\b|$)", re.IGNORECASE)
CITY = re.compile(r"\s*\b[A-Z][a-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?$")
ZONES = dict(map(str.split, load_lines("time_zones")))
"""UTC offsets in hours, or cities, of time zone names; any other name makes a date unreadable."""
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
FILLERS = (datetime(2004, 1, 1), datetime(2008, 2, 2))
"""Two dates that share no part: what differs between two readings was not in the string."""
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
"""What dateutil raises on strings that are no date."""


def find_zone(name: str | None, offset: int | None) -> tzinfo | None:
    """Return the time zone of a name and an offset in seconds east, never this machine's. Raises KeyError."""
    if name is None or offset is not None:
        return None if offset is None else tzoffset(name, offset)
    zone = ZONES[name.upper()]
    return find_city_zone(zone) if "/" in zone else tzoffset(name, int(zone) * 3600)


def find_city_zone(city: str) -> tzinfo:
    """Return the time zone of a city of the IANA database, of the copy that dateutil brings. Raises KeyError."""
    return get_zonefile_instance().zones[city]


def parse_date(raw: str) -> datetime | None:
    """Return the moment that a date string means, in UTC; None where it is none, or its day, month or year is not sure.

    A time without a zone is taken as UTC, a day without a time as its first moment.
    """
    text = raw.strip()
    if not text or len(text) > MAX_CHARS:
        return None
    try:
        moment = parse_epoch(text) or parse_iso(text) or parse_written(text)
        if moment is None:
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except UNREADABLE:
        return None
    return moment if FIRST <= moment < LAST else None


def parse_epoch(text: str) -> datetime | None:
    """Parse seconds, milliseconds or microseconds since 1970, told apart by the number of digits."""
    if not EPOCH.fullmatch(text):
        return None
    whole = text.partition(".")[0].lstrip("-")
    scale = 1 if len(whole) < 12 else 1_000 if len(whole) < 15 else 1_000_000
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / scale)


def parse_iso(text: str) -> datetime | None:
    """Parse ISO 8601, or return None."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return None


def parse_written(text: str) -> datetime | None:
    """Parse RFC 2822 and dates in words; None where a part is missing or day and month could be either way round."""
    city = CITY.search(text)
    text = CITY.sub("", CHANGED.sub("", LABEL.sub("", text)))
    text = REGION.sub(lambda match: f"{match[1][0]}T", DOTTED.sub(r"\1:\2", NOISE.sub(" ", text)))
    either = AMBIGUOUS.search(text)
    if not YEAR.search(text) or (either and int(either[1]) != int(either[3])):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        readings = [dateutil_parser.parse(text, default=filler, tzinfos=find_zone) for filler in FILLERS]
    if readings[0] != readings[1]:
        return None
    return readings[0].replace(tzinfo=find_city_zone(city[0].strip())) if city else readings[0]
