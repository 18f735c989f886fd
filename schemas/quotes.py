"""The table `quotes`."""

import pyarrow as pa

from schemas.columns import ARTICLE_ID, PARAGRAPH_INDEX, PUBLISHED_AT, PUBLISHER, QUOTE_ID, SENTENCE_INDEX, SPANS
from schemas.table import Column, Table

TYPES = ("direct", "mixed", "indirect")
ARTICLE_COLUMNS = (PUBLISHER.name, PUBLISHED_AT.name)
"""What a quote takes from its article, not from the article's text."""
SPEAKER_LABELS = ("person", "organisation", "document", "place", "group", "unknown")
SPEAKER_PRONOUNS = ("he", "she", "they")


def _offset(name: str, description: str, nullable: bool = False) -> Column:
    return Column(name, pa.int32(), description, nullable, minimum=0)


QUOTES = Table(
    name="quotes",
    grain="one row per quote in an article",
    key=("article_id", "quote_index"),
    columns=(
        QUOTE_ID,
        ARTICLE_ID,
        PUBLISHER,
        PUBLISHED_AT,
        Column("quote_index", pa.int32(), "Which quote of the article it is, from 0, in text order.", minimum=0),
        Column(
            "type",
            pa.string(),
            "Whether the content stands wholly, partly or not at all inside quotation marks.",
            allowed=TYPES,
        ),
        Column(
            "content_text",
            pa.string(),
            "The article's text from `content_start` to `content_end`, an interrupting cue included.",
        ),
        Column(
            "quote_text",
            pa.string(),
            "What was said, without an interrupting cue: the stretches of `content_spans`, joined by a space.",
        ),
        Column(
            "content_spans", SPANS, "The stretches of the content, an interrupting cue left out; start/end offsets."
        ),
        _offset("content_start", "First character of the content."),
        _offset("content_end", "One past the last character of the content."),
        Column("cue_text", pa.string(), "The words that mark the quote: “said”, “according to”.", nullable=True),
        _offset("cue_start", "First character of the cue.", nullable=True),
        _offset("cue_end", "One past the last character of the cue.", nullable=True),
        Column("cue_lemma", pa.string(), "Base form of the cue's main word.", nullable=True),
        Column("speaker_text", pa.string(), "The words that name who said it.", nullable=True),
        _offset("speaker_start", "First character of the speaker.", nullable=True),
        _offset("speaker_end", "One past the last character of the speaker.", nullable=True),
        Column(
            "speaker_name",
            pa.string(),
            "The speaker resolved to a name inside the article; null when nobody is named.",
            nullable=True,
        ),
        Column(
            "speaker_mention",
            pa.string(),
            "The fullest words that the article has for the speaker: “officials familiar with the plan”; a pronoun "
            "only where it has nothing else; null where there is no speaker.",
            nullable=True,
        ),
        Column(
            "speaker_title",
            pa.string(),
            "The role or title that the article gives the speaker anywhere, in its words.",
            nullable=True,
        ),
        Column(
            "speaker_organisation",
            pa.string(),
            "The organisation that the speaker speaks for or belongs to, by its full name in the article.",
            nullable=True,
        ),
        Column(
            "speaker_pronoun",
            pa.string(),
            "How the article itself refers to the person; null where it does not, and for what is no person.",
            nullable=True,
            allowed=SPEAKER_PRONOUNS,
        ),
        Column("speaker_label", pa.string(), "What kind of speaker it is.", allowed=SPEAKER_LABELS),
        Column(
            "speaker_cluster_id",
            pa.int32(),
            "Equal for the quotes of one speaker in one article; `entities.cluster_id` where the speaker is named.",
            nullable=True,
            minimum=0,
        ),
        Column("is_speech", pa.bool_(), "The source says, writes, shows or finds it; not: thinks, wants or does."),
        Column(
            "rule",
            pa.string(),
            "Name of the rule that made the quote; null where the tagger did, also where rules then mended it; "
            "`correction` where a person did, or said that it is right.",
            nullable=True,
        ),
        Column(
            "confidence",
            pa.float32(),
            "Calibrated: of the quotes with this value, the share that are right, speaker included; 1 where a person "
            "said so.",
            minimum=0,
            maximum=1,
        ),
        Column(
            "name_confidence",
            pa.float32(),
            "Calibrated: of the quotes with this value, the share whose `speaker_name`, or its absence, is right; 1 "
            "where a person said so.",
            minimum=0,
            maximum=1,
        ),
        SENTENCE_INDEX,
        PARAGRAPH_INDEX,
    ),
    slices=(
        ("content_start", "content_end", "content_text"),
        ("cue_start", "cue_end", "cue_text"),
        ("speaker_start", "speaker_end", "speaker_text"),
    ),
    counted_by="quote_count",
    spans=("content_spans",),
    joins=(("content_spans", "quote_text"),),
    only_with=tuple(
        (f"speaker_{name}", "speaker_text") for name in ("name", "mention", "title", "organisation", "pronoun")
    ),
)
