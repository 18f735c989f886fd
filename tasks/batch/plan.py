"""What a run of a batch would start from: the batch as it lies, against the manifest of what was published."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal

import pyarrow.parquet as pq
from pyarrow import ArrowException

from schemas.rejects import TIMEOUTS, Reject
from tasks.batch.columns import name_columns
from tasks.batch.corrections import CorrectionFiles, find_changed, list_corrections
from tasks.batch.hold import count_kept, describe_kept
from tasks.batch.manifest import FINGERPRINT, Manifest, read_failure, read_manifest
from tasks.batch.places import Batch
from tasks.batch.publishers import choose_quarantined
from tasks.batch.raw_files import RawFile, carry_over, distrust_racy, list_raw_files
from tasks.batch.recipe import RowSettings, build_fingerprint, read_recipe
from tasks.workers.time_limit import Tolerance
from tasks.zones.place import Place

type State = Literal["new", "missing", "interrupted", "stale", "failed", "done"]
"""new: never published; missing: published, and a table was deleted since."""


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
    corrections: CorrectionFiles


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


def plan_batch(
    batch: Batch, settings: RowSettings, tolerance: Tolerance | None = None, earlier: Plan | None = None
) -> Plan:
    """Look at a batch as it lies: what would a run start from, and is there anything to do?

    `settings` are those that decide the rows. A `tolerance` with more time for what took too long, or with which other
    publishers are quarantined, is a reason to run. What an `earlier` plan has hashed is not hashed again. Raises
    FileNotFoundError where the batch has no raw folder.
    """
    manifest = read_manifest(batch)
    known = distrust_racy(manifest.inputs, manifest.listed_at_ns) if manifest else {}
    for path, file in distrust_racy(earlier.files, earlier.listed_at_ns).items() if earlier else ():
        if file.stamp and (path not in known or known[path].stat != file.stat):
            known[path] = carry_over(replace(file, records=None, skipped={}), known.get(path))
    listed_at_ns = time.time_ns()
    files, rejects = list_raw_files(batch.raw, known, listed_at_ns)
    files = name_columns(batch.raw, files)
    recipe = read_recipe(settings)
    known_corrections = distrust_racy(manifest.correction_files, manifest.listed_at_ns) if manifest else {}
    corrections = list_corrections(batch, known_corrections, listed_at_ns)
    fingerprint = build_batch_fingerprint(files, rejects, recipe, corrections.files)
    published = {name: read_fingerprint(file) for name, file in batch.published_files.items()} if manifest else {}
    has_new = manifest is not None and bool(find_changed(corrections.files, manifest.correction_files))
    state, why = find_state(batch, manifest, published, fingerprint, recipe, tolerance, has_new)
    is_whole = manifest is not None and set(published.values()) == {manifest.fingerprint}
    is_reusable = is_whole and manifest is not None and manifest.recipe == recipe
    lists = tuple(files), tuple(rejects)
    return Plan(batch, state, why, *lists, recipe, fingerprint, listed_at_ns, manifest, is_reusable, corrections)


def find_state(
    batch: Batch,
    manifest: Manifest | None,
    published: Mapping[str, str | None],
    fingerprint: str,
    recipe: Mapping[str, object],
    tolerance: Tolerance | None,
    has_new_corrections: bool,
) -> tuple[State, str]:
    """Return the state of a batch and the reason for it in words; `published` has the fingerprint of every table."""
    others = [name for name, found in published.items() if manifest is None or found != manifest.fingerprint]
    if manifest is not None and not others and manifest.fingerprint == fingerprint:
        if tolerance and manifest.shard_seconds < tolerance.seconds and TIMEOUTS & set(manifest.rejects):
            return "stale", "there is more time now for what took too long"
        if tolerance and choose_quarantined(manifest.publishers, tolerance.quarantine_above) != manifest.quarantined:
            return "stale", "other publishers are quarantined with the share of rejects that is allowed now"
        return "done", "nothing has changed"
    if failure := read_failure(batch):
        since = "" if failure.fingerprint == fingerprint else "; raw files, code or settings have changed since"
        return "failed", failure.reason + since
    kept = f"; a run was interrupted: {describe_kept(count_kept(batch))}" if batch.staging.exists() else ""
    if manifest is None:
        return ("interrupted", f"never published{kept}") if kept else ("new", "delivered and not yet processed")
    changed = sorted(name for name in recipe if manifest.recipe.get(name) != recipe[name])
    if "tables" not in changed and (gone := [name for name in others if published[name] is None]):
        return "missing", f"published and then deleted: {', '.join(gone)}"
    if others:
        return "stale", f"a run ended while publishing: {', '.join(others)} not as the manifest says"
    changed += ["corrections"] if has_new_corrections else []
    return "stale", f"changed: {', '.join(changed) or 'raw files'}{kept}"


def build_batch_fingerprint(
    files: Iterable[RawFile], rejects: Iterable[Reject], recipe: Mapping[str, object], corrections: Iterable[RawFile]
) -> str:
    """Return the fingerprint of everything that a batch's rows are a function of.

    `rejects` are those of files that could not be opened, which are not among the `files`.
    """
    ordered = sorted(rejects, key=lambda reject: reject.raw_path)
    inputs, corrected = ([[file.path, file.content_key] for file in each] for each in (files, corrections))
    return build_fingerprint([inputs, [asdict(reject) for reject in ordered], recipe, corrected])
