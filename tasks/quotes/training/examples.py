"""Training examples: annotated documents as arrays, cut into windows at random places, padded into batches."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tasks.quotes.tagging.features import PARSE_INPUTS, Features
from tasks.quotes.tagging.page import Page
from tasks.quotes.tagging.pieces import CLS, PAD, SEP, Floats, Ints, Pieces, Range, find_pieces
from tasks.quotes.tagging.relations import NO_PARSE, build_relations
from tasks.quotes.training.recipe import Recipe

LENGTHS = (126, 190, 254)
"""Sizes of training windows in pieces, one drawn for each document and epoch."""
SNAP = 40
"""A window ends at the last end of a sentence among its last so many pieces, mostly."""
CUE_LABELS = ("O", "B", "I")
PAIR_LABELS = ("none", "B-speaker", "I-speaker", "B-content", "I-content")
LEAST_SHARE, LEAST_COUNT = 0.08, 2
"""A word piece is evidence of a cue when this share of its occurrences lies in cues, and at least so many."""
MASK = 103
"""The id that stands for a hidden piece in the vocabulary of BERT."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated quote, in pieces."""

    cue: Range
    speaker: Range | None
    content: tuple[Range, ...]
    is_speech: bool


@dataclass(frozen=True, slots=True)
class Taught:
    """What teachers say of one document, as chances."""

    cues: NDArray[np.float16]
    """[pieces, cue labels]"""
    pairs: tuple[tuple[int, NDArray[np.float16]], ...]
    """For each quote, the first piece that the teachers looked at and [pieces from there on, pair labels]."""


@dataclass(frozen=True, slots=True)
class Example:
    """One document, ready to be cut into windows."""

    doc_id: str
    pieces: Pieces
    features: Features
    quotes: tuple[Gold, ...]
    taught: Taught | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows and the pairs of (cue, window) in them, padded to one length."""

    ids: NDArray[np.int64]
    inputs: NDArray[np.int64]
    mask: NDArray[np.bool_]
    cue_targets: NDArray[np.float32]
    """[windows, length, cue labels]: chances, all 0 for a piece that is not to be judged."""
    cover: NDArray[np.float32]
    """[windows, length, 2]: in any content, in any speaker."""
    pair_window: NDArray[np.int64]
    pair_cue: NDArray[np.int64]
    """[pairs, 2]: first and last + 1 position of the cue in the padded window."""
    relations: NDArray[np.int64]
    pair_targets: NDArray[np.float32]
    """[pairs, length, pair labels]: chances, all 0 for a piece that is not to be judged."""
    speech: NDArray[np.float32]


def build_example(doc_id: str, page: Page, quotes: Iterable[dict[str, Any]]) -> Example:
    """Return one annotated document, without what teachers say of it."""
    gold = tuple(gold for quote in quotes if (gold := build_gold(quote, page.pieces)) is not None)
    return Example(doc_id, page.pieces, page.features, gold)


def build_gold(quote: dict[str, Any], pieces: Pieces) -> Gold | None:
    """Return one quote in pieces; None where it has no cue or no content, since only a cue can lead to a content."""
    cues, speakers, contents = (find_ranges(quote.get(role), pieces) for role in ("cue", "speaker", "content"))
    if not cues or not contents:
        return None
    speech = quote.get("cue_kind", "speech") == "speech"
    return Gold(cues[0], speakers[0] if speakers else None, tuple(contents), speech)


def find_ranges(spans: Iterable[tuple[int, int]] | None, pieces: Pieces) -> list[Range]:
    """Return the pieces of each span, without spans that hold none."""
    ranges = [find_pieces(pieces, start, end) for start, end in spans or ()]
    return [(first, last) for first, last in ranges if first < last]


def learn_evidence(examples: Sequence[Example]) -> list[int]:
    """Return the ids of pieces that are evidence of a cue.

    In PolNeAR dev the paragraphs without evidence hold 0.8% of the pieces and 0.09% of the cues. A share of 0.2 would
    spare 6.2% of the pieces, and lose 2.7% of the cues.
    """
    every, cues = Counter[int](), Counter[int]()
    for example in examples:
        every.update(example.pieces.ids.tolist())
        for quote in example.quotes:
            cues.update(set(example.pieces.ids[slice(*quote.cue)].tolist()))
    return sorted(piece for piece, count in cues.items() if count >= max(LEAST_COUNT, LEAST_SHARE * every[piece]))


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


def build_batch(cut: Sequence[tuple[Example, Range]], random: Generator, recipe: Recipe) -> Batch:
    """Pad windows into one batch; in some of them, drawn at random, the parse is blanked out, in all of them pieces."""
    length = max(end - start for _, (start, end) in cut) + 2
    ids = np.full((len(cut), length), PAD, dtype=np.int64)
    inputs = np.zeros((len(cut), length, cut[0][0].features.inputs.shape[1]), dtype=np.int64)
    mask = np.zeros((len(cut), length), dtype=np.bool_)
    cues = np.zeros((len(cut), length, len(CUE_LABELS)), dtype=np.float32)
    cover = np.zeros((len(cut), length, 2), dtype=np.float32)
    pairs: list[tuple[int, Range, NDArray[np.int32], Floats, bool]] = []
    for row, (example, window) in enumerate(cut):
        start, end = window
        stop = end - start + 1
        ids[row, : stop + 1] = [CLS, *hide_pieces(example.pieces.ids[start:end], random, recipe.most_masked), SEP]
        mask[row, : stop + 1] = True
        inputs[row, 1:stop] = example.features.inputs[start:end]
        blank = random.random() < recipe.drop_parse
        if blank:
            inputs[row, 1:stop, PARSE_INPUTS] = 0
        labels = np.zeros(end - start, dtype=np.int64)
        for number, quote in enumerate(example.quotes):
            label_quote(quote, window, labels, cover[row, 1:stop])
            if start <= quote.cue[0] and quote.cue[1] <= end:
                relations = build_relations(example.features, quote.cue, window)
                if blank:
                    relations[:, 0] = NO_PARSE
                cue = (quote.cue[0] - start + 1, quote.cue[1] - start + 1)
                targets = pair_targets(example, number, window, recipe.taught)
                pairs.append((row, cue, relations, targets, quote.is_speech))
        said = example.taught.cues[start:end] if example.taught else None
        cues[row, 1:stop] = mix(one_hot(labels, len(CUE_LABELS)), said, recipe.taught)
    return pad_pairs(ids, inputs, mask, cues, cover, pairs)


def hide_pieces(ids: Ints, random: Generator, most: float) -> Ints:
    """Return the ids with a share of them masked, itself drawn between 0 and ``most``."""
    return np.where(random.random(len(ids)) < random.uniform(0, most), MASK, ids)


def one_hot(labels: NDArray[np.int64], count: int) -> Floats:
    """[pieces] -> [pieces, count]."""
    return np.eye(count, dtype=np.float32)[labels]


def mix(gold: Floats, taught: NDArray[np.float16] | None, weight: float) -> Floats:
    """Return gold and teachers' chances, weighted; the gold alone where there are no teachers."""
    return gold if taught is None else (1 - weight) * gold + weight * taught.astype(np.float32)


