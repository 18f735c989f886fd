"""The documents of a training: each corpus read as `corpora.toml` says, with copies that have other people's names."""

import random
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.quotes.scoring.corpus import Document, read_corpus
from tasks.quotes.training.swap import list_families, swap_people

EVERY = 20
"""One in so many documents with names is held out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the documents of a corpus are read; see `corpora.toml`."""

    guideline: int = 0
    weight: float = 1.0
    swaps: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A document and how it is read."""

    document: Document
    reading: Reading


def read_sources(corpora: Sequence[Path], without: Collection[str]) -> list[Source]:
    """Return the documents of all corpora, without those of these ids."""
    known = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return [
        Source(document, Reading(**known.get(f"{path.parent.name}/{path.stem}", {})))
        for path in corpora
        for document in read_corpus(path)
        if document["doc_id"] not in without
    ]


def split_held_out(sources: Sequence[Source], count: int) -> tuple[list[Source], list[Source]]:
    """Training documents and held-out ones; the same split for the same corpora, whatever the seed.

    Of those with quotes ``count`` that follow the first guideline are held out, of those with names alone some of each.
    """
    quoted = [n for n, source in enumerate(sources) if "quotes" in source.document and not source.reading.guideline]
    named = [n for n, source in enumerate(sources) if "entities" in source.document and "quotes" not in source.document]
    chosen = {*random.Random(0).sample(quoted, min(count, len(quoted) // 4)), *named[EVERY - 1 :: EVERY]}
    kept = [source for number, source in enumerate(sources) if number not in chosen]
    return kept, [sources[number] for number in sorted(chosen)]


def add_swaps(sources: Sequence[Source]) -> Iterator[Source]:
    """Yield all documents, each followed by its copies with other people's names."""
    families = list_families(source.document for source in sources)
    for number, source in enumerate(sources):
        yield source
        for copy in range(source.reading.swaps):
            yield Source(swap_people(source.document, families, random.Random(f"{number} {copy}")), source.reading)
