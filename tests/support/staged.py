"""Small valid tables made by hand, for tests that break one rule at a time."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import TABLES, build_arrow_schema
from tasks.batch.manifest import Manifest

type Row = dict[str, Any]
type Tables = dict[str, list[Row]]

PUBLISHED = datetime(2025, 4, 28, 9, 30, tzinfo=UTC)
TEXT = "“We 🛫 go,” said Ann Lee. “Now.”\n\nParis waits."
SENTENCES = ("“We 🛫 go,” said Ann Lee.", "“Now.”", "Paris waits.")
WORDS = ("“", "We", "🛫", "go", ",", "”", "said", "Ann", "Lee", ".", "“", "Now", ".", "”", "Paris", "waits", ".")


def build_article(number: int) -> dict[str, Row | list[Row]]:
    """One article with its rows; the astral character makes bytes, UTF-16 units and characters differ."""
    article_id = f"{16 * number:016x}"
    own = {"article_id": article_id}
    sentences, tokens = [], []
    place = word_place = 0
    for index, sentence in enumerate(SENTENCES):
        start = TEXT.index(sentence, place)
        place = start + len(sentence)
        first = len(tokens)
        while len(tokens) < len(WORDS) and (found := TEXT.find(WORDS[len(tokens)], word_place)) < place:
            word = WORDS[len(tokens)]
            word_place = found + len(word)
            tokens.append(own | _build_token(len(tokens), index, found, word, first))
        sentences.append(
            own
            | {"sentence_index": index, "paragraph_index": index // 2, "start": start, "end": place}
            | {"token_start": first, "token_count": len(tokens) - first}
        )
    article = own | {
        "publisher": "The Daily Example",
        "url": None,
        "title": "Ann Lee leaves",
        "byline": ["Bo Ray"],
        "published_at": PUBLISHED,
        "published_at_raw": "2025-04-28T09:30Z",
        "language": "en",
        "text": TEXT,
        "paragraph_count": 2,
        "sentence_count": len(sentences),
        "token_count": len(tokens),
        "entity_count": 2,
        "quote_count": 1,
        "raw_path": f"example/{number}.txt",
        "raw_sha256": f"{number:064x}",
        "record_index": 0,
        "format": "txt",
    }
    return {
        "articles": article,
        "sentences": sentences,
        "tokens": tokens,
        "entities": [own | _build_entity(0, "Ann Lee", "PERSON", 0), own | _build_entity(1, "Paris", "GPE", 2)],
        "quotes": [own | _build_quote(article_id)],
    }


def build_tables(articles: int = 3) -> Tables:
    """Every table of a valid batch, as rows by table name."""
    built = [build_article(number) for number in range(1, articles + 1)]
    tables: Tables = {"articles": [each["articles"] for each in built]}  # type: ignore[misc]
    for name in ("sentences", "tokens", "entities", "quotes"):
        tables[name] = [row for each in built for row in each[name]]  # type: ignore[misc]
    tables["rejects"] = [
        {
            "raw_path": "example/zero.txt",
            "raw_sha256": "0" * 64,
            "record_index": 0,
            "reason": "empty",
            "message": "The file holds nothing but white space; deliver it again with its text.",
        },
        {
            "raw_path": "lee/scan.pdf",
            "raw_sha256": None,
            "record_index": 0,
            "reason": "unknown_format",
            "message": "The file's ending is none that is read.",
        },
    ]
    return tables


def write_tables(
    tables: Mapping[str, list[Row]],
    folder: Path,
    change_schema: Callable[[str, pa.Schema], pa.Schema] = lambda _, schema: schema,
) -> Path:
    """One Parquet file per table in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        schema = change_schema(table.name, build_arrow_schema(table))
        pq.write_table(pa.Table.from_pylist(tables[table.name], schema), folder / f"{table.name}.parquet")
    return folder


def _build_token(index: int, sentence: int, start: int, word: str, head: int) -> Row:
    return {
        "token_index": index,
        "sentence_index": sentence,
        "start": start,
        "end": start + len(word),
        "text": word,
        "lemma": word.lower(),
        "pos": "X",
        "tag": "XX",
        "morph": "",
        "dep": "dep",
        "head_index": head,
        "entity_iob": "O",
        "entity_label": None,
    }


def _build_entity(index: int, text: str, label: str, sentence: int) -> Row:
    start = TEXT.index(text)
    return {
        "entity_index": index,
        "start": start,
        "end": start + len(text),
        "text": text,
        "label": label,
        "sentence_index": sentence,
        "cluster_id": index,
        "name": text,
    }


def _build_quote(article_id: str) -> Row:
    content_end = TEXT.index("Now.") + len("Now.")
    return {
        "quote_id": f"{article_id}-0",
        "publisher": "The Daily Example",
        "published_at": PUBLISHED,
        "quote_index": 0,
        "type": "direct",
        "content_text": TEXT[1:content_end],
        "quote_text": f"{TEXT[1:9]} Now.",
        "content_spans": [{"start": 1, "end": 9}, {"start": content_end - 4, "end": content_end}],
        "content_start": 1,
        "content_end": content_end,
        "cue_text": "said",
        "cue_start": TEXT.index("said"),
        "cue_end": TEXT.index("said") + 4,
        "cue_lemma": "say",
        "speaker_text": "Ann Lee",
        "speaker_start": TEXT.index("Ann"),
        "speaker_end": TEXT.index("Ann") + 7,
        "speaker_name": "Ann Lee",
        "speaker_mention": "Ann Lee",
        "speaker_title": "mayor",
        "speaker_organisation": "City of Paris",
        "speaker_pronoun": "she",
        "speaker_label": "person",
        "speaker_cluster_id": 0,
        "is_speech": True,
        "confidence": 0.9,
        "name_confidence": 0.95,
        "sentence_index": 0,
        "paragraph_index": 0,
    }


def build_manifest(fingerprint: str) -> Manifest:
    """A manifest that says nothing but which batch it is of."""
    return Manifest("2025-04-28", fingerprint, {}, (), 0, 300, 0, {}, {}, 0, 0, {}, {}, "")
