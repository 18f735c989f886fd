"""A year of published batches to link: names and quotes with the frequencies of news, made by numpy, not by a model.

Half of the names of an article come from some hundreds that everybody names, in a ratio that falls with their rank;
the others from tens of thousands, and one in twenty is new. A tenth of the quotes repeats another of the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from schemas import ARTICLES, ENTITIES, QUOTES, Table
from tasks.batch.manifest import FINGERPRINT, Manifest, build_json
from tasks.batch.places import Batch
from tasks.link.families.rarity import read_bits
from tasks.quotes.lists import read_entries
from tasks.zones.local import LocalPlace

NAMES = 40_000
ORGANISATIONS = 10_000
PUBLISHERS = [f"outlet-{number:02}" for number in range(40)]
CLUSTERS = 7
"""Of an article, people and organisations."""
MENTIONS = 3
"""Of a cluster, on average."""
QUOTES_EACH = 6
WORDS = 18
"""Of a quote."""
OTHER_WORDS = 400
"""Of an article, beside its quotes."""
NEW, SHORT, REPEATED = 0.05, 0.1, 0.1
"""Shares of names that nobody else has, of names that are a surname alone, and of quotes that repeat another."""
RARE = 30_000
"""Words that the table of common words has not: what is left of the text beside those."""
ROLES = ("president", "minister", "mayor", "spokesman", "chief executive", "professor", "coach", "analyst")


@dataclass(frozen=True, slots=True)
class World:
    """Who there is to be named, and the words there are."""

    people: np.ndarray
    surnames: np.ndarray
    organisations: np.ndarray
    words: np.ndarray
    """Common words, then rare ones."""
    reach: np.ndarray
    """The share of the text that a word and those before it have together."""

    def draw_words(self, source: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        """Return words as often as news has them: telling ones are rare."""
        return self.words[np.searchsorted(self.reach, source.random(shape))]


@cache
def build_world() -> World:
    """Return a world that is the same every time: given names of a list, surnames of which some are common."""
    source = np.random.default_rng(1)
    given = np.array(sorted({name.capitalize() for name in read_entries("first_names")}))
    syllables = np.array(
        [
            a + b
            for a in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v"]
            for b in ["a", "e", "i", "o", "u", "al", "en", "or", "is", "un"]
        ]
    )
    surnames = np.char.capitalize(
        np.array(["".join(source.choice(syllables, 3)) + "s" * (n % 3 == 0) for n in range(15_000)])
    )
    weights = 1 / (np.arange(len(surnames)) + 30) ** 0.9
    own = source.choice(surnames, NAMES, p=weights / weights.sum())
    people = np.char.add(np.char.add(source.choice(given[:6_000], NAMES), " "), own)
    kinds = np.array(["Group", "University", "Party", "Council", "Bank", "Institute", "Holdings", "Union"])
    places = source.choice(surnames, ORGANISATIONS)
    organisations = np.char.add(np.char.add(places, " "), source.choice(kinds, ORGANISATIONS))
    rare = np.array(["".join(source.choice(syllables, 3)) for _ in range(RARE)])
    shares = 0.5 ** np.array(list(read_bits().values()))
    reach = np.cumsum([*shares, *np.full(RARE, (1 - shares.sum()) / RARE)])
    return World(people, own, organisations, np.array([*read_bits(), *rare]), reach / reach[-1])


def choose(source: np.random.Generator, number: int, size: int) -> np.ndarray:
    """Return numbers below `size`: half of them of the first hundreds, by rank."""
    often = (source.zipf(1.3, number) - 1) % 600
    return np.where(source.random(number) < 0.5, often, source.integers(0, size, number))


def write_day(curated: Path, batch_date: date, articles: int) -> None:
    """Publish a batch of so many articles."""
    source, world = np.random.default_rng(batch_date.toordinal()), build_world()
    ids = [f"{batch_date.toordinal():06x}{number:010x}" for number in range(articles)]
    midnight = datetime(batch_date.year, batch_date.month, batch_date.day, tzinfo=UTC)
    times = [midnight + timedelta(seconds=int(second)) for second in source.integers(0, 86_400, articles)]
    publisher = np.array(PUBLISHERS)[source.integers(0, len(PUBLISHERS), articles)]
    own = pl.DataFrame({"article_id": ids, "publisher": publisher, "published_at": times})
    clusters = build_clusters(source, world, ids)
    quotes = build_quotes(source, world, articles)
    texts = build_texts(source, world, quotes, articles)
    said = own[np.repeat(np.arange(articles), QUOTES_EACH)].with_columns(
        quote_index=pl.int_range(pl.len()).over("article_id"),
        quote_text=pl.Series(quotes, dtype=pl.String),
        content_text=pl.Series(quotes, dtype=pl.String),
        type=pl.Series(source.choice(["direct", "mixed", "indirect"], len(quotes))),
        speaker_label=pl.lit("person"),
        cluster_id=pl.Series(source.integers(0, CLUSTERS - 2, len(quotes)), dtype=pl.Int32),
    )
    speakers = clusters.select("article_id", "cluster_id", "^speaker_.*$", speaker_name="name", speaker_mention="name")
    said = said.join(speakers, on=["article_id", "cluster_id"], maintain_order="left").with_columns(
        quote_id=pl.concat_str("article_id", "quote_index", separator="-"), speaker_text="speaker_name"
    )
    published_at = pl.col("published_at").cast(pl.Datetime("us", "UTC"))
    publish(
        curated,
        batch_date,
        {
            ARTICLES: own.with_columns(published_at, text=pl.Series(texts), byline=pl.lit([], pl.List(pl.String))),
            ENTITIES: build_mentions(source, clusters),
            QUOTES: said.rename({"cluster_id": "speaker_cluster_id"}).with_columns(published_at),
        },
    )


def build_clusters(source: np.random.Generator, world: World, ids: Sequence[str]) -> pl.DataFrame:
    """Return the people and organisations of every article: name, surname, and what its quotes say of them."""
    number = len(ids) * CLUSTERS
    cluster = np.tile(np.arange(CLUSTERS), len(ids))
    is_person = cluster < CLUSTERS - 2
    who, which = choose(source, number, NAMES), choose(source, number, ORGANISATIONS)
    names = np.where(is_person, world.people[who], world.organisations[which])
    short = np.where(is_person, world.surnames[who], names)
    strangers = np.char.add(
        np.char.add(np.char.capitalize(world.words[-1 - source.integers(0, RARE, number)]), " "), short
    )
    names = np.where((source.random(number) < NEW) & is_person, strangers, names)
    names = np.where(source.random(number) < SHORT, short, names)
    office = world.organisations[who % ORGANISATIONS]
    return pl.DataFrame(
        {
            "article_id": np.repeat(np.array(ids), CLUSTERS),
            "cluster_id": cluster.astype(np.int32),
            "label": np.where(is_person, "PERSON", "ORG"),
            "name": names,
            "short": short,
            "speaker_title": np.array(ROLES)[who % len(ROLES)],
            "speaker_organisation": office,
            "speaker_pronoun": np.where(who % 3 > 0, "he", "she"),
        }
    ).with_columns(
        pl.when(pl.Series(source.random(number) < 0.3)).then(name).alias(name)
        for name in ("speaker_title", "speaker_organisation", "speaker_pronoun")
    )


def build_quotes(source: np.random.Generator, world: World, articles: int) -> np.ndarray:
    """Return the words of the quotes of a day; some are those of others, with an end cut off."""
    number = articles * QUOTES_EACH
    own = np.array([" ".join(row) for row in world.draw_words(source, (number, WORDS))], dtype=object)
    repeated = np.flatnonzero(source.random(number) < REPEATED)
    own[repeated] = [text[: len(text) * 3 // 4] for text in own[source.integers(0, number, len(repeated))]]
    return own


def build_texts(source: np.random.Generator, world: World, quotes: np.ndarray, articles: int) -> list[str]:
    """Return texts of quotes, and of other words beside them."""
    other = [" ".join(row) for row in world.draw_words(source, (articles, OTHER_WORDS))]
    return [" ".join([*row, rest]) for row, rest in zip(quotes.reshape(articles, QUOTES_EACH), other, strict=True)]


def build_mentions(source: np.random.Generator, clusters: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `entities`: each cluster once by its name, and then by its surname."""
    often = source.integers(1, 2 * MENTIONS, len(clusters))
    rows = clusters[np.repeat(np.arange(len(clusters)), often)]
    first = pl.int_range(pl.len()).over("article_id", "cluster_id") == 0
    return rows.select("article_id", "cluster_id", "label", "name", text=pl.when(first).then("name").otherwise("short"))


def publish(curated: Path, batch_date: date, rows: dict[Table, pl.DataFrame]) -> None:
    """Write the files of a batch, with no more columns than linking reads, and its manifest."""
    batch, articles = Batch(batch_date, LocalPlace(curated), LocalPlace(curated)), len(rows[ARTICLES])
    fingerprint = f"{batch_date}/{articles}"
    for table, frame in rows.items():
        path = Path(str(batch.published(table.name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        metadata = {FINGERPRINT: fingerprint.encode()}
        pq.write_table(frame.to_arrow().replace_schema_metadata(metadata), path, compression="zstd")
    manifest = Manifest(str(batch_date), fingerprint, {}, (), 0, 300, articles, {}, {}, articles, 0, {}, {}, "")
    batch.manifest.write_atomically(build_json(manifest))
