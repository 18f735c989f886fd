"""Training examples: annotated documents as arrays, cut into windows at random places, padded into batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from spacy.language import Language
from tokenizers import Tokenizer

from tasks.quotes.scoring.corpus import Document
from tasks.quotes.tagging.features import PARSE_INPUTS, Features, build_features
from tasks.quotes.tagging.pieces import CLS, PAD, SEP, Pieces, cut_pieces, find_pieces
from tasks.quotes.tagging.relations import NO_PARSE, build_relations

type Range = tuple[int, int]
"""Half-open, in pieces of the document."""

LENGTHS = (126, 190, 254)
"""Sizes of training windows in pieces, one drawn for each document and epoch."""
SNAP = 40
"""A window ends at the last end of a sentence among its last so many pieces, mostly."""
NO_LABEL = -100


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated quote, in pieces."""

    cue: Range
    speaker: Range | None
    content: tuple[Range, ...]
    is_speech: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One document, ready to be cut into windows."""

    doc_id: str
    pieces: Pieces
    features: Features
    quotes: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows and the pairs of (cue, window) in them, padded to one length."""

    ids: NDArray[np.int64]
    inputs: NDArray[np.int64]
    mask: NDArray[np.bool_]
    cue_labels: NDArray[np.int64]
    cover: NDArray[np.float32]
    """[windows, length, 2]: in any content, in any speaker."""
    pair_window: NDArray[np.int64]
    pair_cue: NDArray[np.int64]
    """[pairs, 2]: first and last + 1 position of the cue in the padded window."""
    relations: NDArray[np.int64]
    pair_labels: NDArray[np.int64]
    speech: NDArray[np.float32]


def build_examples(documents: Sequence[Document], nlp: Language, tokenizer: Tokenizer) -> Iterator[Example]:
    """Annotate and cut the documents of a corpus."""
    docs = nlp.pipe((document["text"] for document in documents), batch_size=32)
    for document, doc in zip(documents, docs, strict=True):
        pieces = cut_pieces(tokenizer, document["text"])
        quotes = tuple(gold for quote in document["quotes"] if (gold := build_gold(quote, pieces)) is not None)
        yield Example(str(document["doc_id"]), pieces, build_features(doc, pieces), quotes)


def build_gold(quote: dict[str, Any], pieces: Pieces) -> Gold | None:
    """One quote in pieces; None where it has no cue or no content, since only a cue can lead to a content."""
    cues, speakers, contents = (find_ranges(quote.get(role), pieces) for role in ("cue", "speaker", "content"))
    if not cues or not contents:
        return None
    speech = quote.get("cue_kind", "speech") == "speech"
    return Gold(cues[0], speakers[0] if speakers else None, tuple(contents), speech)


def find_ranges(spans: Iterable[tuple[int, int]] | None, pieces: Pieces) -> list[Range]:
    """The pieces of each span, without spans that hold none."""
    ranges = [find_pieces(pieces, start, end) for start, end in spans or ()]
    return [(first, last) for first, last in ranges if first < last]


