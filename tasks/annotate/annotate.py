"""The step `annotate`: every article that no published rows can serve, shard by shard in the workers."""

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from schemas.rejects import Reject
from tasks.annotate.pieces import AnnotatePiece, cut_out
from tasks.annotate.workers import Weights
from tasks.batch.known_rejects import read_known
from tasks.batch.plan import Plan
from tasks.ingest.ingest import Ingested
from tasks.ingest.shards import REJECTS_FILE, Shard
from tasks.logger import LOGGER
from tasks.workers.pool import Workers, run_works
from tasks.workers.rescue import Rescue, unfold
from tasks.workers.results import Result, read_records, read_result
from tasks.workers.time_limit import Tolerance
from tasks.zones.place import Place

type ShowProgress = Callable[[int, int, int, int], None]
"""Called with the number of articles done, of all articles to annotate, of those done before, and of words done now."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The shards with the folders their workers wrote, and what that took."""

    shards: tuple[tuple[Shard, tuple[Place, ...]], ...]
    """More than one folder where a shard was cut; none where every article is reused or rejected."""
    rejects: tuple[Reject, ...]
    """Articles that could not be annotated."""
    words: int
    """Annotated now, as is the time: what earlier runs had finished has no part in them."""
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
    total, before = ingested.to_annotate, find_finished(out)
    text = "annotating %d articles in %d shards; %d articles reused, %d shards were finished before"
    finished = sum(piece.folder in before for piece in pieces)
    LOGGER.info(text, total, len(pieces), ingested.articles - total, finished)
    if show:
        show(0, total, 0, 0)
    results: dict[Place, Result] = {}
    done = done_before = words = 0
    for folder in run_works(workers, unfold(pieces), Rescue(tolerance.count_rejects(total))):
        result = results[folder] = read_result(folder)
        articles = result.counts["articles"] or 1  # a reject
        done += articles
        if folder in before:
            done_before += articles
        else:
            words += result.counts["words"]
        if show:
            show(done, total, done_before, words)
    return build_annotated(ingested, results, before, time.monotonic() - started)


def find_finished(out: Place) -> set[Place]:
    """Return the folders of the pieces that earlier runs, or an earlier try of this one, have finished."""
    return {folder for name in out.list_names()[0] if (folder := out / name).is_finished()}


def build_annotated(
    ingested: Ingested, results: Mapping[Place, Result], before: Set[Place], seconds: float
) -> Annotated:
    """Return what the workers have done, by shard; what was finished `before` took no time now."""
    now = [result for folder, result in results.items() if folder not in before]
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
        words=sum(result.counts["words"] for result in now),
        seconds=seconds,
        cpu_seconds=sum(result.cpu_seconds for result in now),
        peak_memory=max((result.peak_memory for result in results.values()), default=0),
    )
