"""A curated zone of made-up stories, with the tables that people browse: articles, quotes, entities and all links."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from schemas import ACTORS, ARTICLES, ENTITIES, LINK_TABLES, QUOTES, REJECTS, build_arrow_schema
from schemas.table import Table
from tasks.publish.stage import TableWriter
from tests.support.made_up import OUTLETS, Change, Page, Person, Said, Story, build_people, cut, make_said, reword

START = date(2025, 3, 3)
BATCH_TABLES = (ARTICLES, ENTITIES, QUOTES, REJECTS, *LINK_TABLES[1:])
KEPT = 3
"""Batches that a later story may still add to: a family grows for that long."""

type Row = dict[str, Any]


@dataclass(slots=True)
class Zone:
    """What is not yet written, and what `actors` counts."""

    curated: Path
    batches: dict[date, dict[str, list[Row]]] = field(default_factory=dict)
    mentions: Counter[str] = field(default_factory=Counter)
    quoted: dict[str, list[tuple[str, date]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, day: date, table: str, *rows: Row) -> None:
        """Add rows to a batch."""
        self.batches.setdefault(day, defaultdict(list))[table] += rows

    def write_batches(self, keep: int) -> None:
        """Write all batches but the newest."""
        for day in sorted(self.batches)[: max(0, len(self.batches) - keep)]:
            tables = self.batches.pop(day)
            for table in BATCH_TABLES:
                rows = {tuple(str(row[name]).zfill(30) for name in table.key): row for row in tables[table.name]}
                write_table(self.curated / table.name / f"batch_date={day}", table, [rows[key] for key in sorted(rows)])


def write_table(folder: Path, table: Table, rows: list[Row]) -> None:
    """Write rows as a published file."""
    folder.mkdir(parents=True)
    with TableWriter(table, folder / "part-0.parquet", {}) as writer:
        writer.write(pa.Table.from_pylist(rows, build_arrow_schema(table)))


def add_story(zone: Zone, day: date, story: Story, number: int) -> None:
    """Add the rows of an article to its batch."""
    page = Page(story)
    for said in story.said:
        page.write(said)
    published = datetime.combine(day, time(6 + number % 12, number % 60), UTC)
    own = {"article_id": story.article_id, "publisher": story.publisher, "published_at": published}
    zone.add(day, "articles", own | build_article(story, page, published, number))
    zone.add(day, "quotes", *(own | quote for quote in page.quotes))
    zone.add(day, "entities", *(own | entity for entity in page.entities))
    people = {said.who.name: said.who for said in story.said if said.who}
    for name, cluster in page.clusters.items():
        link = {"cluster_id": cluster, "actor_id": people[name].actor_id, "probability": 0.97}
        zone.add(day, "actor_links", own | link)
        zone.quoted[name].append((story.publisher, day))
    zone.mentions.update(one["name"] for one in page.entities)


def build_article(story: Story, page: Page, published: datetime, number: int) -> Row:
    """A row of `articles`, but for what its quotes have too."""
    return {
        "url": f"https://{story.publisher}.example/{story.article_id}",
        "title": f"{story.said[0].words.capitalize()}, council hears",
        "byline": ["A. Reporter"],
        "published_at_raw": published.isoformat(),
        "language": "en",
        "text": page.text,
        "paragraph_count": len(page.quotes) + 1,
        "sentence_count": len(page.quotes) + 1,
        "token_count": page.text.count(" ") + 1,
        "entity_count": len(page.entities),
        "quote_count": len(page.quotes),
        "raw_path": f"{story.publisher}/{number}.txt",
        "raw_sha256": hashlib.sha256(page.text.encode()).hexdigest(),
        "record_index": 0,
        "format": "txt",
    }


def build_changes(story: Story, changes: Iterable[Change], now: date) -> Iterable[Row]:
    """Rows of `quote_changes` for a story of a day before."""
    for kind, index, old, new in changes:
        speakers = [one.who.name if one and one.who else None for one in (old, new)]
        yield {
            "article_id": story.article_id,
            "publisher": story.publisher,
            "quote_id": f"{story.article_id}-{index}",
            "change": kind,
            "old_text": old.words if old else None,
            "new_text": new.words if new else None,
            "old_speaker": speakers[0],
            "new_speaker": speakers[1],
            "old_batch_date": story.day,
            "changed_at": datetime.combine(now, time(), UTC),
        }


def write_made_up_zone(
    curated: Path, days: int = 14, articles: int = 12, quotes: int = 6, people: int = 40, start: date = START
) -> None:
    """Write a zone of that many batches, articles a batch and quotes an article, the same for the same numbers."""
    source, everybody, zone = Random(days), build_people(people), Zone(curated)
    again: list[tuple[Story, int]] = []
    wire: list[tuple[str, Said, date]] = []
    for day in (start + timedelta(number) for number in range(days)):
        redone, again = again, []
        for story, number in redone:
            new, changes = reword(story, source)
            add_story(zone, day, new, number)
            zone.add(day, "quote_changes", *build_changes(new, changes, day))
        for number in range(articles):
            said = [make_said(source, everybody) for _ in range(quotes)]
            article_id = hashlib.sha256(f"{day} {number}".encode()).hexdigest()[:16]
            if wire and source.random() < 0.3:
                oldest = source.choice(wire)
                said[1] = replace(oldest[1], words=cut(oldest[1].words, source))
                add_family(zone, oldest, f"{article_id}-1", day, said[1].words)
            story = Story(article_id, OUTLETS[number % len(OUTLETS)], day, tuple(said))
            add_story(zone, day, story, number)
            wire = [*wire[-6:], (f"{article_id}-0", said[0], day)]
            if source.random() < 0.05:
                again.append((story, number))
        zone.write_batches(KEPT)
        wire = [one for one in wire if one[2] > day - timedelta(KEPT)]
    zone.write_batches(0)
    write_table(curated / "actors", ACTORS, sorted(build_actors(everybody, zone), key=lambda row: row["actor_id"]))


def add_family(zone: Zone, oldest: tuple[str, Said, date], quote_id: str, day: date, words: str) -> None:
    """Note that a quote repeats an older one."""
    family_id, said, first = oldest
    likeness = round(len(words.split()) / len(said.words.split()), 2)
    for one, of, alike in ((family_id, first, 1.0), (quote_id, day, min(1.0, likeness))):
        zone.add(of, "quote_families", {"quote_id": one, "family_id": family_id, "likeness": alike, "is_wire": False})


def build_actors(people: Iterable[Person], zone: Zone) -> Iterable[Row]:
    """Rows of `actors`; every seventh may be two people."""
    for number, person in enumerate(people):
        if not (seen := zone.quoted[person.name]):
            continue
        days = [day for _, day in seen]
        period = {"first": min(days), "last": max(days)}
        yield {
            "actor_id": person.actor_id,
            "name": person.name,
            "label": "person",
            "other_names": [{"name": person.name.split()[-1], "count": zone.mentions[person.name] // 2}],
            "titles": [{"text": person.title, **period}],
            "organisations": [{"text": person.body, **period}],
            "pronoun": person.pronoun,
            "mention_count": zone.mentions[person.name],
            "quote_count": zone.mentions[person.name],
            "article_count": len(seen),
            "publisher_count": len({publisher for publisher, _ in seen}),
            "first_seen": min(days),
            "last_seen": max(days),
            "is_ambiguous": number % 7 == 3,
            "why_ambiguous": "two ages a generation apart" if number % 7 == 3 else None,
        }