def cut_windows(example: Example, random: Generator) -> list[Range]:
    """Windows that cover the document once, from a random start, in a random size, mostly ended with a sentence."""
    size, total = int(random.choice(LENGTHS)), len(example.pieces.ids)
    ends = np.flatnonzero(np.diff(example.features.sentence) > 0) + 1
    windows, start = [], 0
    limit = int(random.integers(size // 4, size + 1))
    while start < total:
        end = min(start + limit, total)
        near = ends[(ends > end - SNAP) & (ends <= end) & (ends > start)]
        if end < total and len(near) and random.random() < 0.7:
            end = int(near[-1])
        windows.append((start, end))
        start, limit = end, size
    return windows


def build_batch(cut: Sequence[tuple[Example, Range]], random: Generator, drop_parse: float = 0.1) -> Batch:
    """Pad windows into one batch; in some of them, drawn at random, the parse is blanked out."""
    length = max(end - start for _, (start, end) in cut) + 2
    ids = np.full((len(cut), length), PAD, dtype=np.int64)
    inputs = np.zeros((len(cut), length, cut[0][0].features.inputs.shape[1]), dtype=np.int64)
    mask = np.zeros((len(cut), length), dtype=np.bool_)
    cue_labels = np.full((len(cut), length), NO_LABEL, dtype=np.int64)
    cover = np.zeros((len(cut), length, 2), dtype=np.float32)
    pairs: list[tuple[int, Range, NDArray[np.int32], NDArray[np.int64], bool]] = []
    for row, (example, window) in enumerate(cut):
        start, end = window
        stop = end - start + 1
        ids[row, : stop + 1] = [CLS, *example.pieces.ids[start:end], SEP]
        mask[row, : stop + 1] = True
        inputs[row, 1:stop] = example.features.inputs[start:end]
        blank = random.random() < drop_parse
        if blank:
            inputs[row, 1:stop, PARSE_INPUTS] = 0
        cue_labels[row, 1:stop] = 0
        for quote in example.quotes:
            label_quote(quote, window, cue_labels[row], cover[row])
            if start <= quote.cue[0] and quote.cue[1] <= end:
                relations = build_relations(example.features, quote.cue, window)
                if blank:
                    relations[:, 0] = NO_PARSE
                cue = (quote.cue[0] - start + 1, quote.cue[1] - start + 1)
                pairs.append((row, cue, relations, pair_labels(quote, window), quote.is_speech))
    return pad_pairs(ids, inputs, mask, cue_labels, cover, pairs)


def pad_pairs(
    ids: NDArray[np.int64],
    inputs: NDArray[np.int64],
    mask: NDArray[np.bool_],
    cue_labels: NDArray[np.int64],
    cover: NDArray[np.float32],
    pairs: Sequence[tuple[int, Range, NDArray[np.int32], NDArray[np.int64], bool]],
) -> Batch:
    """Bring the pairs, (window, cue, relations, labels, is speech) each, to the length of the windows."""
    relations = np.zeros((len(pairs), ids.shape[1], 3), dtype=np.int64)
    labels = np.full((len(pairs), ids.shape[1]), NO_LABEL, dtype=np.int64)
    for number, (_, _, known, wanted, _) in enumerate(pairs):
        relations[number, 1 : len(known) + 1] = known
        labels[number, 1 : len(wanted) + 1] = wanted
    rows = np.array([row for row, *_ in pairs], dtype=np.int64)
    cues = np.array([cue for _, cue, *_ in pairs], dtype=np.int64).reshape(-1, 2)
    speech = np.array([speech for *_, speech in pairs], dtype=np.float32)
    return Batch(ids, inputs, mask, cue_labels, cover, rows, cues, relations, labels, speech)


def label_quote(quote: Gold, window: Range, cue_labels: NDArray[np.int64], cover: NDArray[np.float32]) -> None:
    """Write the part of a quote that lies in the window into the labels of single pieces (shifted by one for CLS)."""
    for first, last in [clip(quote.cue, window)]:
        cue_labels[first + 1 : last + 1] = 2
        if first < last and window[0] <= quote.cue[0]:
            cue_labels[first + 1] = 1
    for first, last in (clip(content, window) for content in quote.content):
        cover[first + 1 : last + 1, 0] = 1
    if quote.speaker:
        first, last = clip(quote.speaker, window)
        cover[first + 1 : last + 1, 1] = 1


def clip(part: Range, window: Range) -> Range:
    """A range of the document inside a window, counted from the window's start; empty where they don't meet."""
    first = max(part[0], window[0]) - window[0]
    return first, max(min(part[1], window[1]) - window[0], first)


def pair_labels(quote: Gold, window: Range) -> NDArray[np.int64]:
    """[pieces of the window], as in PAIR_LABELS; where a speaker stands inside a content, the speaker wins."""
    labels = np.zeros(window[1] - window[0], dtype=np.int64)
    parts = [(content, 3) for content in quote.content] + ([(quote.speaker, 1)] if quote.speaker else [])
    for part, begin in parts:
        first, last = clip(part, window)
        if first < last:
            labels[first:last] = begin + 1
            if part[0] >= window[0]:
                labels[first] = begin
    return labels
