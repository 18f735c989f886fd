"""Articles to sentences, tokens, entities and quotes: spaCy's documents to Arrow tables, column by column."""

import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, IDX, LEMMA, LENGTH, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc

from schemas import ARTICLES, ENTITIES, QUOTES, SENTENCES, TOKENS, Table, build_arrow_schema
from schemas.articles import COUNT_NAMES
from schemas.quotes import ARTICLE_COLUMNS
from schemas.table import SchemaError
from tasks.annotate.layout import ATTRIBUTES, Ints, Layout, build_layout
from tasks.annotate.pipeline import BATCH_CHARS, BATCH_SIZE, remember_words
from tasks.logger import LOGGER, about
from tasks.quotes.corrections import Corrections
from tasks.quotes.quote import Quote, Span
from tasks.workers.faults import PieceFailedError, describe_error

STRINGS = {"text": ORTH, "lemma": LEMMA, "pos": POS, "tag": TAG, "dep": DEP}
"""Columns of `tokens` that are strings of spaCy's."""
IOB = np.array(["O", "I", "O", "B"], dtype=object)
"""spaCy's numbers: 0 missing, 1 inside, 2 outside, 3 begins."""
NONE: Mapping[str, Corrections] = MappingProxyType({})
SLOW_SECONDS = 15.0
"""A batch of 32 articles takes 2 to 3 s; ten times the text is worth a line."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The rows of some articles, one Arrow table for each table of the schema."""

    sentences: pa.Table
    tokens: pa.Table
    entities: pa.Table
    quotes: pa.Table
    """Without `publisher` and `published_at`, which belong to the article and not to its text."""
    counts: pa.Table
    """One row per article: `article_id` and the count columns of `articles`."""


def lookup(values: Ints, strings: StringStore) -> pa.Array:
    """Return the strings behind spaCy's hashes, each hash looked up once."""
    unique, codes = np.unique(values, return_inverse=True)
    names = pa.array([strings[value] if value else "" for value in unique.astype(np.uint64).tolist()], pa.string())
    return names.take(pa.array(codes))


def build_tokens(ids: Sequence[str], layouts: Sequence[Layout], strings: StringStore) -> pa.Table:
    """Return the rows of `tokens` for some documents."""
    counts = [len(layout.sentence) for layout in layouts]
    joined = {attribute: np.concatenate([layout.words[attribute] for layout in layouts]) for attribute in ATTRIBUTES}
    label = lookup(joined[ENT_TYPE], strings)
    columns = {
        "article_id": repeat(ids, counts),
        "token_index": np.concatenate([np.arange(count) for count in counts]),
        "sentence_index": np.concatenate([layout.sentence for layout in layouts]),
        "start": joined[IDX],
        "end": joined[IDX] + joined[LENGTH],
        **{name: lookup(joined[attribute], strings) for name, attribute in STRINGS.items()},
        "morph": pc.replace_substring_regex(lookup(joined[MORPH], strings), "^_$", ""),
        "head_index": np.concatenate([layout.head for layout in layouts]),
        "entity_iob": pa.array(IOB[joined[ENT_IOB]], pa.string()),
        "entity_label": pc.if_else(pc.equal(label, ""), pa.scalar(None, pa.string()), label),
    }
    return build_arrow_table(columns, TOKENS)


def repeat(ids: Sequence[str], counts: Sequence[int]) -> pa.Array:
    """Return each id as often as its count says."""
    return pa.array(ids, pa.string()).take(pa.array(np.repeat(np.arange(len(ids)), counts)))


def build_arrow_table(columns: Mapping[str, object], table: Table, without: Container[str] = ()) -> pa.Table:
    """Return an Arrow table of the columns given, each in the type that the schema has for it.

    Raises SchemaError where the schema has a column that is neither given nor in `without`.
    """
    fields = [field for field in build_arrow_schema(table) if field.name not in without]
    if missing := [field.name for field in fields if field.name not in columns]:
        raise SchemaError(f"annotation gives no value for {', '.join(missing)} of table {table.name}")
    return pa.table([as_arrow(columns[field.name], field.type) for field in fields], pa.schema(fields))


