"""Documents become rows whose offsets slice to their text; white space is no token."""

from dataclasses import replace

import pyarrow as pa
import pytest
import spacy
from spacy.tokens import Doc

from schemas import ENTITIES, QUOTES, SENTENCES, TOKENS, build_arrow_schema
from schemas.quotes import ARTICLE_COLUMNS
from tasks.annotate.rows import Annotations, build_annotations, group_articles
from tasks.quotes.naming.resolve import NamedEntity
from tasks.quotes.quote import Quote

ID = "0123456789abcdef"


@pytest.fixture
def doc() -> Doc:
    words = ["Ann", "Lee", "left", ".", "\n\n", "“", "No", ",", "”", "she", "said", "."]
    spaces = [True, True, False, False, False, False, False, False, True, True, False, False]
    doc = Doc(
        spacy.blank("en").vocab,
        words=words,
        spaces=spaces,
        lemmas=[word.lower() for word in words],
        pos=["PROPN", "PROPN", "VERB", "PUNCT", "SPACE", "PUNCT", "INTJ", "PUNCT", "PUNCT", "PRON", "VERB", "PUNCT"],
        heads=[1, 2, 2, 2, 3, 6, 10, 10, 10, 10, 10, 10],
        deps=[
            "compound",
            "nsubj",
            "ROOT",
            "punct",
            "dep",
            "punct",
            "ccomp",
            "punct",
            "punct",
            "nsubj",
            "ROOT",
            "punct",
        ],
        ents=["B-PERSON", "I-PERSON", "O", "O", "O", "O", "O", "O", "O", "O", "O", "O"],
        sent_starts=[True, False, False, False, False, True, False, False, False, False, False, False],
    )
    doc._.entities = (NamedEntity(0, 7, "PERSON", 0, "Ann Lee"),)
    speaker = {
        "speaker_mention": "Ann Lee",
        "speaker_title": "mayor",
        "speaker_organisation": "City of Oslo",
        "speaker_pronoun": "she",
    }
    quote = Quote("direct", ((15, 20),), (25, 29), "say", (21, 24), "Ann Lee", "person", 0, True, 0.9)
    doc._.quotes = (replace(quote, **speaker, name_confidence=0.5),)
    return doc


@pytest.fixture
def rows(doc: Doc) -> Annotations:
    return build_annotations([ID], [doc])


def test_types_are_those_of_the_schema(rows: Annotations) -> None:
    for table, wanted in ((rows.sentences, SENTENCES), (rows.tokens, TOKENS), (rows.entities, ENTITIES)):
        assert table.schema.equals(build_arrow_schema(wanted))
    fields = [field for field in build_arrow_schema(QUOTES) if field.name not in ARTICLE_COLUMNS]
    assert rows.quotes.schema.equals(pa.schema(fields))


def test_tokens_slice_to_their_text_and_leave_out_white_space(doc: Doc, rows: Annotations) -> None:
    tokens = rows.tokens.to_pylist()
    assert [doc.text[token["start"] : token["end"]] for token in tokens] == [token["text"] for token in tokens]
    assert "\n\n" not in [token["text"] for token in tokens]
    assert [token["token_index"] for token in tokens] == list(range(11))


def test_heads_count_without_white_space(rows: Annotations) -> None:
    tokens = rows.tokens.to_pylist()
    assert [tokens[token["head_index"]]["text"] for token in tokens] == [
        "Lee", "left", "left", "left", "No", "said", "said", "said", "said", "said", "said",
    ]  # fmt: skip


def test_sentences_know_their_paragraph_and_tokens(doc: Doc, rows: Annotations) -> None:
    assert [
        (row["paragraph_index"], doc.text[row["start"] : row["end"]], row["token_start"], row["token_count"])
        for row in rows.sentences.to_pylist()
    ] == [(0, "Ann Lee left.", 0, 4), (1, "“No,” she said.", 4, 7)]


def test_entities_mark_their_tokens(rows: Annotations) -> None:
    tokens = rows.tokens.to_pylist()
    assert [(token["entity_iob"], token["entity_label"]) for token in tokens[:3]] == [
        ("B", "PERSON"),
        ("I", "PERSON"),
        ("O", None),
    ]
    assert rows.entities.to_pylist()[0]["text"] == "Ann Lee"


def test_quote_row(rows: Annotations) -> None:
    (quote,) = rows.quotes.to_pylist()
    assert (quote["content_text"], quote["cue_text"], quote["speaker_text"]) == ("“No,”", "said", "she")
    assert (quote["quote_id"], quote["sentence_index"], quote["paragraph_index"]) == (f"{ID}-0", 1, 1)


def test_a_quote_row_says_who_speaks(rows: Annotations) -> None:
    (quote,) = rows.quotes.to_pylist()
    parts = ("name", "mention", "title", "organisation", "pronoun", "label")
    found = [quote[f"speaker_{part}"] for part in parts]
    assert found == ["Ann Lee", "Ann Lee", "mayor", "City of Oslo", "she", "person"]
    assert quote["name_confidence"] == 0.5


def test_what_was_said_is_the_spans_without_the_cue(doc: Doc) -> None:
    doc._.quotes = (replace(doc._.quotes[0], content=((0, 7), (15, 20))),)
    (quote,) = build_annotations([ID], [doc]).quotes.to_pylist()
    assert (quote["quote_text"], quote["content_text"]) == ("Ann Lee “No,”", "Ann Lee left.\n\n“No,”")


def test_counts(rows: Annotations) -> None:
    assert rows.counts.to_pylist() == [
        {"article_id": ID, "paragraph_count": 2, "sentence_count": 2, "token_count": 11, "entity_count": 1,
         "quote_count": 1},
    ]  # fmt: skip


def test_a_document_without_entities_or_quotes(doc: Doc) -> None:
    doc._.entities = doc._.quotes = ()
    rows = build_annotations([ID], [doc])
    assert (len(rows.entities), len(rows.quotes)) == (0, 0)
    assert rows.entities.schema.equals(build_arrow_schema(ENTITIES))


def test_articles_are_taken_in_runs_of_bounded_length() -> None:
    sizes = [10, 15_000, 4_000, 2_000, 50_000, *[1] * 40]
    articles = [(str(number), "x" * size) for number, size in enumerate(sizes)]
    groups = list(group_articles(articles))
    assert [article for group in groups for article in group] == articles
    assert [len(group) for group in groups] == [3, 1, 1, 32, 8]
    assert list(group_articles([])) == []
