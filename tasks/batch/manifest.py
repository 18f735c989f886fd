"""What a published batch was made from, and what that says about the batch as it lies now."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

import pyarrow.parquet as pq
from pyarrow import ArrowException

from schemas.rejects import TIMEOUTS, Reject
from tasks.batch.drift import Drift, Figures
from tasks.batch.places import MANIFESTS, Batch, find_batch_date
from tasks.batch.raw_files import RawFile, carry_over, distrust_racy, list_raw_files
from tasks.batch.recipe import RowSettings, build_fingerprint, read_recipe
from tasks.zones.place import Place

type State = Literal["missing", "stale", "failed", "done"]

FINGERPRINT = b"batch_fingerprint"
"""The key under which a published file carries the fingerprint of its batch, in its metadata."""
INPUTS = b'\n "inputs": ['
"""How the inputs begin in a stored manifest; no line before them is like it."""
HEAD_BYTES = 1 << 16


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
    """Records of WARC files passed over, number by kind; they are none of `records`."""
    version: str = ""
    """Of quotewire; for people, since a new version need not change a row."""

    @property
    def figures(self) -> Figures:
        """What the batches after it are compared with."""
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run of a batch would start from, and why it would run at all."""

    batch: Batch
    state: State
    why: str
    files: tuple[RawFile, ...]
    rejects: tuple[Reject, ...]
    """Of files that cannot be opened or are of no known format."""
    recipe: Mapping[str, object]
    fingerprint: str
    """Of the batch as listed, where files that are not read yet are told by size and stamp."""
    listed_at_ns: int
    manifest: Manifest | None
    is_reusable: bool
    """Whether rows of the published tables may be used again."""


def read_manifest(batch: Batch) -> Manifest | None:
    """The batch's manifest; None where it was never published or the file cannot be understood."""
    try:
        return parse_manifest(json.loads(batch.manifest.read_text()))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def parse_manifest(fields: dict[str, Any]) -> Manifest:
    """A manifest from its JSON. Raises TypeError or KeyError where it is of another kind."""
    inputs = tuple(RawFile(**file) for file in fields.pop("inputs"))
    drift = tuple(Drift(**one) for one in fields.pop("drift"))
    return Manifest(**fields, inputs=inputs, drift=drift)


def read_summary(stored: Place) -> Manifest | None:
    """A manifest without its inputs, of which there may be 100,000 and which are not read; None as above."""
    head = b""
    try:
        with stored.open_bytes() as file:
            while INPUTS not in head and (more := file.read(HEAD_BYTES)):
                head += more
        return parse_manifest(json.loads(head.partition(INPUTS)[0].rstrip(b", \n") + b', "inputs": []}'))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def read_history(batch: Batch, most: int) -> list[Manifest]:
    """The manifests of the last batches published for dates before this one, without their inputs, by date."""
    stored = list_manifests(batch.curated_root)
    before = [one for one in stored if one < batch.batch_date][-most:]
    return [manifest for one in before if (manifest := read_summary(stored[one]))]


def list_manifests(curated: Place) -> dict[date, Place]:
    """The stored manifest of every published batch, in the order of their dates."""
    folder = curated / MANIFESTS
    names = folder.list_names()[1]
    dates = sorted(found for name in names if (found := find_batch_date(name.removesuffix(".json"))))
    return {one: folder / f"{one.isoformat()}.json" for one in dates}


def build_json(record: "Manifest | Failure") -> str:
    """The text of a manifest or a failure as it is stored; inputs last, so that the rest can be read without them."""
    fields = asdict(record)
    if "inputs" in fields:
        fields["inputs"] = fields.pop("inputs")
    return json.dumps(fields, indent=1)


