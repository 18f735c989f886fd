"""Raw files to shards of articles and a list of rejects: read, sorted and cut in the workers."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from schemas.formats import find_raw_file
from schemas.rejects import COSTLY, Reject
from tasks.batch.corrections import find_changed
from tasks.batch.known_rejects import read_known, read_rejects
from tasks.batch.plan import Plan, build_batch_fingerprint
from tasks.batch.publishers import QUARANTINED, PublisherCounts, choose_quarantined, count_reasons
from tasks.batch.raw_files import RawFile
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.corrections import ReadCorrections, count_corrections, read_corrections
from tasks.ingest.cut import CutPiece, is_cut, load_parts
from tasks.ingest.limits import Limits
from tasks.ingest.parts import Part, build_whole, group_parts, isolate
from tasks.ingest.read import READ_FILE, ReadPiece
from tasks.ingest.shards import PUBLISHERS_FILE, REJECTS_FILE, SHARDS_FILE, Shard, SortWork
from tasks.logger import LOGGER
from tasks.workers.pool import Workers, run_works
from tasks.workers.rescue import Rescue, unfold
from tasks.workers.results import read_records, read_result
from tasks.workers.time_limit import Tolerance
from tasks.zones.place import Place

READ_AGAIN = COSTLY | {"duplicate_article", QUARANTINED, "unreadable", "vanished"}
"""Reasons of rejects that depend on other files, on time or on the moment; a file that has one is read again, so that
the loser of two records with one id is at hand where the winner is gone."""


class AccountingError(Exception):
    """Records were read that are neither an article nor a reject: a bug of ours."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """A batch as read."""

    folder: Place
    """Where the shards' files lie."""
    shards: tuple[Shard, ...]
    rejects: tuple[Reject, ...]
    files: tuple[RawFile, ...]
    """The plan's files with their hashes and with what came out of each."""
    fingerprint: str
    """Of everything that the batch's rows are a function of, now that every file was read."""
    records: int
    """Read, and files that could not be, which count as one each."""
    skipped: Mapping[str, int]
    """Number of records skipped, by kind; they are none of `records`."""
    publishers: tuple[PublisherCounts, ...]
    """What each delivered, before any was quarantined."""
    quarantined: tuple[PublisherCounts, ...]
    """Those none of whose articles are published."""
    correction_files: tuple[RawFile, ...]
    corrections: Mapping[str, int]
    """Counts as in the manifest."""
    seconds: float
    cpu_seconds: float

    @property
    def articles(self) -> int:
        """Number of articles in the batch."""
        return sum(shard.articles for shard in self.shards)

    @property
    def words(self) -> int:
        """Number of words in the batch's articles."""
        return sum(shard.words for shard in self.shards)

    @property
    def to_annotate(self) -> int:
        """Number of articles whose rows cannot be taken from the published tables."""
        return sum(shard.to_annotate for shard in self.shards)


def ingest(plan: Plan, limits: Limits, shard_chars: int, tolerance: Tolerance, workers: Workers) -> Ingested:
    """Read the batch's files and cut its articles into shards, below the batch's staging folder.

    What has not changed since the batch was published is taken from its tables. A file that hangs in a reader, or ends
    its worker, becomes a reject. Raises AccountingError where records were lost, and TooManyFaultsError.
    """
    begun = time.monotonic()
    recipe = build_fingerprint(plan.recipe)
    kept, kept_rejects = find_kept(plan)
    unread = sorted(set(plan.files).difference(kept), key=lambda file: file.path)
    LOGGER.info("reading %d files; %d have not changed", len(unread), len(kept))
    cut, parts = cut_files(plan, unread, limits, tolerance, recipe, workers)
    parts, known = find_known_parts(plan, parts, tolerance)
    raw, out = plan.batch.raw, plan.batch.staging / "read"
    groups = group_parts([part for part in parts if part not in known])
    pieces = [ReadPiece(raw, group, limits, tolerance.seconds, recipe, out) for group in groups]
    read = tuple(sorted(run_works(workers, unfold(pieces), Rescue(tolerance.count_rejects(len(parts)))), key=str))
    rejects = [*plan.rejects, *kept_rejects, *known.values()]
    rejects += [reject for piece in read for reject in read_rejects(piece / "rejects.parquet")]
    said = read_corrections(plan.batch, plan.corrections)
    folder = sort_batch(plan, read, kept, rejects, said, tolerance, shard_chars, workers)
    rejects += read_records(Reject, folder / REJECTS_FILE)
    found = [one for piece in read for one in read_records(RawFile, piece / READ_FILE)]
    found += [replace(part.file, records=1, skipped={}) for part in known]
    files = complete_files(plan.files, found)
    opened, unopened = [one for one in files if one.sha256], [one for one in rejects if not one.raw_sha256]
    publishers = tuple(read_records(PublisherCounts, folder / PUBLISHERS_FILE))
    shards = tuple(read_records(Shard, folder / SHARDS_FILE))
    ingested = Ingested(
        folder=folder,
        shards=shards,
        rejects=tuple(rejects),
        files=files,
        fingerprint=build_batch_fingerprint(opened, unopened, plan.recipe, said.files),
        records=len(plan.rejects) + sum(file.records or 0 for file in files),
        skipped=count_skipped(files),
        publishers=publishers,
        quarantined=choose_quarantined(publishers, tolerance.quarantine_above),
        correction_files=said.files,
        corrections=count_corrections(said, (shard.corrected for shard in shards)),
        seconds=time.monotonic() - begun,
        cpu_seconds=sum(read_result(one).cpu_seconds for one in [*cut, *read, folder]),
    )
    check_accounts(ingested.records, ingested.articles, len(ingested.rejects))
    log_counts(ingested)
    return ingested