def as_arrow(values: object, wanted: pa.DataType) -> pa.Array:
    """Return an Arrow array of the type wanted; OverflowError where a value does not fit."""
    return values.cast(wanted) if isinstance(values, pa.Array) else pa.array(values, wanted)


def build_sentences(ids: Sequence[str], layouts: Sequence[Layout]) -> pa.Table:
    """Return the rows of `sentences` for some documents."""
    counts = [len(layout.sentence_first) for layout in layouts]
    sizes = [np.diff(layout.sentence_first, append=len(layout.sentence)) for layout in layouts]
    starts = [layout.start[layout.sentence_first] for layout in layouts]
    ends = [layout.end[layout.sentence_first + size - 1] for layout, size in zip(layouts, sizes, strict=True)]
    columns = {
        "article_id": repeat(ids, counts),
        "sentence_index": np.concatenate([np.arange(count) for count in counts]),
        "paragraph_index": np.concatenate([one.find_paragraphs(at) for one, at in zip(layouts, starts, strict=True)]),
        "start": np.concatenate(starts),
        "end": np.concatenate(ends),
        "token_start": np.concatenate([layout.sentence_first for layout in layouts]),
        "token_count": np.concatenate(sizes),
    }
    return build_arrow_table(columns, SENTENCES)


def build_entity_rows(article_id: str, doc: Doc, layout: Layout) -> Iterator[dict[str, object]]:
    """Yield the rows of `entities` for one document."""
    entities = doc._.entities
    text = doc.text  # spaCy builds it anew at every access
    sentences = layout.find_sentences([entity.start for entity in entities])
    for index, (entity, sentence) in enumerate(zip(entities, sentences.tolist(), strict=True)):
        yield {
            "article_id": article_id,
            "entity_index": index,
            "start": entity.start,
            "end": entity.end,
            "text": text[entity.start : entity.end],
            "label": entity.label,
            "sentence_index": sentence,
            "cluster_id": entity.cluster_id,
            "name": entity.name,
        }


def build_quote_rows(article_id: str, doc: Doc, layout: Layout) -> Iterator[dict[str, object]]:
    """Yield the rows of `quotes` for one document, `publisher` and `published_at` left out."""
    quotes: Sequence[Quote] = doc._.quotes
    text = doc.text
    starts = [quote.content[0][0] for quote in quotes]
    places = zip(layout.find_sentences(starts).tolist(), layout.find_paragraphs(starts).tolist(), strict=True)
    for index, (quote, (sentence, paragraph)) in enumerate(zip(quotes, places, strict=True)):
        yield {
            "quote_id": f"{article_id}-{index}",
            "article_id": article_id,
            "quote_index": index,
            "type": quote.type,
            **build_span_columns("content", (quote.content[0][0], quote.content[-1][1]), text),
            "quote_text": " ".join(text[start:end] for start, end in quote.content),
            "content_spans": [{"start": start, "end": end} for start, end in quote.content],
            **build_span_columns("cue", quote.cue, text),
            "cue_lemma": quote.cue_lemma,
            **build_span_columns("speaker", quote.speaker, text),
            "speaker_name": quote.speaker_name,
            "speaker_mention": quote.speaker_mention,
            "speaker_title": quote.speaker_title,
            "speaker_organisation": quote.speaker_organisation,
            "speaker_pronoun": quote.speaker_pronoun,
            "speaker_label": quote.speaker_label,
            "speaker_cluster_id": quote.speaker_cluster_id,
            "is_speech": quote.is_speech,
            "rule": quote.rule,
            "confidence": quote.confidence,
            "name_confidence": quote.name_confidence,
            "sentence_index": sentence,
            "paragraph_index": paragraph,
        }


def build_span_columns(name: str, span: Span | None, text: str) -> dict[str, object]:
    """Return the text, start and end of one part of a quote; three nulls where it has no such part."""
    start, end = span or (None, None)
    return {f"{name}_text": text[start:end] if span else None, f"{name}_start": start, f"{name}_end": end}


