"""What reading will make of a file that is landed, as far as its first records tell."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.formats import COLUMNS_FILE, find_format, is_archive
from schemas.rejects import ProblemError, Reject
from tasks.batch.columns import parse_columns
from tasks.batch.raw_files import RawFile
from tasks.ingest.article import Article
from tasks.ingest.land import Landed
from tasks.ingest.limits import Limits
from tasks.ingest.read import RecordOutcome, read_members, read_records
from tasks.ingest.readers.keys import WRAPPERS, find_part, fold_key
from tasks.ingest.readers.record import RawStream
from tasks.ingest.stream import build_stream
from tasks.zones.place import Place

MAX_FILES = 100
"""That are looked into; of more, the others are landed all the same."""
MAX_RECORDS, MAX_SECONDS = 1_000, 2.0
"""Of one file; what lies behind is not counted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the beginning of a file, or all of it, will be read to."""

    format: str
    articles: int = 0
    is_more: bool = False
    """Whether the file goes on behind what was counted."""
    title: str | None = None
    """Of the first article that has one."""
    keys: tuple[str, ...] = ()
    """Columns or keys that are read."""
    other_keys: tuple[str, ...] = ()
    """Those that are not."""
    rejects: Mapping[str, int] = field(default_factory=dict)
    """Number by reason."""
    message: str | None = None
    """Of the first reject."""

    @property
    def records(self) -> int:
        """Number of records counted."""
        return self.articles + sum(self.rejects.values())


def preview_landed(landed: Sequence[Landed], batch: Place, limits: Limits) -> list[Preview | None]:
    """Return what the first files will be read to, in the date folder `batch`; None for the others."""
    sources = {one.path: one.source for one in landed}
    return [preview_file(one, batch, sources, limits) if n < MAX_FILES else None for n, one in enumerate(landed)]


def preview_file(landed: Landed, batch: Place, sources: Mapping[Place, Path], limits: Limits) -> Preview:
    """Return what the first records of a file will be read to; `sources` has the files that are landed with it."""
    path = str(landed.path).removeprefix(f"{batch}/")
    found = find_format(path)
    columns = find_columns(landed.path, batch, sources) if found and found.has_keys else ""
    file = RawFile(path, landed.source.stat().st_size, "", 0, columns=columns)
    with landed.source.open("rb") as stream:
        raw = build_stream(stream, file)
        read = read_members if is_archive(path) else read_records
        counted, is_more = count_first(read(batch.name, file, raw, 0, limits))
    return build_preview(found.name if found else "archive", counted, is_more, raw)


def count_first(outcomes: Iterator[RecordOutcome]) -> tuple[list[RecordOutcome], bool]:
    """Return the first outcomes and whether there are more."""
    counted: list[RecordOutcome] = []
    end = time.monotonic() + MAX_SECONDS
    for outcome in outcomes:
        if len(counted) == MAX_RECORDS or time.monotonic() > end:
            return counted, True
        counted.append(outcome)
    return counted, False


def build_preview(name: str, counted: Sequence[RecordOutcome], is_more: bool, raw: RawStream) -> Preview:
    """Return what was counted, and the keys that were met."""
    articles = [one for one in counted if isinstance(one, Article)]
    rejects = [one for one in counted if isinstance(one, Reject)]
    title = next((one.title for one in articles if one.title), None)
    named = {fold_key(str(column)) for columns in raw.named.values() for column in columns}
    known = [key for key in raw.keys if find_part(key) or fold_key(key) in {*named, *WRAPPERS}]
    others = [key for key in raw.keys if key not in known]
    reasons, message = Counter(one.reason for one in rejects), rejects[0].message if rejects else None
    return Preview(name, len(articles), is_more, title, tuple(known), tuple(others), dict(reasons), message)


def find_columns(target: Place, batch: Place, sources: Mapping[Place, Path]) -> str:
    """Return what the nearest file of columns, landed too or there already, says for a file, as `RawFile` has it."""
    folder = target.parent
    while folder != batch:
        place = folder / COLUMNS_FILE
        try:
            text = sources[place].read_bytes() if place in sources else place.read_text().encode()
            return json.dumps(parse_columns(text))
        except (OSError, ValueError, ProblemError):
            folder = folder.parent
    return ""
