"""Pieces of annotation for the workers: articles of a shard to rows, one Arrow file a table."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from schemas.rejects import Problem, Reject, build_reject
from tasks.annotate.workers import Weights
from tasks.batch.known_rejects import RecordKey
from tasks.ingest.shards import REJECTS_FILE, Shard, read_shard
from tasks.logger import LOGGER, about
from tasks.workers.faults import Fault
from tasks.workers.results import write_records, write_result
from tasks.workers.time_limit import end_after
from tasks.zones.place import Place

if TYPE_CHECKING:
    from spacy.language import Language

    from tasks.quotes.corrections import Corrections

FULL_CHARS = 250_000
"""Text for which a worker has all of its time; more gets more time."""
LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True, slots=True)
class AnnotatePiece:
    """Some of the articles of a shard that no published rows can serve: those from `first` up to `end`."""

    shard: Shard
    shards: Place
    """Where the shard's own file lies."""
    weights: Weights
    seconds: float
    """For FULL_CHARS of text."""
    out: Place
    first: int
    end: int

    @property
    def folder(self) -> Place:
        """Named by the shard, and by the articles where they are not all."""
        is_whole = (self.first, self.end) == (0, self.shard.to_annotate)
        return self.out / (self.shard.key if is_whole else f"{self.shard.key}.{self.first}-{self.end}")

    def __call__(self) -> Place:
        """Annotate into one Arrow file a table; ends the process if it takes too long. Raises PieceFailedError."""
        from tasks.annotate.pipeline import load_pipeline
        from tasks.quotes.corrections import parse_value

        nlp = load_pipeline(self.weights.model, self.weights.tagger)
        begun, start = time.monotonic(), time.process_time()
        new = self.read_articles()
        ids, texts = new["article_id"].to_pylist(), new["text"].to_pylist()
        said = zip(ids, texts, new["corrections"].to_pylist(), strict=True)
        corrections = {one: parse_value(json.loads(value), text) for one, text, value in said if value}
        limit = end_after(self.seconds, sum(map(len, texts)) / FULL_CHARS)
        with about(shard=self.shard.key), self.folder.staged_folder() as unfinished, limit:
            LOGGER.info("annotating %d articles", len(ids), extra={"articles": len(ids)})
            write_annotations(nlp, ids, texts, unfinished, corrections)
            counts = {"articles": len(ids), "words": sum(len(text.split()) for text in texts)}
            write_result(unfinished, counts, start)
            figures = {**counts, "seconds": round(time.monotonic() - begun, 3)}
            LOGGER.info("annotated %d articles, %d words in %.1f s", *figures.values(), extra=figures)
        return self.folder

    def halve(self) -> tuple["AnnotatePiece", ...]:
        """Return the first articles and the last; none where it is one."""
        if self.end - self.first < 2:
            return ()
        middle = (self.first + self.end) // 2
        return replace(self, end=middle), replace(self, first=middle)

    def reject(self, fault: Fault) -> None:
        """Finish the folder with a reject of the article."""
        self.put_reject(build_reject(*self.read_keys()[0], Problem(f"annotation_{fault.cause}", fault.detail)))

    def put_reject(self, reject: Reject) -> None:
        """Finish the folder with a reject and no rows."""
        with self.folder.staged_folder() as unfinished:
            write_records(unfinished / REJECTS_FILE, [reject])
            write_result(unfinished, {"articles": 0, "words": 0})

    def read_articles(self) -> pa.Table:
        """Return the articles."""
        articles = read_shard(self.shards, self.shard)
        return articles.filter(pc.invert(articles["is_reused"])).slice(self.first, self.end - self.first)

    def read_keys(self) -> list[RecordKey]:
        """Return which records the articles are."""
        new = self.read_articles()
        return list(zip(*(new[name].to_pylist() for name in ("raw_path", "raw_sha256", "record_index")), strict=True))


def cut_out(whole: AnnotatePiece, known: Mapping[RecordKey, Reject]) -> Iterator[AnnotatePiece]:
    """Yield a piece in parts where some of its articles are `known` as rejects; these parts are finished as such."""
    first = whole.first
    for index, key in enumerate(whole.read_keys() if known else ()):
        if key in known:
            if first < index:
                yield replace(whole, first=first, end=index)
            rejected = replace(whole, first=index, end=index + 1)
            if not rejected.folder.is_finished():
                rejected.put_reject(known[key])
            yield rejected
            first = index + 1
    if first < whole.end:
        yield replace(whole, first=first)


def write_annotations(
    nlp: "Language", ids: Sequence[str], texts: Sequence[str], out: Path, corrections: "Mapping[str, Corrections]"
) -> None:
    """Annotate articles, with the corrections of some, into one Arrow file a table. Raises PieceFailedError."""
    from tasks.annotate.rows import Annotations, annotate

    names = [field.name for field in fields(Annotations)]
    writers: dict[str, pa.RecordBatchWriter] = {}
    with ExitStack() as stack:
        for rows in annotate(nlp, zip(ids, texts, strict=True), corrections):
            for name in names:
                table = getattr(rows, name)
                if name not in writers:
                    path = str(out / f"{name}.arrow")
                    writers[name] = stack.enter_context(pa.ipc.new_file(path, table.schema, options=LZ4))
                writers[name].write_table(table)


def read_annotations(folder: Place, name: str) -> pa.Table:
    """Return the rows of one table that a shard's worker wrote."""
    with (folder / f"{name}.arrow").fetch() as file, pa.memory_map(str(file)) as source:
        return pa.ipc.open_file(source).read_all()
