"""Training examples: annotated documents as arrays, cut into windows at random places, padded into batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tasks.quotes.tagging.features import ENTITY_INPUT, PARSE_INPUTS, Features
from tasks.quotes.tagging.pieces import CLS, SEP, Floats, Ints, Longs, Pieces, Range, find_pieces
from tasks.quotes.tagging.relations import NO_PARSE, build_relations
from tasks.quotes.training.recipe import Recipe

LENGTHS = (126, 190, 254)
"""Sizes of training windows in pieces, one drawn for each document and epoch."""
SNAP = 40
"""A window ends at the last end of a sentence among its last so many pieces, mostly."""
CUE_LABELS = ("O", "B", "I")
GUIDELINES = 2
"""Guidelines of annotation: 0 is PolNeAR's, which is what the exported network follows."""
PAIR_LABELS = ("none", "B-speaker", "I-speaker", "B-content", "I-content")
MASK = 103
"""The id that stands for a hidden piece in the vocabulary of BERT."""

type Pair = tuple[int, Range, Ints, Floats, bool]
"""A cue: its window, its place there, how the pieces relate to it, what they are to it, whether it is speech."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated quote, in pieces."""

    cue: Range
    speaker: tuple[Range, ...]
    """One range or none."""
    content: tuple[Range, ...]
    is_speech: bool


@dataclass(frozen=True, slots=True)
class Taught:
    """What teachers say of one document, as chances."""

    cues: NDArray[np.float16]
    """[pieces, cue labels]"""
    pairs: tuple[tuple[int, NDArray[np.float16]], ...]
    """For each quote, the first piece that the teachers looked at and [pieces from there on, pair labels]."""
    vectors: NDArray[np.float16]
    """[pieces, hidden] of the first teacher"""


@dataclass(frozen=True, slots=True)
class Example:
    """One document, ready to be cut into windows."""

    pieces: Pieces
    features: Features
    quotes: tuple[Gold, ...]
    names: Longs
    """For each piece the name labels that it may have, a bit a label."""
    taught: Taught | None
    guideline: int = 0
    weight: float = 1.0
    """How often it is read in an epoch, on average."""


class Batch(NamedTuple):
    """Windows and the pairs of (cue, window) in them, padded to one length."""

    ids: Longs
    inputs: Longs
    mask: NDArray[np.bool_]
    guidelines: Longs
    names: Longs
    """[windows, length]: the name labels that a piece may have, a bit a label; 0 where none is to be judged."""
    vectors: NDArray[np.float16]
    """[windows, length, hidden] of the first teacher; hidden is 0 without teachers."""
    cue_targets: Floats
    """[windows, length, cue labels]: chances, all 0 for a piece that is not to be judged."""
    cover: Floats
    """[windows, length, 2]: in any content, in any speaker."""
    pair_window: Longs
    pair_cue: Longs
    """[pairs, 2]: first and last + 1 position of the cue in the padded window."""
    relations: Longs
    pair_targets: Floats
    """[pairs, length, pair labels]: chances, all 0 for a piece that is not to be judged."""
    speech: Floats


def build_gold(quote: dict[str, Any], pieces: Pieces) -> Gold | None:
    """Return one quote in pieces; None where it has no cue or no content, since only a cue can lead to a content.

    One inside another's content (`nested`) is left out too.
    """
    cues, speakers, contents = (find_ranges(quote.get(role), pieces) for role in ("cue", "speaker", "content"))
    if not cues or not contents or quote.get("nested"):
        return None
    return Gold(cues[0], tuple(speakers[:1]), tuple(contents), quote.get("cue_kind", "speech") == "speech")


def find_ranges(spans: Iterable[tuple[int, int]] | None, pieces: Pieces) -> list[Range]:
    """Return the pieces of each span, without spans that hold none."""
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


