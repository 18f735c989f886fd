"""Published batches of made-up articles to link: people with several names, quotes that others print too, cut."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import ARTICLES, ENTITIES, QUOTES, REJECTS, Table, build_arrow_schema
from schemas.kept_versions import KEPT_VERSIONS
from tasks.batch.manifest import FINGERPRINT, Manifest, build_json, read_manifest
from tasks.batch.places import Batch
from tasks.publish.replaced import stage_replaced
from tasks.zones.place import Place

type Row = dict[str, Any]

PEOPLE = (
    ("Amara Diallo", "Diallo", "finance minister", "Treasury of Karsova"),
    ("Tobias Renner", "Renner", "chief executive", "Kestwick Holdings"),
    ("Grete Lindqvist", "Lindqvist", "mayor", "Port Ellery"),
    ("Hans Lindqvist", "Lindqvist", "coach", "Ellery Terns"),
    ("Owen P. Marsh", "Owen Marsh", "senator", "Senate of Karsova"),
    ("Lucia Ferro", "Ferro", "spokeswoman", "Northern Space Agency"),
)
ORGANISATIONS = ("Northern Space Agency", "Kestwick Holdings", "Treasury of Karsova", "NSA")
SENTENCES = (
    "We asked for the ledgers in November and were handed a glossy brochure about seabirds",
    "The ferry will not sail again until every rivet on that hull has been replaced twice",
    "Nobody in this chamber has read the harbour treaty, and it shows in every paragraph",
    "My grandmother paid less for her orchard than this council wants for a parking space",
    "The comet does not negotiate with committees, so the launch window stays where it is",
    "If the turbines stop in February, the whole valley goes back to candles and wool",
)
PUBLISHERS = ("harbor-courier", "meridian-wire", "the-northlight", "valley-business-journal")
PUBLISHED = datetime(2025, 6, 1, tzinfo=UTC)
"""Every batch for the first time; what replaces it comes a little later each time."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article: who is named in it, and who says what."""

    article_id: str
    publisher: str
    published_at: datetime | None
    names: Sequence[tuple[str, str, Sequence[str]]]
    """Fullest name, spaCy's label and every mention, of each cluster."""
    quotes: Sequence[tuple[int, str]]
    """Cluster and words."""
    roles: Mapping[int, tuple[str, str]]
    """Title and organisation by cluster."""


def build_story(number: int, batch_date: date, version: int = 0) -> Story:
    """Return an article; the same one, number and version being the same."""
    source = random.Random(f"{number} {version}")
    people = source.sample(PEOPLE, source.randint(1, 3))
    names, roles = [], {}
    for cluster, (full, short, title, organisation) in enumerate(people):
        fullest = short if source.random() < 0.2 else full
        names.append((fullest, "PERSON", [fullest, *[short] * source.randint(0, 3)]))
        if source.random() < 0.6:
            roles[cluster] = (title, organisation)
    names += [(one, "ORG", [one]) for one in source.sample(ORGANISATIONS, source.randint(0, 2))]
    quotes = [
        (source.randrange(len(people)), cut(source.choice(SENTENCES), source)) for _ in range(source.randint(1, 4))
    ]
    when = datetime.combine(batch_date, time(source.randrange(24)), UTC) if source.random() < 0.8 else None
    article_id = hashlib.sha256(str(number).encode()).hexdigest()[:16]
    return Story(article_id, source.choice(PUBLISHERS), when, names, quotes, roles)