def build_rows(rows: Iterable[Mapping[str, object]], table: Table, without: Container[str] = ()) -> pa.Table:
    """Return an Arrow table of the rows, which all have the same keys. Raises SchemaError like `build_arrow_table`."""
    rows = list(rows)
    names = rows[0] if rows else table.column_names
    return build_arrow_table({name: [row[name] for row in rows] for name in names}, table, without)


def build_counts(ids: Sequence[str], docs: Sequence[Doc], layouts: Sequence[Layout]) -> pa.Table:
    """Return how many paragraphs, sentences, tokens, entities and quotes each document has."""
    columns = {
        "article_id": pa.array(ids, pa.string()),
        "paragraph_count": [len(layout.paragraph_start) for layout in layouts],
        "sentence_count": [len(layout.sentence_first) for layout in layouts],
        "token_count": [len(layout.sentence) for layout in layouts],
        "entity_count": [len(doc._.entities) for doc in docs],
        "quote_count": [len(doc._.quotes) for doc in docs],
    }
    without = set(ARTICLES.column_names) - {"article_id", *COUNT_NAMES}
    return build_arrow_table(columns, ARTICLES, without)


def build_annotations(ids: Sequence[str], docs: Sequence[Doc]) -> Annotations:
    """Return the rows of some annotated documents; `ids` are their article ids."""
    layouts = [build_layout(doc) for doc in docs]
    tripled = list(zip(ids, docs, layouts, strict=True))
    return Annotations(
        sentences=build_sentences(ids, layouts),
        tokens=build_tokens(ids, layouts, docs[0].vocab.strings),
        entities=build_rows(chain.from_iterable(build_entity_rows(*one) for one in tripled), ENTITIES),
        quotes=build_rows(chain.from_iterable(build_quote_rows(*one) for one in tripled), QUOTES, ARTICLE_COLUMNS),
        counts=build_counts(ids, docs, layouts),
    )


def annotate(
    nlp: Language, articles: Iterable[tuple[str, str]], corrections: Mapping[str, Corrections] = NONE
) -> Iterator[Annotations]:
    """Annotate (article_id, text) pairs, a few at a time, so that memory does not grow with their number.

    `corrections` by people, by article id, win over what the pipeline finds. Raises PieceFailedError where the pipeline
    fails, MemoryError, and SchemaError.
    """
    for batch in group_articles(articles):
        ids, texts = zip(*batch, strict=True)
        begun = time.monotonic()
        remember_words(nlp, texts)
        with nlp.memory_zone():
            try:
                docs = [make_doc(nlp, text, corrections.get(one)) for one, text in batch]
                annotations = build_annotations(ids, list(nlp.pipe(docs, batch_size=BATCH_SIZE)))
            except (MemoryError, OSError, SchemaError):
                raise
            except Exception as error:
                raise PieceFailedError(describe_error(error)) from error
        warn_if_slow(ids, texts, time.monotonic() - begun)
        yield annotations


def make_doc(nlp: Language, text: str, corrections: Corrections | None) -> Doc:
    """Return a text as words, with what people say of its quotes."""
    doc = nlp.make_doc(text)
    doc._.corrections = corrections
    return doc


def group_articles(articles: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the articles in runs of at most BATCH_SIZE and about BATCH_CHARS; a longer one makes a run of its own."""
    group: list[tuple[str, str]] = []
    chars = 0
    for article in articles:
        if group and (len(group) == BATCH_SIZE or chars + len(article[1]) > BATCH_CHARS):
            yield group
            group, chars = [], 0
        group.append(article)
        chars += len(article[1])
    if group:
        yield group


def warn_if_slow(ids: Sequence[str], texts: Sequence[str], seconds: float) -> None:
    """Warn of articles that took long: which one is the longest, since spaCy takes them through each step together."""
    if seconds < SLOW_SECONDS:
        return
    longest = max(range(len(ids)), key=lambda index: len(texts[index]))
    figures = {"seconds": round(seconds, 1), "articles": len(ids), "characters": len(texts[longest])}
    with about(article=ids[longest]):
        text = "slow: %.1f s for %d articles, of which this is the longest with %d characters"
        LOGGER.warning(text, *figures.values(), extra=figures)
