"""Pieces of work for the workers: each ends in a folder that appears at once, and is known by its name as done."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tasks.log_lines import LOGGER, about
from tasks.parts import Part, cut_file
from tasks.raw import RawFile, Reject
from tasks.read import Limits, read_parts
from tasks.shards import Shard, cut_shards, find_doubles, read_shard, read_sorted
from tasks.workers.time_limit import FULL_CHARS, end_after, find_limit
from tasks.zones.place import Place

if TYPE_CHECKING:
    from spacy.language import Language

RESULT = "result.json"
PARTS = "parts.json"
SHARDS = "shards.json"
DOUBLES = "doubles.json"
LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True, slots=True)
class Result:
    """What one piece of work did and cost."""

    records: int
    articles: int
    words: int
    cpu_seconds: float
    peak_memory: int
    """Of the worker up to now, in bytes."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Number of records passed over by kind."""


def write_result(
    folder: Path,
    records: int,
    articles: int,
    words: int = 0,
    cpu_start: float | None = None,
    skipped: Mapping[str, int] | None = None,
) -> None:
    """Put down what was done, as the last file of the folder; without a start it cost nothing."""
    peak = getrusage(RUSAGE_SELF).ru_maxrss * 1024 if cpu_start is not None else 0
    cpu_seconds = time.process_time() - cpu_start if cpu_start is not None else 0.0
    result = Result(records, articles, words, round(cpu_seconds, 3), peak, skipped or {})
    (folder / RESULT).write_text(json.dumps(asdict(result)))


def read_result(folder: Place) -> Result:
    """What a finished piece of work did and cost."""
    return Result(**json.loads((folder / RESULT).read_text()))


def find_parts(batch: Place, file: RawFile, limits: Limits, folder: Place) -> Place:
    """Cut a large file and put its parts into ``folder/parts.json``."""
    start = time.process_time()
    with folder.finish() as unfinished:
        write_parts(unfinished, cut_file(batch, file, limits))
        write_result(unfinished, 0, 0, 0, start)
    return folder


def write_parts(folder: Path, parts: Sequence[Part]) -> None:
    """Put down into which parts a file is cut."""
    (folder / PARTS).write_text(json.dumps([asdict(part) for part in parts]))


def load_parts(folder: Place) -> list[Part]:
    """The parts of a file that was cut."""
    rows = json.loads((folder / PARTS).read_text())
    return [Part(**{**row, "file": RawFile(**row["file"])}) for row in rows]


def read_group(batch: Place, parts: Sequence[Part], limits: Limits, folder: Place) -> Place:
    """Read some raw files into ``folder/articles.parquet`` and ``folder/rejects.parquet``."""
    start = time.process_time()
    with folder.finish() as unfinished:
        counts = read_parts(batch, parts, limits, unfinished)
        write_result(unfinished, counts.records, counts.articles, 0, start, counts.skipped)
    return folder


def sort_batch(read: Sequence[Place], published: Place | None, recipe: str, shard_chars: int, folder: Place) -> Place:
    """Sort all articles read, cut them into shards in `folder`, and put the doubles into its ``doubles.json``."""
    start = time.process_time()
    with ExitStack() as stack:
        unfinished = stack.enter_context(folder.finish())
        spill = Path(stack.enter_context(TemporaryDirectory(dir=unfinished.parent, prefix="spill-")))
        files = [stack.enter_context(place.fetch()) for place in read]
        old = stack.enter_context(published.fetch()) if published else None
        doubles = find_doubles(files, spill) if files else []
        (unfinished / DOUBLES).write_text(json.dumps([asdict(double) for double in doubles]))
        batches = read_sorted(files, old, spill) if files else iter(())
        shards = list(cut_shards(batches, unfinished, recipe, shard_chars))
        (unfinished / SHARDS).write_text(json.dumps([asdict(shard) for shard in shards]))
        write_result(unfinished, 0, sum(shard.articles for shard in shards), 0, start)
    return folder


def read_shards(folder: Place) -> list[Shard]:
    """The shards of a sorted batch, in the order of their articles' ids."""
    return [Shard(**one) for one in json.loads((folder / SHARDS).read_text())]


def read_doubles(folder: Place) -> list[Reject]:
    """Records of a sorted batch that a later one with the same id replaces."""
    return [Reject(**one) for one in json.loads((folder / DOUBLES).read_text())]


def annotate_shard(shard: Shard, shards: Place, model: str, seconds: float, part: slice, folder: Place) -> Place:
    """Annotate articles of a shard that no published rows can serve, one Arrow file a table into `folder`.

    The shard's own file lies in the folder `shards`; `part` says which of its new articles. This process is ended
    where they take longer than their share of `seconds`, which a full shard has. Raises PieceFailedError.
    """
    from tasks.pipeline import load_pipeline

    nlp = load_pipeline(model)
    begun, start = time.monotonic(), time.process_time()
    articles = read_shard(shards, shard)
    new = articles.filter(pc.invert(articles["is_reused"]))[part]
    ids, texts = new["article_id"].to_pylist(), new["text"].to_pylist()
    limit = find_limit(seconds, sum(map(len, texts)), FULL_CHARS)
    with about(shard=shard.key), folder.finish() as unfinished, end_after(limit):
        LOGGER.info("annotating %d articles", len(ids), extra={"articles": len(ids)})
        write_annotations(nlp, ids, texts, unfinished)
        words = sum(len(text.split()) for text in texts)
        write_result(unfinished, len(ids), len(ids), words, start)
        figures = {"articles": len(ids), "words": words, "seconds": round(time.monotonic() - begun, 3)}
        LOGGER.info("annotated %d articles, %d words in %.1f s", *figures.values(), extra=figures)
    return folder


def write_annotations(nlp: "Language", ids: Sequence[str], texts: Sequence[str], out: Path) -> None:
    """Annotate articles into one Arrow file a table. Raises PieceFailedError."""
    from tasks.annotate import Annotations, annotate

    names = [field.name for field in fields(Annotations)]
    writers: dict[str, pa.RecordBatchWriter] = {}
    with ExitStack() as stack:
        for rows in annotate(nlp, zip(ids, texts, strict=True)):
            for name in names:
                table = getattr(rows, name)
                if name not in writers:
                    path = str(out / f"{name}.arrow")
                    writers[name] = stack.enter_context(pa.ipc.new_file(path, table.schema, options=LZ4))
                writers[name].write_table(table)


def read_annotations(folder: Place, name: str) -> pa.Table:
    """The rows of one table that a shard's worker wrote."""
    with (folder / f"{name}.arrow").fetch() as file, pa.memory_map(str(file)) as source:
        return pa.ipc.open_file(source).read_all()
