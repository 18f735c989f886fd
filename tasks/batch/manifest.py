"""The manifest of a batch, what its tables were made from; and the note of why a run published nothing."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from tasks.batch.drift import Drift, Figures
from tasks.batch.places import MANIFESTS, Batch, find_batch_date
from tasks.batch.publishers import PublisherCounts
from tasks.batch.raw_files import RawFile
from tasks.zones.place import Place

FINGERPRINT = b"batch_fingerprint"
"""The key under which a published file carries the fingerprint of its batch, in its metadata."""
INPUTS = b'\n "inputs": ['
"""How the inputs begin in a stored manifest; no line before them is like it."""
HEAD_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of one published batch."""

    batch_date: str
    fingerprint: str
    """Of everything the rows are a function of; each published file carries it too."""
    recipe: Mapping[str, object]
    inputs: tuple[RawFile, ...]
    listed_at_ns: int
    shard_seconds: float
    """What time there was; more of it may make articles of what took too long."""
    records: int
    rejects: Mapping[str, int]
    """Number by reason."""
    rows: Mapping[str, int]
    """Number by table."""
    annotated: int
    """Articles that this run annotated."""
    reused: int
    """Articles whose rows came from the partition published before."""
    metrics: Mapping[str, float]
    verdict: Mapping[str, object]
    finished_at: str
    drift: tuple[Drift, ...] = ()
    """What was unlike the batches before it. It depends on them, and so is no part of the fingerprint or the rows."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Records that were skipped, number by kind; they are none of `records`."""
    publishers: tuple[PublisherCounts, ...] = ()
    """What each delivered, by name."""
    quarantined: tuple[PublisherCounts, ...] = ()
    """Those of them none of whose articles are published, since too many of their records were rejected."""
    kept: int = 0
    """Versions of articles that publishing has replaced, ever since; with the fingerprint it tells what links see."""
    correction_files: tuple[RawFile, ...] = ()
    """What people had said of the batch's articles."""
    corrections: Mapping[str, int] = field(default_factory=dict)
    """Number of articles: `applied`; `outdated`, of whose text there are corrections, but not of this one; and of files
    that could not be understood, `invalid`."""
    version: str = ""
    """Of quotewire; for people, since a new version need not change a row."""

    @property
    def figures(self) -> Figures:
        """The figures that later batches are compared with."""
        return Figures(
            date.fromisoformat(self.batch_date),
            articles=self.rows.get("articles", 0),
            tokens=self.rows.get("tokens", 0),
            quotes=self.rows.get("quotes", 0),
            speakers=int(self.metrics.get("speakers_found", 0)),
            records=self.records,
            rejects=sum(self.rejects.values()),
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last run of a batch published nothing."""

    fingerprint: str
    reason: str
    failed_at: str
    rejected: tuple[str, ...] = ()
    """Why records were rejected, in lines."""


def read_manifest(batch: Batch) -> Manifest | None:
    """Return the batch's manifest; None where it was never published or the file cannot be understood."""
    try:
        return parse_manifest(json.loads(batch.manifest.read_text()))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def parse_manifest(fields: dict[str, Any]) -> Manifest:
    """Return a manifest from its JSON. Raises TypeError or KeyError where it is of another kind."""
    inputs = tuple(RawFile(**file) for file in fields.pop("inputs"))
    drift = tuple(Drift(**one) for one in fields.pop("drift"))
    fields["correction_files"] = tuple(RawFile(**file) for file in fields.get("correction_files", ()))
    for name in ("publishers", "quarantined"):
        fields[name] = tuple(PublisherCounts(**one) for one in fields[name])
    return Manifest(**fields, inputs=inputs, drift=drift)


def read_summary(stored: Place) -> Manifest | None:
    """Return a manifest without its inputs, of which there may be 100,000 and which are not read; None as above."""
    head = b""
    try:
        with stored.open_bytes() as file:
            while INPUTS not in head and (more := file.read(HEAD_PIECE)):
                head += more
        return parse_manifest(json.loads(head.partition(INPUTS)[0].rstrip(b", \n") + b', "inputs": []}'))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def read_history(batch: Batch, most: int) -> list[Manifest]:
    """Return the manifests of the last batches published for dates before this one, without their inputs, by date."""
    stored = list_manifests(batch.curated_root)
    before = [one for one in stored if one < batch.batch_date][-most:]
    return [manifest for one in before if (manifest := read_summary(stored[one]))]


def list_manifests(curated: Place) -> dict[date, Place]:
    """Return the stored manifest of every published batch, in the order of their dates."""
    folder = curated / MANIFESTS
    names = folder.list_names()[1]
    dates = sorted(found for name in names if (found := find_batch_date(name.removesuffix(".json"))))
    return {one: folder / f"{one.isoformat()}.json" for one in dates}


def build_json(record: "Manifest | Failure") -> str:
    """Return the text of a manifest or a failure as stored; inputs last, so that the rest is read without them."""
    fields = asdict(record)
    if "inputs" in fields:
        fields["inputs"] = fields.pop("inputs")
    return json.dumps(fields, indent=1)


def read_failure(batch: Batch) -> Failure | None:
    """Return why the last run failed; None where it did not."""
    try:
        return Failure(**json.loads(batch.failure.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_failure(batch: Batch, failure: Failure) -> None:
    """Record why a run failed."""
    batch.failure.write_atomically(build_json(failure))
