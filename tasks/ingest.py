"""Raw files to shards of articles and a list of rejects: read, sorted and cut in the workers."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow.parquet as pq

from tasks.log_lines import LOGGER
from tasks.manifest import Plan
from tasks.raw import RawFile, Reject
from tasks.read import Limits
from tasks.recipe import build_fingerprint
from tasks.shards import Shard
from tasks.work import Result, read_doubles, read_group, read_result, read_shards, sort_batch
from tasks.workers import Workers, run_works
from tasks.zones.place import Place

GROUP_BYTES = 4_000_000
GROUP_FILES = 200


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


def group_files(files: Sequence[RawFile]) -> Iterator[tuple[RawFile, ...]]:
    """Cut the files, in their order, into groups that are worth a worker's while."""
    group: list[RawFile] = []
    size = 0
    for file in files:
        if group and (size + file.size > GROUP_BYTES or len(group) >= GROUP_FILES):
            yield tuple(group)
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield tuple(group)


def read_rejects(folder: Place) -> list[Reject]:
    """The rejects of one group of files."""
    with (folder / "rejects.parquet").open_bytes() as file:
        return [Reject(**row) for row in pq.read_table(file).to_pylist()]


def ingest(plan: Plan, limits: Limits, shard_chars: int, workers: Workers) -> Ingested:
    """Read the batch's files and cut its articles into shards, below the batch's staging folder.

    Raises AccountingError where records were lost.
    """
    begun = time.monotonic()
    staging = plan.batch.staging
    recipe = build_fingerprint(plan.recipe)
    works = {}
    for group in group_files(plan.files):
        key = build_fingerprint([recipe, [[file.path, file.sha256] for file in group]])[:16]
        folder = staging / "read" / key
        works[folder] = partial(read_group, plan.batch.raw, group, limits, folder)
    folders = sorted(run_works(workers, works), key=str)
    results = [read_result(folder) for folder in folders]
    rejects = [*plan.rejects, *(reject for folder in folders for reject in read_rejects(folder))]
    reused = plan.manifest.fingerprint if plan.manifest and plan.is_reusable else None
    sorted_batch = staging / "sorted" / build_fingerprint([recipe, [folder.name for folder in folders], reused])[:16]
    read = [folder / "articles.parquet" for folder in folders]
    published = plan.batch.published("articles") if reused else None
    list(run_works(workers, {sorted_batch: partial(sort_batch, read, published, recipe, shard_chars, sorted_batch)}))
    ingested = Ingested(
        folder=sorted_batch,
        shards=tuple(read_shards(sorted_batch)),
        rejects=(*rejects, *read_doubles(sorted_batch)),
        records=count_records(plan, results),
        seconds=time.monotonic() - begun,
        cpu_seconds=sum(result.cpu_seconds for result in [*results, read_result(sorted_batch)]),
    )
    check_accounts(ingested)
    tell_what_was_read(ingested)
    return ingested


def count_records(plan: Plan, results: Sequence[Result]) -> int:
    """Records read, and files that could not be opened, which count as one each."""
    return len(plan.rejects) + sum(result.records for result in results)


def check_accounts(ingested: Ingested) -> None:
    """Every record is an article or a reject."""
    if ingested.records != ingested.articles + len(ingested.rejects):
        raise AccountingError(
            f"{ingested.records} records were read, but there are {ingested.articles} articles and "
            f"{len(ingested.rejects)} rejects; the staging folder is kept, please report this"
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