def build_batch(cut: Sequence[tuple[Example, Range]], random: Generator, recipe: Recipe) -> Batch:
    """Pad windows into one batch; in some of them, drawn at random, the parse is blanked out, in all of them pieces."""
    ids, inputs, cues, covers = [], [], [], []
    pairs: list[Pair] = []
    for row, (example, window) in enumerate(cut):
        inside, total, quotes = slice(*window), len(example.pieces.ids), example.quotes
        ids.append([*hide_pieces(example.pieces.ids[inside], random, recipe.most_masked), SEP])
        seen, blank = blur(example.features.inputs[inside], random, recipe)
        inputs.append(seen)
        said = example.taught.cues[inside] if example.taught else None
        weight = 0.0 if example.guideline else recipe.taught  # the teachers follow the first guideline alone
        labels = label(total, (1, [quote.cue for quote in quotes]))[inside]
        cues.append(mix(labels, len(CUE_LABELS), said, weight))
        contents, speakers = [quote.content for quote in quotes], [quote.speaker for quote in quotes]
        cover = [label(total, *((1, parts) for parts in several))[inside] > 0 for several in (contents, speakers)]
        covers.append(np.stack(cover, axis=1))
        pairs += build_pairs(row, example, window, blank, weight)
    length = max(map(len, ids)) + 1
    padded = pad(ids, (length,), np.int64)
    padded[:, 0] = CLS
    rows, places, relations, targets, speech = zip(*pairs, strict=True) if pairs else ((),) * 5
    return Batch(
        padded,
        pad(inputs, (length, inputs[0].shape[1]), np.int64),
        np.arange(length) <= np.array([[len(row)] for row in ids]),
        np.array([example.guideline for example, _ in cut], dtype=np.int64),
        pad([example.names[slice(*window)] for example, window in cut], (length,), np.int64),
        pad_vectors(cut, length),
        pad(cues, (length, len(CUE_LABELS)), np.float32),
        pad(covers, (length, 2), np.float32),
        np.array(rows, dtype=np.int64),
        np.array(places, dtype=np.int64).reshape(-1, 2),
        pad(relations, (length, 3), np.int64),
        pad(targets, (length, len(PAIR_LABELS)), np.float32),
        np.array(speech, dtype=np.float32),
    )


def blur(inputs: Ints, random: Generator, recipe: Recipe) -> tuple[Ints, bool]:
    """Return what the network is shown beside the pieces, and whether the parse is hidden in it.

    Entity labels always are, since finding them is the network's own task.
    """
    seen, blank = inputs.copy(), random.random() < recipe.drop_parse
    seen[:, ENTITY_INPUT] = 0
    if blank:
        seen[:, PARSE_INPUTS] = 0
    return seen, blank


def pad_vectors(cut: Sequence[tuple[Example, Range]], length: int) -> NDArray[np.float16]:
    """Return the first teacher's vectors of windows as one array [windows, length, hidden]; hidden is 0 without any."""
    rows = [example.taught.vectors[slice(*window)] for example, window in cut if example.taught]
    if len(rows) < len(cut):
        return np.zeros((len(cut), length, 0), dtype=np.float16)
    return pad(rows, (length, rows[0].shape[1]), np.float16)


def pad(rows: Sequence[Sequence[Any] | NDArray[Any]], shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
    """Return rows as one array [rows, *shape], each from the second place on, with 0 around it."""
    padded = np.zeros((len(rows), *shape), dtype=dtype)
    for place, row in zip(padded, rows, strict=True):
        place[1 : len(row) + 1] = row
    return padded


def hide_pieces(ids: Ints, random: Generator, most: float) -> Ints:
    """Return the ids with a share of them masked, itself drawn between 0 and ``most``."""
    return np.where(random.random(len(ids)) < random.uniform(0, most), MASK, ids)


def mix(labels: Longs, count: int, taught: NDArray[np.float16] | None, weight: float) -> Floats:
    """Return labels [pieces] as chances [pieces, count]; where there are teachers, mixed with theirs by ``weight``."""
    gold = np.eye(count, dtype=np.float32)[labels]
    return gold if taught is None else (1 - weight) * gold + weight * taught.astype(np.float32)


def build_pairs(row: int, example: Example, window: Range, blank: bool, weight: float) -> Iterator[Pair]:
    """Yield the cues that lie in a window, with what its pieces are to them; ``blank`` hides the parse."""
    start, end = window
    for number, quote in enumerate(example.quotes):
        if start <= quote.cue[0] and quote.cue[1] <= end:
            [relations] = build_relations(example.features, [quote.cue], [window])
            if blank:
                relations[:, 0] = NO_PARSE
            # Where a speaker stands inside a content, the speaker wins.
            labels = label(len(example.pieces.ids), (3, quote.content), (1, quote.speaker))[start:end]
            first, chances = example.taught.pairs[number] if example.taught else (0, None)
            said = None if chances is None else chances[start - first : end - first]
            targets = mix(labels, len(PAIR_LABELS), said, weight)
            yield row, (quote.cue[0] - start + 1, quote.cue[1] - start + 1), relations, targets, quote.is_speech


def label(total: int, *groups: tuple[int, Iterable[Range]]) -> Longs:
    """Return labels [total]: a group's number where one of its ranges begins, one more inside it, 0 elsewhere."""
    labels = np.zeros(total, dtype=np.int64)
    for begin, ranges in groups:
        for first, last in ranges:
            labels[first:last] = begin + 1
            labels[first] = begin
    return labels
