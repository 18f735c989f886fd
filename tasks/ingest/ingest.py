"""Raw files to shards of articles and a list of rejects: read, sorted and cut in the workers."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from schemas.rejects import Reject
from tasks.batch.known_rejects import read_known
from tasks.batch.manifest import Plan
from tasks.batch.recipe import build_fingerprint
from tasks.ingest.limits import Limits
from tasks.ingest.parts import Part, build_whole, group_parts, is_large
from tasks.ingest.pieces import CutPiece, ReadPiece, load_parts, read_doubles, read_shards, sort_batch
from tasks.ingest.shards import Shard
from tasks.logger import LOGGER
from tasks.workers.pool import Workers, run_works
from tasks.workers.rescue import run_pieces
from tasks.workers.results import Result, read_result
from tasks.workers.time_limit import Patience
from tasks.zones.place import Place
from tasks.zones.rows import read_rows


class AccountingError(Exception):
    """Records were read that are neither an article nor a reject: a bug of ours."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """A batch as read."""

    folder: Place
    """Where the shards' files lie."""
    shards: tuple[Shard, ...]
    rejects: tuple[Reject, ...]
    records: int
    """Read, and files that could not be, which count as one each."""
    skipped: Mapping[str, int]
    """Number of records passed over by kind; they are none of `records`."""
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


def read_rejects(folder: Place) -> list[Reject]:
    """The rejects of one group of files."""
    return [Reject(**row) for row in read_rows(folder / "rejects.parquet").to_pylist()]


def ingest(plan: Plan, limits: Limits, shard_chars: int, patience: Patience, workers: Workers) -> Ingested:
    """Read the batch's files and cut its articles into shards, below the batch's staging folder.

    A file that hangs in a reader, or ends its worker, becomes a reject. Raises AccountingError where records were
    lost, and TooManyFaultsError.
    """
    LOGGER.info("reading %d files", len(plan.files))
    begun = time.monotonic()
    staging = plan.batch.staging
    recipe = build_fingerprint(plan.recipe)
    cut, parts = cut_files(plan, limits, patience, recipe, workers)
    known = find_known_parts(plan, parts, patience)
    pieces = [
        ReadPiece(plan.batch.raw, group, limits, patience.seconds, recipe, staging / "read")
        for group in group_parts([part for part in parts if part not in known])
    ]
    folders = sorted(run_pieces(workers, pieces, patience.count_most(len(parts))), key=str)
    results = [read_result(folder) for folder in folders]
    rejects = [*plan.rejects, *known.values(), *(reject for folder in folders for reject in read_rejects(folder))]
    reused = plan.manifest.fingerprint if plan.manifest and plan.is_reusable else None
    sorted_batch = staging / "sorted" / build_fingerprint([recipe, [folder.name for folder in folders], reused])[:16]
    read = [folder / "articles.parquet" for folder in folders]
    published = plan.batch.published("articles") if reused else None
    list(run_works(workers, {sorted_batch: partial(sort_batch, read, published, recipe, shard_chars, sorted_batch)}))
    ingested = Ingested(
        folder=sorted_batch,
        shards=tuple(read_shards(sorted_batch)),
        rejects=(*rejects, *read_doubles(sorted_batch)),
        records=len(plan.rejects) + len(known) + sum(result.records for result in results),
        skipped=count_skipped(results),
        seconds=time.monotonic() - begun,
        cpu_seconds=sum(result.cpu_seconds for result in [*cut, *results, read_result(sorted_batch)]),
    )
    check_accounts(ingested.records, ingested.articles, len(ingested.rejects))
    tell_what_was_read(ingested)
    return ingested


def cut_files(
    plan: Plan, limits: Limits, patience: Patience, recipe: str, workers: Workers
) -> tuple[list[Result], list[Part]]:
    """The batch's files in parts, large ones cut in the workers; and what cutting them took."""
    pieces = {
        file: CutPiece(plan.batch.raw, file, limits, patience.seconds, recipe, plan.batch.staging / "cut")
        for file in plan.files
        if is_large(file)
    }
    most = patience.count_most(len(pieces))
    results = [read_result(folder) for folder in run_pieces(workers, pieces.values(), most)]
    parts = (load_parts(pieces[file].folder) if file in pieces else [build_whole(file)] for file in plan.files)
    return results, [part for some in parts for part in some]


def find_known_parts(plan: Plan, parts: Sequence[Part], patience: Patience) -> dict[Part, Reject]:
    """Parts that hang in a reader or end its worker, as the published run has found out, with their rejects."""
    known = read_known(plan, patience.seconds)
    found = {part: known.get((part.file.path, part.file.sha256, part.first_record)) for part in parts} if known else {}
    return {part: reject for part, reject in found.items() if reject and reject.reason.startswith("reading")}


def count_skipped(results: Sequence[Result]) -> dict[str, int]:
    """Number of records passed over by kind."""
    skipped: Counter[str] = Counter()
    for result in results:
        skipped.update(result.skipped)
    return dict(sorted(skipped.items()))


def check_accounts(records: int, articles: int, rejects: int) -> None:
    """Every record is an article or a reject. Raises AccountingError."""
    if records != articles + rejects:
        raise AccountingError(
            f"{records} records were read, but there are {articles} articles and {rejects} rejects; the staging folder "
            "is kept, please report this"
        )


def tell_what_was_read(ingested: Ingested) -> None:
    """Log how many records became articles, how many were rejected for which reason, and at debug level each reject."""
    for reject in ingested.rejects:
        figures = {"raw_path": reject.raw_path, "record_index": reject.record_index, "reason": reject.reason}
        LOGGER.debug("rejected %s, record %d: %s", *figures.values(), extra=figures)
    reasons = Counter(reject.reason for reject in ingested.rejects)
    told = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items()))
    LOGGER.info(
        "read %d articles; rejected %d%s",
        ingested.articles,
        len(ingested.rejects),
        f": {told}" if told else "",
        extra={"records": ingested.records, "articles": ingested.articles, "rejects": dict(reasons)},
    )