def pair_targets(example: Example, number: int, window: Range, weight: float) -> Floats:
    """[pieces of the window, pair labels] for one quote of a document."""
    gold = one_hot(pair_labels(example.quotes[number], window), len(PAIR_LABELS))
    if example.taught is None:
        return gold
    first, chances = example.taught.pairs[number]
    return mix(gold, chances[window[0] - first : window[1] - first], weight)


def pad_pairs(
    ids: NDArray[np.int64],
    inputs: NDArray[np.int64],
    mask: NDArray[np.bool_],
    cues: Floats,
    cover: Floats,
    pairs: Sequence[tuple[int, Range, NDArray[np.int32], Floats, bool]],
) -> Batch:
    """Bring the pairs, (window, cue, relations, targets, is speech) each, to the length of the windows."""
    relations = np.zeros((len(pairs), ids.shape[1], 3), dtype=np.int64)
    targets = np.zeros((len(pairs), ids.shape[1], len(PAIR_LABELS)), dtype=np.float32)
    for number, (_, _, known, wanted, _) in enumerate(pairs):
        relations[number, 1 : len(known) + 1] = known
        targets[number, 1 : len(wanted) + 1] = wanted
    rows = np.array([row for row, *_ in pairs], dtype=np.int64)
    places = np.array([cue for _, cue, *_ in pairs], dtype=np.int64).reshape(-1, 2)
    speech = np.array([speech for *_, speech in pairs], dtype=np.float32)
    return Batch(ids, inputs, mask, cues, cover, rows, places, relations, targets, speech)


def label_quote(quote: Gold, window: Range, cue_labels: NDArray[np.int64], cover: Floats) -> None:
    """Write the part of a quote that lies in the window into the labels and covers of the window's pieces."""
    first, last = place_in_window(quote.cue, window)
    cue_labels[first:last] = 2
    if first < last and window[0] <= quote.cue[0]:
        cue_labels[first] = 1
    for first, last in (place_in_window(content, window) for content in quote.content):
        cover[first:last, 0] = 1
    if quote.speaker:
        first, last = place_in_window(quote.speaker, window)
        cover[first:last, 1] = 1


def place_in_window(part: Range, window: Range) -> Range:
    """Return a range of the document inside a window, counted from the window's start; empty where they don't meet."""
    first = max(part[0], window[0]) - window[0]
    return first, max(min(part[1], window[1]) - window[0], first)


def pair_labels(quote: Gold, window: Range) -> NDArray[np.int64]:
    """[pieces of the window], as in PAIR_LABELS; where a speaker stands inside a content, the speaker wins."""
    labels = np.zeros(window[1] - window[0], dtype=np.int64)
    parts = [(content, 3) for content in quote.content] + ([(quote.speaker, 1)] if quote.speaker else [])
    for part, begin in parts:
        first, last = place_in_window(part, window)
        if first < last:
            labels[first:last] = begin + 1
            if part[0] >= window[0]:
                labels[first] = begin
    return labels