def find_kept(plan: Plan) -> tuple[list[RawFile], list[Reject]]:
    """Return the files whose rows can be taken from the published tables, and their rejects; none by another recipe."""
    if not plan.is_reusable:
        return [], []
    rejects = read_rejects(plan.batch.published("rejects"))
    again = {find_raw_file(reject.raw_path) for reject in rejects if reject.reason in READ_AGAIN}
    files = {file.path: file for file in plan.files if file.records is not None and file.path not in again}
    return list(files.values()), [reject for reject in rejects if find_raw_file(reject.raw_path) in files]


def sort_batch(
    plan: Plan,
    read: tuple[Place, ...],
    kept: list[RawFile],
    rejects: Sequence[Reject],
    said: ReadCorrections,
    tolerance: Tolerance,
    shard_chars: int,
    workers: Workers,
) -> Place:
    """Sort the batch's articles and cut them into shards, in a worker; returns the folder they lie in."""
    rejected, most = count_reasons(rejects), tolerance.quarantine_above
    recipe, paths = build_fingerprint(plan.recipe), tuple(file.path for file in kept)
    reused = plan.manifest.fingerprint if plan.manifest and plan.is_reusable else None
    corrected = sorted(find_changed(said.files, plan.manifest.correction_files)) if plan.manifest else []
    told = [[one.path, one.sha256] for one in said.files]
    parts = [recipe, [folder.name for folder in read], reused, paths, rejected, most, told, corrected]
    published = plan.batch.published("articles") if reused else None
    folder = plan.batch.staging / "sorted" / build_fingerprint(parts)[:16]
    known = (paths, tuple(corrected), said.said)
    work = SortWork(read, published, *known, rejected, most, recipe, shard_chars, folder)
    list(run_works(workers, {folder: work}))
    return folder


def complete_files(files: Sequence[RawFile], found: Sequence[RawFile]) -> tuple[RawFile, ...]:
    """Return the files with their hashes and with what came out of them; those not read now keep what they have."""
    by_path: dict[str, list[RawFile]] = defaultdict(list)
    for one in found:
        by_path[one.path].append(one)
    return tuple(complete_file(file, by_path[file.path]) if file.path in by_path else file for file in files)


def complete_file(file: RawFile, parts: Sequence[RawFile]) -> RawFile:
    """Return a file with what came out of its parts; without a hash where it could not be opened."""
    records = sum(part.records or 0 for part in parts)
    return replace(file, sha256=file.sha256 or parts[0].sha256, records=records, skipped=count_skipped(parts))


def cut_files(
    plan: Plan, files: Sequence[RawFile], limits: Limits, tolerance: Tolerance, recipe: str, workers: Workers
) -> tuple[list[Place], list[Part]]:
    """Cut large files and archives in the workers; returns the folders of that work, and all the files in parts."""
    raw, out, large = plan.batch.raw, plan.batch.staging / "cut", filter(is_cut, files)
    pieces = {file: CutPiece(raw, file, limits, tolerance.seconds, recipe, out) for file in large}
    folders = list(run_works(workers, unfold(pieces.values()), Rescue(tolerance.count_rejects(len(pieces)))))
    parts = (load_parts(pieces[file].folder) if file in pieces else [build_whole(file)] for file in files)
    return folders, [part for some in parts for part in some]


def find_known_parts(plan: Plan, parts: Sequence[Part], tolerance: Tolerance) -> tuple[list[Part], dict[Part, Reject]]:
    """Return the parts, and those that hang in a reader or end its worker, as an earlier run has found out.

    With each of these goes its reject; of an archive it is one file.
    """
    found = read_known(plan, tolerance.seconds)
    known = {key: reject for key, reject in found.items() if reject.reason.startswith("reading")}
    every = [one for part in parts for one in isolate(part, known)] if known else list(parts)
    return every, {part: known[key] for part in every if (key := part.build_key()) in known}


def count_skipped(files: Iterable[RawFile]) -> dict[str, int]:
    """Return the number of records skipped, by kind."""
    skipped: Counter[str] = Counter()
    for file in files:
        skipped.update(file.skipped)
    return dict(sorted(skipped.items()))


def check_accounts(records: int, articles: int, rejects: int) -> None:
    """Raise AccountingError unless every record is an article or a reject."""
    if records != articles + rejects:
        raise AccountingError(
            f"{records} records were read, but there are {articles} articles and {rejects} rejects; the staging folder "
            "is kept, please report this"
        )


def log_counts(ingested: Ingested) -> None:
    """Log how many records became articles, how many were rejected for which reason, and at debug level each reject."""
    for reject in ingested.rejects:
        figures = {"raw_path": reject.raw_path, "record_index": reject.record_index, "reason": reject.reason}
        LOGGER.debug("rejected %s, record %d: %s", *figures.values(), extra=figures)
    reasons = Counter(reject.reason for reject in ingested.rejects)
    told = ": " + ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items())) if reasons else ""
    figures = {"records": ingested.records, "articles": ingested.articles, "rejects": dict(reasons)}
    LOGGER.info("read %d articles; rejected %d%s", ingested.articles, len(ingested.rejects), told, extra=figures)
    for one in ingested.quarantined:
        LOGGER.warning("quarantined %s", one, extra=asdict(one))
