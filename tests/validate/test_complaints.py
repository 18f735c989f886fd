"""Complaints: one row changed, and the relation that it breaks says where and what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from schemas import TABLES
from schemas.relations import build_relations
from tasks.validate.frames import build_frames
from tests.support.staged import TEXT, Tables, build_tables, write_tables

FIRST, SECOND, UNKNOWN = "0000000000000010", "0000000000000020", "0000000000000021"
RELATIONS = {(table.name, relation.name) for table in TABLES for relation in build_relations(table, TABLES)}


def find_complaints(tables: Tables, folder: Path) -> dict[tuple[str, str], list[str]]:
    """The complaints by table and relation."""
    found: dict[tuple[str, str], list[str]] = {}
    for frame in build_frames(write_tables(tables, folder)):
        for table, relation in RELATIONS:
            if table == frame.table:
                found.setdefault((table, relation), []).extend(frame.data[relation].dropna())
    return {key: complaints for key, complaints in found.items() if complaints}


@dataclass(frozen=True)
class Broken:
    """One row changed, the relation of the same or another table that this breaks, and in how many rows."""

    table: str
    row: int
    change: dict[str, Any]
    relation: str
    rows: int
    says: str = ""
    of: str = ""
    """The table that the relation belongs to, where it is another."""


# Rows: article 1 has tokens 0-16, sentences 0-2, entities 0-1 and quote 0; articles 2 and 3 follow.
BROKEN = (
    Broken("articles", 1, {"article_id": FIRST}, "article_id ascend", 1),
    Broken("articles", 1, {"sentence_count": 4}, "sentence_count is the rows of sentences", 1, "has 3"),
    Broken("articles", 1, {"token_count": 18}, "token_count is the rows of tokens", 1, "has 17"),
    Broken("articles", 1, {"entity_count": 0}, "entity_count is the rows of entities", 1, "has 2"),
    Broken("articles", 1, {"quote_count": 2}, "quote_count is the rows of quotes", 1, "has 1"),
    Broken("articles", 1, {"text": TEXT[1:]}, "text is articles.text[start:end]", 17, "the text has 'W'", of="tokens"),
    Broken("articles", 1, {"text": "Short."}, "start is before end, inside articles.text", 3, "6 char", of="sentences"),
    Broken(
        "articles", 1, {"paragraph_count": 1}, "paragraph_index is below articles.paragraph_count", 1, of="sentences"
    ),
    Broken("articles", 1, {"publisher": "Other"}, "publisher is that of articles", 1, "'Other'", of="quotes"),
    Broken("articles", 1, {"published_at": None}, "published_at is that of articles", 1, "None", of="quotes"),
    Broken("sentences", 4, {"article_id": UNKNOWN}, "article_id is in articles", 1, "no such article"),
    Broken("sentences", 4, {"sentence_index": 5}, "sentence_index counts from 0", 1, "1 was due"),
    Broken("sentences", 4, {"start": 40, "end": 32}, "start is before end, inside articles.text", 1),
    Broken("sentences", 4, {"end": 999}, "start is before end, inside articles.text", 1, ":999]"),
    Broken("sentences", 4, {"start": 3}, "start is not before the last end", 1, "start is 3"),
    Broken("sentences", 4, {"token_start": 9}, "token_start follows the last sentence", 2, "10 was due"),
    Broken("tokens", 19, {"article_id": UNKNOWN}, "article_id is in articles", 1),
    Broken("tokens", 19, {"token_index": 1}, "token_index counts from 0", 1, "2 was due"),
    Broken("tokens", 19, {"text": "🛬"}, "text is articles.text[start:end]", 1, "the text has '🛫'"),
    Broken("tokens", 19, {"text": "go"}, "text is articles.text[start:end]", 1, "text is 'go'"),
    Broken("tokens", 19, {"start": 5, "end": 6}, "text is articles.text[start:end]", 1),
    Broken("tokens", 19, {"start": 4, "end": 4}, "text is articles.text[start:end]", 1, "no stretch"),
    Broken("tokens", 19, {"start": 1}, "start is not before the last end", 1),
    Broken("tokens", 19, {"head_index": 17}, "head_index is below articles.token_count", 1, "is 17"),
    Broken("tokens", 19, {"sentence_index": 3}, "sentence_index is below articles.sentence_count", 1),
    Broken("tokens", 19, {"sentence_index": 1}, "token_index is of its sentence", 1, "tokens 10 to 13"),
    Broken("entities", 2, {"article_id": UNKNOWN}, "article_id is in articles", 1),
    Broken("entities", 2, {"entity_index": 7}, "entity_index counts from 0", 1, "0 was due"),
    Broken("entities", 2, {"text": "Ann Le"}, "text is articles.text[start:end]", 1, "'Ann Lee'"),
    Broken("entities", 3, {"start": 2}, "start is not before the last end", 1),
    Broken("entities", 2, {"sentence_index": 2}, "start lies in its sentence", 1, "the sentence [33:"),
    Broken("entities", 2, {"sentence_index": 3}, "sentence_index is below articles.sentence_count", 1, "is 3"),
    Broken("quotes", 1, {"article_id": UNKNOWN}, "article_id is in articles", 1),
    Broken("quotes", 1, {"quote_index": 1}, "quote_index counts from 0", 1),
    Broken("quotes", 1, {"quote_id": f"{SECOND}-7"}, "quote_id is article_id-quote_index", 1, "-0' was due"),
    Broken("quotes", 1, {"content_text": "We"}, "content_text is articles.text[content_start:content_end]", 1),
    Broken("quotes", 1, {"cue_text": None}, "cue_text is articles.text[cue_start:cue_end]", 1, "is null"),
    Broken("quotes", 1, {"cue_end": None}, "cue_text is articles.text[cue_start:cue_end]", 1, "is null"),
    Broken("quotes", 1, {"speaker_text": "Bo Ray"}, "speaker_text is articles.text[speaker_start:speaker_end]", 1),
    Broken("quotes", 1, {"content_spans": []}, "content_spans ascend inside articles.text", 1, "no span"),
    Broken(
        "quotes",
        1,
        {"content_spans": [{"start": 1, "end": 9}, {"start": 8, "end": 31}]},
        "content_spans ascend inside articles.text",
        1,
        "[1:9] [8:31]",
    ),
    Broken(
        "quotes",
        1,
        {"content_spans": [{"start": 1, "end": 1}, {"start": 8, "end": 31}]},
        "content_spans ascend inside articles.text",
        1,
    ),
    Broken(
        "quotes",
        1,
        {"content_spans": [{"start": 1, "end": 99}]},
        "content_spans ascend inside articles.text",
        1,
    ),
    Broken(
        "quotes",
        1,
        {"content_spans": [{"start": 2, "end": 31}]},
        "content_spans reach from content_start to content_end",
        1,
        "[2:31] against [1:",
    ),
    Broken(
        "quotes", 1, {"quote_text": "We go, Now."}, "quote_text is content_spans joined", 1, "the spans have 'We 🛫"
    ),
    Broken("quotes", 1, {"quote_text": TEXT[1:31]}, "quote_text is content_spans joined", 1),
    *(
        Broken("quotes", 1, {"speaker_text": None}, f"{name} only with speaker_text", 1, "speaker_text is null")
        for name in ("speaker_name", "speaker_mention", "speaker_title", "speaker_organisation", "speaker_pronoun")
    ),
    Broken("quotes", 1, {"sentence_index": 3}, "sentence_index is below articles.sentence_count", 1),
    Broken("quotes", 1, {"paragraph_index": 2}, "paragraph_index is below articles.paragraph_count", 1),
    Broken("quotes", 1, {"publisher": "Other"}, "publisher is that of articles", 1, "'Other'"),
    Broken("rejects", 1, {"raw_path": "example/zero.txt"}, "raw_path, record_index ascend", 1),
    Broken("rejects", 1, {"raw_path": "another.txt"}, "raw_path, record_index ascend", 1, "not after"),
)


def test_valid_tables_give_no_complaint(tmp_path: Path) -> None:
    assert find_complaints(build_tables(), tmp_path) == {}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda case: f"{case.table}: {case.relation}|{case.change}")
def test_a_broken_relation_is_told(broken: Broken, tmp_path: Path) -> None:
    tables = build_tables()
    tables[broken.table][broken.row] |= broken.change
    complaints = find_complaints(tables, tmp_path)[broken.of or broken.table, broken.relation]
    assert len(complaints) == broken.rows, complaints
    assert broken.says in complaints[0]


def test_every_relation_is_broken_once() -> None:
    assert {(broken.of or broken.table, broken.relation) for broken in BROKEN} == RELATIONS
