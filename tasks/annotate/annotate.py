"""The step `annotate`: every article that no published rows can serve, shard by shard in the workers."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.rejects import Reject
from tasks.annotate.pieces import REJECTS_FILE, AnnotatePiece, cut_out
from tasks.annotate.workers import Weights
from tasks.batch.known_rejects import read_known
from tasks.batch.plan import Plan
from tasks.ingest.ingest import Ingested
from tasks.ingest.shards import Shard
from tasks.logger import LOGGER
from tasks.workers.pool import Workers
from tasks.workers.rescue import run_pieces
from tasks.workers.results import Result, read_records, read_result
from tasks.workers.time_limit import Tolerance
from tasks.zones.place import Place

type ShowProgress = Callable[[int, int, int], None]
"""Called with the number of articles done, of all articles to annotate, and of words done."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The shards with the folders their workers wrote, and what that took."""

    shards: tuple[tuple[Shard, tuple[Place, ...]], ...]
    """More than one folder where a shard was cut; none where every article is reused or rejected."""
    rejects: tuple[Reject, ...]
    """Articles that could not be annotated."""
    words: int
    seconds: float
    cpu_seconds: float
    peak_memory: int
    """Of the worker that took most, in bytes."""


def annotate_batch(
    plan: Plan,
    ingested: Ingested,
    weights: Weights,
    tolerance: Tolerance,
    workers: Workers,
    show: ShowProgress | None = None,
) -> Annotated:
    """Annotate the batch's shards and tell `show` after each.

    An article that hangs or ends its worker is found and rejected. Shards that an earlier run has finished are not
    annotated again. Raises TooManyFaultsError.
    """
    started = time.monotonic()
    out = plan.batch.annotated
    known = read_known(plan, tolerance.seconds)
    pieces: list[AnnotatePiece] = []
    for shard in (one for one in ingested.shards if one.to_annotate):
        whole = AnnotatePiece(shard, ingested.folder, weights, tolerance.seconds, out, 0, shard.to_annotate)
        pieces += cut_out(whole, known)
    total, done, words = ingested.to_annotate, 0, 0
    finished = sum(piece.folder.is_finished() for piece in pieces) if out.is_dir() else 0
    text = "annotating %d articles in %d shards; %d articles reused, %d shards were finished before"
    LOGGER.info(text, total, len(pieces), ingested.articles - total, finished)
    if show:
        show(0, total, 0)
    results: dict[Place, Result] = {}
    for folder in run_pieces(workers, pieces, tolerance.count_rejects(total)):
        result = results[folder] = read_result(folder)
        done += result.counts["articles"] or 1  # a reject
        words += result.counts["words"]
        if show:
            show(done, total, words)
    return build_annotated(ingested, results, time.monotonic() - started)


def build_annotated(ingested: Ingested, results: Mapping[Place, Result], seconds: float) -> Annotated:
    """Return what the workers have done, by shard."""
    folders: dict[str, list[Place]] = {shard.key: [] for shard in ingested.shards}
    rejects: list[Reject] = []
    for folder, result in results.items():
        if result.counts["articles"]:
            folders[folder.name.partition(".")[0]].append(folder)
        else:
            rejects += read_records(Reject, folder / REJECTS_FILE)
    return Annotated(
        shards=tuple((shard, tuple(folders[shard.key])) for shard in ingested.shards),
        rejects=tuple(rejects),
        words=sum(result.counts["words"] for result in results.values()),
        seconds=seconds,
        cpu_seconds=sum(result.cpu_seconds for result in results.values()),
        peak_memory=max((result.peak_memory for result in results.values()), default=0),
    )