def cut(sentence: str, source: random.Random) -> str:
    """Return a sentence as another outlet may print it: whole, without its ends, or with a word swapped."""
    words = sentence.split()
    words = words[source.choice((0, 0, 1, 3)) : len(words) - source.choice((0, 0, 2))]
    if source.random() < 0.3:
        words[len(words) // 2] = "really"
    return " ".join(words)


def publish_stories(curated: Place, batch_date: date, stories: Sequence[Story]) -> None:
    """Publish a batch of these articles, with the tables and columns that linking reads."""
    rows: dict[Table, list[Row]] = {ARTICLES: [], ENTITIES: [], QUOTES: [], REJECTS: []}
    for story in sorted(stories, key=lambda one: one.article_id):
        text, quotes = build_text(story)
        entities = build_entities(story)
        rows[ARTICLES].append(fill(ARTICLES, build_article(story, text, len(entities))))
        rows[ENTITIES] += [fill(ENTITIES, one) for one in entities]
        rows[QUOTES] += [fill(QUOTES, one) for one in quotes]
    fingerprint = hashlib.sha256(repr(sorted(map(repr, stories))).encode()).hexdigest()
    batch = Batch(batch_date, curated, curated)
    with batch.staged_tables.staged_folder() as folder:
        for table, lines in rows.items():
            schema = build_arrow_schema(table)
            schema = schema.with_metadata({**(schema.metadata or {}), FINGERPRINT: fingerprint.encode()})
            pq.write_table(pa.Table.from_pylist(lines, schema), folder / f"{table.name}.parquet")
        kept = stage_replaced(batch, read_manifest(batch), folder, PUBLISHED)
    for name in batch.staged_tables.list_names()[1]:
        (batch.staged_tables / name).move_to(batch.published(name.removesuffix(".parquet")))
    batch.staging.remove()
    counts = {table.name: len(lines) for table, lines in rows.items()}
    manifest = Manifest(
        str(batch_date), fingerprint, {}, (), 0, 300, len(stories), {}, counts, 0, 0, {}, {}, "", kept=kept
    )
    batch.manifest.write_atomically(build_json(manifest))


def withdraw(curated: Place, batch_date: date) -> None:
    """Remove a published batch, manifest last."""
    batch = Batch(batch_date, curated, curated)
    for name in (*batch.published_files, KEPT_VERSIONS.name):
        batch.published(name).parent.remove()
    batch.manifest.remove()


def build_article(story: Story, text: str, entities: int) -> Row:
    """Return the row of `articles`."""
    counts = {"paragraph_count": text.count("\n\n") + 1, "entity_count": entities, "quote_count": len(story.quotes)}
    known = {"article_id": story.article_id, "publisher": story.publisher, "published_at": story.published_at}
    return {**known, "title": "News", "language": "en", "text": text, **counts}


def build_text(story: Story) -> tuple[str, list[Row]]:
    """Return the text of an article, and the rows of its quotes."""
    text, rows = "", []
    for index, (cluster, words) in enumerate(story.quotes):
        name = story.names[cluster][0]
        start = len(text) + 1
        title, organisation = story.roles.get(cluster, (None, None))
        rows.append(
            {
                "quote_id": f"{story.article_id}-{index}",
                "article_id": story.article_id,
                "publisher": story.publisher,
                "published_at": story.published_at,
                "quote_index": index,
                "type": "direct",
                "content_text": words,
                "quote_text": words,
                "content_spans": [{"start": start, "end": start + len(words)}],
                "content_start": start,
                "content_end": start + len(words),
                "speaker_text": name,
                "speaker_name": name,
                "speaker_mention": name,
                "speaker_title": title,
                "speaker_organisation": organisation,
                "speaker_pronoun": "she" if len(name) % 2 else "he",
                "speaker_label": "person",
                "speaker_cluster_id": cluster,
                "is_speech": True,
                "paragraph_index": index,
                "confidence": 0.9,
                "name_confidence": 0.9,
            }
        )
        text += f"“{words},” {name} said.\n\n"
    return text.strip(), rows


def build_entities(story: Story) -> list[Row]:
    """Return the rows of `entities`."""
    mentions = [
        {"cluster_id": cluster, "name": name, "label": label, "text": text}
        for cluster, (name, label, texts) in enumerate(story.names)
        for text in texts
    ]
    return [{"article_id": story.article_id, "entity_index": index, **one} for index, one in enumerate(mentions)]


def fill(table: Table, row: Row) -> Row:
    """Return a row with a value in each column that takes no null."""
    return {one.name: row.get(one.name, None if one.nullable else build_default(one.type)) for one in table.columns}


def build_default(kind: pa.DataType) -> object:
    """Return what stands in a column that no test looks at."""
    if pa.types.is_list(kind):
        return []
    if pa.types.is_string(kind):
        return ""
    return False if pa.types.is_boolean(kind) else 0
