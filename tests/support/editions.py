"""Batches published edition after edition, with made-up articles and quotes, as runs leave them; no model is needed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import ACTOR_LINKS, ACTORS, QUOTE_FAMILIES, TABLES, build_arrow_schema
from tasks.batch.hold import hold_batch
from tasks.batch.manifest import FINGERPRINT, read_manifest
from tasks.batch.places import Batch
from tasks.publish.publish import finish_publishing, publish_tables
from tasks.publish.replaced import read_kept, stage_replaced
from tasks.zones.local import LocalPlace
from tasks.zones.place import Place
from tests.support.staged import build_article, build_manifest, write_tables

DAY = date(2025, 4, 28)


@dataclass(frozen=True, slots=True)
class Said:
    """A quote: what was said, and by whom."""

    text: str
    speaker: str | None = "Ann Lee"
    name: str | None = None
    """What annotation makes of the speaker, where that is something else."""


type Story = Sequence[Said]
"""An article that is nothing but its quotes."""


def build_paragraphs(story: Story) -> list[str]:
    return [f"“{said.text}” said {said.speaker or 'it'}." for said in story] or ["Nothing was said."]


def build_text(story: Story) -> str:
    return "\n\n".join(build_paragraphs(story))


def build_id(number: int) -> str:
    return f"{16 * number:016x}"


def build_edition(stories: Mapping[int, Story], rejected: Sequence[int] = ()) -> dict[str, list[dict[str, Any]]]:
    """The tables of a batch that holds these articles by number, and rejects in the place of others."""
    made: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    for number, story in sorted(stories.items()):
        built = build_article(number)
        made["articles"].append(built["articles"] | {"text": build_text(story), "quote_count": len(story)})
        (quote,), (sentence, *_) = built["quotes"], built["sentences"]
        start = 0
        for index, paragraph in enumerate(build_paragraphs(story)):
            at = {"sentence_index": index, "paragraph_index": index}
            made["sentences"].append(sentence | at | {"start": start, "end": start + len(paragraph)})
            if story:
                made["quotes"].append(quote | at | build_said(build_id(number), index, story[index], start + 1))
            start += len(paragraph) + 2
    reject = {"raw_sha256": None, "record_index": 0, "reason": "empty", "message": "It is empty."}
    made["rejects"] = [{"raw_path": f"example/{number}.txt"} | reject for number in rejected]
    return made


def build_said(article_id: str, index: int, said: Said, start: int) -> dict[str, Any]:
    """What is a quote's own among the columns of `quotes`."""
    return {
        "quote_id": f"{article_id}-{index}",
        "quote_index": index,
        "content_text": said.text,
        "quote_text": said.text,
        "content_start": start,
        "content_end": start + len(said.text),
        "speaker_text": said.speaker,
        "speaker_name": said.name or said.speaker,
        "speaker_mention": said.speaker,
    }


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A curated zone that editions are published in."""

    root: Path
    batch_date: date = DAY
    store: Place | None = None
    """A place in an object store that is the curated zone, where it is not a folder."""

    def on(self, batch_date: date) -> "Newsroom":
        return replace(self, batch_date=batch_date)

    @property
    def curated(self) -> Place:
        return self.store or LocalPlace(self.root / "curated")

    @property
    def batch(self) -> Batch:
        return Batch(self.batch_date, LocalPlace(self.root / "raw"), self.curated)

    @contextmanager
    def stage(self, stories: Mapping[int, Story], hour: int, rejected: Sequence[int] = ()) -> Iterator[Any]:
        """Stage an edition and yield the call that publishes it, under the batch's lock."""
        fingerprint = f"{hour} {stories}"
        with hold_batch(self.batch) as hold:
            batch = replace(self.batch, token=hold.token)
            finish_publishing(batch, hold)
            batch.staged_tables.remove()
            with batch.staged_tables.staged_folder() as staged:
                tables = build_edition(stories, rejected)
                write_tables(tables, staged, lambda _, schema: add_fingerprint(schema, fingerprint))
                now = datetime(self.batch_date.year, self.batch_date.month, self.batch_date.day, hour, tzinfo=UTC)
                kept = stage_replaced(batch, read_manifest(batch), staged, now)
            rows = {table: len(tables[table]) for table in tables}
            manifest = replace(build_manifest(fingerprint), batch_date=str(self.batch_date), rows=rows, kept=kept)
            yield lambda: publish_tables(batch, hold, manifest)

    def publish(self, stories: Mapping[int, Story], hour: int = 12, rejected: Sequence[int] = ()) -> None:
        """Publish an edition of the batch, so many hours into its day."""
        with self.stage(stories, hour, rejected) as publish:
            publish()

    def read_kept(self) -> list[tuple[int, str | None, list[str], int, str]]:
        """The kept versions: number, text, quotes, hour of the end and what ended it."""
        return [
            (
                int(row["article_id"], 16) // 16,
                row["text"],
                [quote["quote_text"] for quote in row["quotes"]],
                row["ended_at"].hour,
                row["ended_by"],
            )
            for row in read_kept(self.batch.replaced)
        ]


def add_fingerprint(schema: pa.Schema, fingerprint: str) -> pa.Schema:
    return schema.with_metadata({**(schema.metadata or {}), FINGERPRINT: fingerprint.encode()})


ACTOR = {"actor_id": "a1", "name": "Ann Lee", "label": "person", "other_names": [], "titles": [], "organisations": []}
COUNTS = dict.fromkeys(("mention_count", "quote_count", "article_count", "publisher_count"), 1)


def write_links(newsroom: Newsroom, *numbers: int) -> None:
    """Link tables of a batch, as linking leaves them: the speakers of these articles are one actor, of one family."""
    links = [{"article_id": build_id(one), "cluster_id": 0, "actor_id": "a1", "probability": 0.75} for one in numbers]
    kin = {"family_id": f"{build_id(numbers[0])}-0", "likeness": 1.0, "is_wire": False}
    families = [{"quote_id": f"{build_id(one)}-0"} | kin for one in numbers]
    actor = ACTOR | COUNTS | {"first_seen": DAY, "last_seen": DAY, "is_ambiguous": False}
    for table, rows in ((ACTOR_LINKS, links), (QUOTE_FAMILIES, families), (ACTORS, [actor])):
        file = (
            newsroom.curated / table.name / "part-0.parquet"
            if table is ACTORS
            else newsroom.batch.published(table.name)
        )
        pq.write_table(pa.Table.from_pylist(rows, build_arrow_schema(table)), newsroom.root / "links.parquet")
        file.put_file(newsroom.root / "links.parquet")