def read_failure(batch: Batch) -> Failure | None:
    """Why the last run failed; None where it did not."""
    try:
        return Failure(**json.loads(batch.failure.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_failure(batch: Batch, failure: Failure) -> None:
    """Put down why a run failed."""
    batch.failure.write_atomically(build_json(failure))


def read_fingerprint(published: Place) -> str | None:
    """Return the fingerprint that a published file carries, "" where it carries none; None where it is missing."""
    try:
        with published.open_bytes() as file:
            metadata: dict[bytes, bytes] = pq.read_metadata(file).metadata or {}
    except FileNotFoundError:
        return None
    except (OSError, ArrowException):
        return ""
    return metadata.get(FINGERPRINT, b"").decode()


def plan_batch(batch: Batch, settings: RowSettings, shard_seconds: float = 0, earlier: Plan | None = None) -> Plan:
    """Look at a batch as it lies: what would a run start from, and is there anything to do?

    `settings` are those that decide the rows. With more `shard_seconds` than there were, what took too long is a
    reason to run. What an `earlier` plan has hashed is not hashed again. Raises FileNotFoundError where the batch has
    no raw folder.
    """
    manifest = read_manifest(batch)
    known = distrust_racy(manifest.inputs, manifest.listed_at_ns) if manifest else {}
    for path, file in distrust_racy(earlier.files, earlier.listed_at_ns).items() if earlier else ():
        if file.stamp and (path not in known or known[path].stat != file.stat):
            known[path] = carry_over(replace(file, records=None, skipped={}), known.get(path))
    listed_at_ns = time.time_ns()
    files, rejects = list_raw_files(batch.raw, known, listed_at_ns)
    recipe = read_recipe(settings)
    fingerprint = build_batch_fingerprint(files, rejects, recipe)
    published = {name: read_fingerprint(file) for name, file in batch.published_files.items()} if manifest else {}
    state, why = find_state(batch, manifest, published, fingerprint, recipe, shard_seconds)
    is_reusable = manifest is not None and set(published.values()) == {manifest.fingerprint}
    return Plan(
        batch,
        state,
        why,
        tuple(files),
        tuple(rejects),
        recipe,
        fingerprint,
        listed_at_ns,
        manifest,
        is_reusable and manifest is not None and manifest.recipe == recipe,
    )


def find_state(
    batch: Batch,
    manifest: Manifest | None,
    published: Mapping[str, str | None],
    fingerprint: str,
    recipe: Mapping[str, object],
    shard_seconds: float,
) -> tuple[State, str]:
    """Return the state of a batch and the reason for it in words; `published` has the fingerprint of every table."""
    others = [name for name, found in published.items() if manifest is None or found != manifest.fingerprint]
    if manifest is not None and not others and manifest.fingerprint == fingerprint:
        if manifest.shard_seconds < shard_seconds and TIMEOUTS & set(manifest.rejects):
            return "stale", "there is more time now for what took too long"
        return "done", "nothing has changed"
    if failure := read_failure(batch):
        since = "" if failure.fingerprint == fingerprint else "; raw files, code or settings have changed since"
        return "failed", failure.reason + since
    if manifest is None:
        return "missing", "never published"
    changed = sorted(name for name in recipe if manifest.recipe.get(name) != recipe[name])
    if "tables" not in changed and (gone := [name for name in others if published[name] is None]):
        return "missing", f"published and then deleted: {', '.join(gone)}"
    if others:
        return "stale", f"a run ended while publishing: {', '.join(others)} not as the manifest says"
    return "stale", f"changed: {', '.join(changed) or 'raw files'}"


def build_batch_fingerprint(files: Iterable[RawFile], rejects: Iterable[Reject], recipe: Mapping[str, object]) -> str:
    """Return the fingerprint of everything that a batch's rows are a function of.

    `rejects` are those of files that could not be opened, which are not among the `files`.
    """
    ordered = sorted(rejects, key=lambda reject: reject.raw_path)
    inputs = [[file.path, file.content_key] for file in files]
    return build_fingerprint([inputs, [asdict(reject) for reject in ordered], recipe])
